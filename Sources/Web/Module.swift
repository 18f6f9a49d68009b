package import EventLoop
package import Jobs

/// One feature's table of contents, listed in `Deskbell/Assembly.swift`.
@Loop package protocol Module: AnyObject {
    var name: String { get }
    var routes: [Route] { get }
    /// Background work this module answers for.
    func registerJobs(_ queue: JobQueue)
    /// News of other modules this one acts on, inside the publisher's transaction.
    func subscribe(_ bus: EventBus)
    /// What this module has for the today list.
    var today: [TodaySection] { get }
}

extension Module {
    package func registerJobs(_ queue: JobQueue) {}
    package func subscribe(_ bus: EventBus) {}
    package var today: [TodaySection] { [] }
}
