import CEventLoop
import Foundation
import Synchronization

/// The executor of `Loop`: one pthread that alternates between libev and the Swift jobs waiting for it.
///
/// `@unchecked Sendable` holds because `localJobs`, `hooks` and `isDraining` are touched on the loop thread only,
/// `foreignJobs` stands behind its mutex, and the rest is written once before the thread is announced.
final class LoopThread: SerialExecutor, @unchecked Sendable {
    static let shared = LoopThread()

    let evLoop: OpaquePointer
    private var thread = pthread_t()
    private let wakeUp: UnsafeMutablePointer<ev_async>
    private let foreignJobs = Mutex<[UnownedJob]>([])
    private var localJobs: [UnownedJob] = []
    private var hooks: [EndOfTurn] = []
    private let announced = DispatchSemaphore(value: 0)

    private init() {
        guard let loop = ev_loop_new(deskbell_ev_flags()) else {
            fatalError("libev cannot open an event loop: no usable epoll or poll on this system")
        }
        evLoop = loop
        wakeUp = .allocate(capacity: 1)
        wakeUp.initialize(to: ev_async())
        deskbell_ev_async_init(wakeUp) { _, _, _ in }
        ev_async_start(evLoop, wakeUp)
        start()
    }

    var isCurrent: Bool { pthread_equal(pthread_self(), thread) != 0 }

    // MARK: SerialExecutor

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if isCurrent {
            localJobs.append(job)
            return
        }
        let wasEmpty = foreignJobs.withLock { jobs in
            jobs.append(job)
            return jobs.count == 1
        }
        if wasEmpty { ev_async_send(evLoop, wakeUp) }
    }

    /// Takes a job back that was kept elsewhere; call it on the loop thread.
    func enqueueLocal(_ job: UnownedJob) { localJobs.append(job) }

    func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

    func checkIsolated() {
        precondition(isCurrent, "expected to run on the loop thread")
    }

    func isIsolatingCurrentContext() -> Bool? { isCurrent }

    // MARK: End of turn

    func add(_ hook: EndOfTurn) { hooks.append(hook) }
    func remove(_ hook: EndOfTurn) { hooks.removeAll { $0 === hook } }

    // MARK: The thread

    private func start() {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setstacksize(&attributes, 8 << 20)
        var id = pthread_t()
        let outcome = pthread_create(
            &id, &attributes,
            { argument in
                guard let argument else { return nil }
                Unmanaged<LoopThread>.fromOpaque(argument).takeUnretainedValue().run()
            }, Unmanaged.passRetained(self).toOpaque())
        pthread_attr_destroy(&attributes)
        guard outcome == 0 else {
            fatalError("the loop thread cannot be started: \(String(cString: strerror(outcome)))")
        }
        announced.wait()
    }

    private func run() -> Never {
        thread = pthread_self()
        announced.signal()
        var isWorkLeft = false
        while true {
            ev_run(evLoop, Int32(isWorkLeft ? EVRUN_NOWAIT : EVRUN_ONCE))
            isWorkLeft = finishTurn()
        }
    }

    /// Drains jobs and hooks until both are empty, but gives the sockets a look after 64 rounds of work that makes more
    /// work.
    ///
    /// Returns whether any is left.
    private func finishTurn() -> Bool {
        for _ in 0..<64 {
            drainJobs()
            if hooks.isEmpty { return false }
            let due = hooks
            hooks.removeAll(keepingCapacity: true)
            for hook in due { Loop.assume { hook.fire() } }
        }
        return true
    }

    private func drainJobs() {
        for _ in 0..<256 {
            foreignJobs.withLock { jobs in
                localJobs.append(contentsOf: jobs)
                jobs.removeAll(keepingCapacity: true)
            }
            if localJobs.isEmpty { return }
            let jobs = localJobs
            localJobs = []
            for job in jobs { job.runSynchronously(on: asUnownedSerialExecutor()) }
        }
    }
}
