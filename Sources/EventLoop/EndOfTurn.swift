/// A piece of work done once at the end of a loop turn, after every waiting job ran: the place to batch what the turn
/// collected.
@Loop package final class EndOfTurn {
    private let run: @Loop () -> Void
    private var isArmed = false

    /// Makes the hook; it rests until armed.
    package init(_ run: @escaping @Loop () -> Void) { self.run = run }

    /// Asks for one run at the end of this turn; asking twice is asking once.
    package func arm() {
        guard !isArmed else { return }
        isArmed = true
        LoopThread.shared.add(self)
    }

    /// Takes the wish back.
    package func cancel() {
        guard isArmed else { return }
        isArmed = false
        LoopThread.shared.remove(self)
    }

    func fire() {
        guard isArmed else { return }
        isArmed = false
        run()
    }
}
