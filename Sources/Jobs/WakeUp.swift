package import EventLoop

/// A bell one waiter sleeps beside: it wakes by the bell, by the time, or because its task is cancelled.
@Loop package final class WakeUp {
    private var continuation: CheckedContinuation<Void, Never>?
    private var timer: LoopTimer?
    private var hasRung = false

    package init() {}

    package func ring() {
        hasRung = true
        wake()
    }

    /// Returns at once when the bell has rung since the last wait.
    package func wait(seconds: Double) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                guard !hasRung, !Task.isCancelled else { return continuation.resume() }
                self.continuation = continuation
                timer = LoopTimer(afterSeconds: seconds) { [weak self] in self?.wake() }
            }
        } onCancel: {
            Task { @Loop in wake() }
        }
        hasRung = false
    }

    private func wake() {
        timer?.cancel()
        timer = nil
        continuation?.resume()
        continuation = nil
    }
}
