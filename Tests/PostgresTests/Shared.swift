import EventLoop
import Postgres
import TestSupport

/// One database for the suites that leave nothing behind in it.
@Loop enum Shared {
    private static var task: Task<Database, any Error>?

    static func database() async throws -> Database {
        if task == nil { task = Task { @Loop in try await TestDatabase.fresh(poolSize: 4) } }
        guard let task else { throw CancellationError() }
        return try await task.value
    }
}
