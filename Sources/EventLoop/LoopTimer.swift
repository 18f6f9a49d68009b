import CEventLoop

/// A timer on the loop thread.
///
/// The loop keeps it alive until it has fired for the last time or was cancelled.
@Loop package final class LoopTimer {
    private let fire: @Loop () -> Void
    private let repeats: Bool
    private var watcher: UnsafeMutablePointer<ev_timer>?

    /// Fires after `afterSeconds`, and then every `everySeconds` if given.
    package init(afterSeconds: Double, everySeconds: Double? = nil, _ fire: @escaping @Loop () -> Void) {
        self.fire = fire
        repeats = everySeconds != nil
        let watcher = UnsafeMutablePointer<ev_timer>.allocate(capacity: 1)
        watcher.initialize(to: ev_timer())
        self.watcher = watcher
        deskbell_ev_timer_init(
            watcher,
            { _, watcher, _ in
                guard let owner = watcher?.pointee.data else { return }
                let timer = Unmanaged<LoopTimer>.fromOpaque(owner).takeUnretainedValue()
                Loop.assume { timer.fired() }
            }, max(0, afterSeconds), everySeconds ?? 0, Unmanaged.passRetained(self).toOpaque())
        // libev counts from the time it last looked at the clock, which lies in the past after a long turn.
        ev_now_update(Loop.evLoop)
        ev_timer_start(Loop.evLoop, watcher)
    }

    /// Stops the timer for good.
    package func cancel() {
        guard let watcher else { return }
        self.watcher = nil
        ev_timer_stop(Loop.evLoop, watcher)
        watcher.deinitialize(count: 1)
        watcher.deallocate()
        Unmanaged.passUnretained(self).release()
    }

    private func fired() {
        if !repeats { cancel() }
        fire()
    }
}
