package import EventLoop

/// Carries short texts between the nodes of one Deskbell, at most once: a lost one is healed by the next, by the sweep
/// or at resume.
@Loop package protocol LiveBus: AnyObject {
    /// The longest text one `send` may carry, bytes.
    var limitBytes: Int { get }
    /// - Parameter onConnect: Called each time the bus begins to carry texts to us; those before are lost.
    func start(onText: @escaping @Loop (String) -> Void, onConnect: @escaping @Loop () -> Void) async throws
    func send(_ text: String) async throws
    func stop() async
}
