print("Deskbell")
