import Basics
import EventLoop

/// A caller waiting for a connection, first come, first served.
@Loop final class Waiter {
    private var continuation: LoopContinuation<Link>?
    private var timer: LoopTimer?
    private var isCancelled = false

    var isWaiting: Bool { continuation != nil }

    /// Waits until `grant` or for `seconds`, and then throws what `onTimeout` says.
    func wait(
        seconds: Double, enlist: @Loop () -> Void, onTimeout: @escaping @Loop () -> any Error
    ) async throws -> Link {
        try await withTaskCancellationHandler {
            try await Loop.suspend { continuation in
                guard !isCancelled, !Task.isCancelled else {
                    return continuation.resume(throwing: CancellationError())
                }
                self.continuation = continuation
                timer = LoopTimer(afterSeconds: seconds) { [weak self] in self?.finish(.failure(onTimeout())) }
                enlist()
            }
        } onCancel: {
            Task { @Loop in cancel() }
        }
    }

    func grant(_ link: Link) { finish(.success(link)) }
    func refuse(_ error: any Error) { finish(.failure(error)) }

    private func cancel() {
        isCancelled = true
        finish(.failure(CancellationError()))
    }

    private func finish(_ result: Result<Link, any Error>) {
        timer?.cancel()
        timer = nil
        continuation?.resume(with: result)
        continuation = nil
    }
}
