await Deskbell.start()
