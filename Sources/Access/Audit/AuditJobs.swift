import Basics
package import EventLoop
import Jobs
import Postgres
import Web

/// Seals the audit log every minute.
@Loop package struct AuditJobs {
    let context: AppContext

    static let everySeconds = 60.0

    func register(_ queue: JobQueue) {
        queue.every(seconds: Self.everySeconds, name: "audit.seal", seal)
    }

    /// Does the work once.
    package func seal() async throws {
        do {
            var sealed = 0
            repeat {
                sealed = try await context.database.transaction { try await AuditSeals($0).seal() }
            } while sealed == AuditSeals.sealLimit
        } catch let error as DatabaseError where error.sqlState == "55P03" {
            // A long transaction holds the table; the next minute will do.
            Log.info("audit sealing postponed")
        }
    }
}
