import CEventLoop

/// The one thread that owns sockets, timers and all live state: a global actor whose executor is a dedicated thread
/// running libev. Everything marked `@Loop` runs there, so none of it needs a lock.
@globalActor package actor Loop {
    /// The actor behind `@Loop`.
    package static let shared = Loop()

    /// The loop thread's executor.
    nonisolated package var unownedExecutor: UnownedSerialExecutor {
        LoopThread.shared.asUnownedSerialExecutor()
    }

    /// The libev loop, for libraries that register their own watchers on it; use only on the loop thread.
    nonisolated package static var evLoop: OpaquePointer { LoopThread.shared.evLoop }

    /// Whether the caller is on the loop thread.
    nonisolated package static var isCurrent: Bool { LoopThread.shared.isCurrent }

    /// Runs `body` at once, as the loop thread; C callbacks enter Swift here.
    ///
    /// The caller must be on the loop thread; anything else stops the program.
    nonisolated package static func assume<T>(_ body: @Loop () throws -> T) rethrows -> T {
        precondition(LoopThread.shared.isCurrent, "Loop.assume called outside the loop thread")
        // assumeIsolated exists for actors and MainActor only; this is its body for a global actor of our own. The
        // precondition above is what makes dropping the isolation from the function's type sound.
        return try withoutActuallyEscaping(body) { escapable in
            try unsafeBitCast(escapable, to: (() throws -> T).self)()
        }
    }

    /// Suspends the caller for `seconds`.
    ///
    /// - Throws: `CancellationError` as soon as the task is cancelled.
    @Loop package static func sleep(seconds: Double) async throws {
        let sleeper = Sleeper()
        try await withTaskCancellationHandler {
            try await sleeper.sleep(seconds: seconds)
        } onCancel: {
            Task { @Loop in sleeper.cancel() }
        }
    }
}

@Loop private final class Sleeper {
    private var continuation: LoopContinuation<Void>?
    private var timer: LoopTimer?
    private var isCancelled = false

    func sleep(seconds: Double) async throws {
        try await Loop.suspend { (continuation: LoopContinuation<Void>) in
            guard !isCancelled, !Task.isCancelled else { return continuation.resume(throwing: CancellationError()) }
            self.continuation = continuation
            timer = LoopTimer(afterSeconds: seconds) { [weak self] in self?.finish(.success(())) }
        }
    }

    func cancel() {
        isCancelled = true
        finish(.failure(CancellationError()))
    }

    private func finish(_ result: Result<Void, any Error>) {
        timer?.cancel()
        timer = nil
        continuation?.resume(with: result)
        continuation = nil
    }
}
