import Basics
package import EventLoop
package import Jobs
import Postgres
package import Web

/// Reports: what they count stands in `sql/views`, what they read is prepared by one job.
@Loop package final class InsightModule: Module {
    package let name = "insight"
    private let context: AppContext

    package init(context: AppContext) {
        self.context = context
    }

    package var routes: [Route] { ReportRoutes(context: context).routes }

    package func registerJobs(_ queue: JobQueue) {
        let context = context
        queue.every(seconds: 300, name: "insight.prepare-days") {
            try await context.database.transaction { connection in
                try await DayStore(connection).prepare(now: context.clock.now)
            }
        }
    }

    package func subscribe(_ bus: EventBus) {}
}
