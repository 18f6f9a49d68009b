package import EventLoop
package import Jobs
package import Web

/// Pipelines and opportunities, quotes, contracts and the forecast.
@Loop package final class SalesModule: Module {
    package let name = "sales"
    private let context: AppContext

    package init(context: AppContext) {
        self.context = context
    }

    package var routes: [Route] { [] }

    package func registerJobs(_ queue: JobQueue) {}
}
