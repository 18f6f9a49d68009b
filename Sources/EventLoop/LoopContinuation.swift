/// Resumes one caller suspended by `Loop.suspend`; call `resume` exactly once.
///
/// A continuation of the standard library resumes on the global pool, whose thread then hands the task back to the loop:
/// two threads woken and two context switches per answer of the database (measured: 7 % of the server's time and most of
/// its waiting while the machine is busy). This one puts the task back into the loop's own queue.
@Loop package final class LoopContinuation<Value> {
    fileprivate var outcome: Result<Value, any Error>?
    fileprivate let parking = ParkingPlace()

    fileprivate init() {}

    /// Lets the caller go on, later in this turn, with `outcome`.
    package func resume(with outcome: Result<Value, any Error>) {
        precondition(self.outcome == nil, "a caller can go on only once")
        self.outcome = outcome
        parking.leave()
    }

    /// Lets the caller go on with `value`.
    package func resume(returning value: Value) { resume(with: .success(value)) }

    /// Lets the caller go on by throwing `error`.
    package func resume(throwing error: any Error) { resume(with: .failure(error)) }
}

extension Loop {
    /// Suspends the caller until the continuation given to `body` is resumed; everybody involved is on the loop.
    @Loop package static func suspend<Value>(_ body: (LoopContinuation<Value>) -> Void) async throws -> Value {
        let continuation = LoopContinuation<Value>()
        body(continuation)
        if continuation.outcome == nil { await continuation.parking.stay() }
        guard let outcome = continuation.outcome else {
            preconditionFailure("a parked task went on without an outcome")
        }
        return try outcome.get()
    }
}

/// An actor whose executor runs nothing: the task that enters it is kept until `leave` gives it to the loop.
///
/// `nonisolated(unsafe)` holds because `enqueue` and `leave` are called on the loop thread only: the one task that enters
/// comes from there, and so does the one that lets it go.
private final actor ParkingPlace: SerialExecutor {
    nonisolated(unsafe) private var parked: UnownedJob?
    nonisolated(unsafe) private var isOpen = false
    private var visits = 0

    nonisolated var unownedExecutor: UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

    /// Returns after `leave`.
    ///
    /// The count is there so that the optimiser sees work to be done here and keeps the entering.
    @inline(never) func stay() { visits += 1 }

    nonisolated func enqueue(_ job: consuming ExecutorJob) {
        precondition(LoopThread.shared.isCurrent, "only tasks of the loop park here")
        let job = UnownedJob(job)
        if isOpen { LoopThread.shared.enqueueLocal(job) } else { parked = job }
    }

    nonisolated func leave() {
        isOpen = true
        guard let parked else { return }
        self.parked = nil
        LoopThread.shared.enqueueLocal(parked)
    }
}
