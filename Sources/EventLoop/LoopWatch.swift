import CEventLoop

/// Watches one file descriptor and calls back on the loop thread while it is readable or writable.
///
/// The loop keeps the watch alive until `cancel()`, which must come before the descriptor is closed.
@Loop package final class LoopWatch {
    private let fd: Int32
    private let ready: @Loop (_ readable: Bool, _ writable: Bool) -> Void
    private var watcher: UnsafeMutablePointer<ev_io>?

    /// Starts watching `fd`.
    package init(
        fd: Int32, reads: Bool, writes: Bool, _ ready: @escaping @Loop (_ readable: Bool, _ writable: Bool) -> Void
    ) {
        self.fd = fd
        self.ready = ready
        let watcher = UnsafeMutablePointer<ev_io>.allocate(capacity: 1)
        watcher.initialize(to: ev_io())
        self.watcher = watcher
        deskbell_ev_io_init(
            watcher,
            { _, watcher, events in
                guard let owner = watcher?.pointee.data else { return }
                let watch = Unmanaged<LoopWatch>.fromOpaque(owner).takeUnretainedValue()
                Loop.assume { watch.fire(events) }
            }, fd, Self.events(reads: reads, writes: writes), Unmanaged.passRetained(self).toOpaque())
        if reads || writes { ev_io_start(Loop.evLoop, watcher) }
    }

    /// Changes what is waited for; with neither, the watch rests until the next change.
    package func change(reads: Bool, writes: Bool) {
        guard let watcher else { return }
        let events = Self.events(reads: reads, writes: writes)
        if watcher.pointee.active != 0, watcher.pointee.events & Self.all == events { return }
        ev_io_stop(Loop.evLoop, watcher)
        deskbell_ev_io_set(watcher, fd, events)
        if events != 0 { ev_io_start(Loop.evLoop, watcher) }
    }

    /// Ends the watch for good.
    package func cancel() {
        guard let watcher else { return }
        self.watcher = nil
        ev_io_stop(Loop.evLoop, watcher)
        watcher.deinitialize(count: 1)
        watcher.deallocate()
        Unmanaged.passUnretained(self).release()
    }

    private func fire(_ events: Int32) {
        // A descriptor libev cannot poll reports an error; both sides are told, and their read or write sees it.
        let isBroken = events & deskbell_ev_error() != 0
        ready(events & 1 != 0 || isBroken, events & 2 != 0 || isBroken)
    }

    private static let all: Int32 = 3
    private static func events(reads: Bool, writes: Bool) -> Int32 { (reads ? 1 : 0) | (writes ? 2 : 0) }
}
