import Basics
package import EventLoop
import Jobs
import Postgres
import Web

/// Looks for records of one person once a day.
@Loop package struct DuplicateJobs {
    let context: AppContext

    private static let everySeconds = 86_400.0

    func register(_ queue: JobQueue) {
        queue.every(seconds: Self.everySeconds, name: "customers.duplicates", sweep)
    }

    /// Does the work once.
    package func sweep() async throws {
        let count = try await context.database.transaction { try await DuplicateStore($0).sweep(at: context.clock.now) }
        Log.info("customers compared", ["pairs": count])
    }
}
