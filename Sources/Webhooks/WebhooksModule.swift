package import EventLoop
package import Jobs
package import Web

/// News of the record sent to addresses of the company, signed, in order, and again after failures.
@Loop package final class WebhooksModule: Module {
    package let name = "webhooks"
    private let context: AppContext

    package init(context: AppContext) {
        self.context = context
    }

    package var routes: [Route] { [] }

    package func registerJobs(_ queue: JobQueue) {}
}
