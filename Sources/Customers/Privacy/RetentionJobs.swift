import Basics
package import EventLoop
import Foundation
import Jobs
import Postgres
import Web

/// Empties tickets whose words are kept no longer, once a day.
@Loop package struct RetentionJobs {
    let context: AppContext
    let removeFiles: ErasureDesk.RemoveFiles

    private static let everySeconds = 86_400.0
    private static let batch = 500

    func register(_ queue: JobQueue) {
        queue.every(seconds: Self.everySeconds, name: "customers.retention", run)
    }

    /// Does the work once.
    package func run() async throws {
        let now = context.clock.now
        let rules = try await RetentionStore(context.database.connection).rules(at: now)
        for rule in rules where rule.keepDays != nil {
            var emptied = 0
            repeat {
                emptied = try await context.database.transaction { connection in
                    let store = RetentionStore(connection)
                    let tickets = try await store.dueTickets(rule.channel, at: now, limit: Self.batch)
                    if !tickets.isEmpty { try await store.empty(tickets, of: rule, at: now) }
                    return tickets.count
                }
            } while emptied == Self.batch
        }
        let store = RetentionStore(context.database.connection)
        for pending in try await store.pendingFiles() {
            removeFiles(pending.files)
            try await store.noteFilesRemoved(pending.id, at: now)
        }
    }
}
