package import EventLoop
package import Jobs
package import Web

/// Segments by rules, and campaigns to them.
@Loop package final class MarketingModule: Module {
    package let name = "marketing"
    private let context: AppContext

    package init(context: AppContext) {
        self.context = context
    }

    package var routes: [Route] {
        SegmentRoutes(context: context).routes
    }

    package func registerJobs(_ queue: JobQueue) {}
}
