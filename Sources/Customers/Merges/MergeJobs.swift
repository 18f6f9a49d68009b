import Basics
package import EventLoop
import Foundation
import Jobs
import Postgres
import Web

/// Brings along what was written under a merged record's id by work that had begun before the merge.
@Loop package struct MergeJobs {
    let context: AppContext

    private static let everySeconds = 60.0
    /// Longer than any transaction or job that may still hold the old id.
    private static let latecomerSeconds = 1800.0

    func register(_ queue: JobQueue) {
        queue.every(seconds: Self.everySeconds, name: "customers.latecomers", bringLatecomers)
    }

    /// Does the work once.
    package func bringLatecomers() async throws {
        let since = context.clock.now.addingTimeInterval(-Self.latecomerSeconds)
        for merge in try await MergeStore(context.database.connection).standing(since: since) {
            try await context.database.transaction { connection in
                let store = MergeStore(connection)
                guard let kept = try await store.kept(merge.merged), kept != merge.merged else { return }
                let moves = MergeMoves(connection: connection)
                let counts = try await moves.moveAll(from: merge.merged, to: kept, merge: merge.id)
                let moved = counts.reduce(0) { $0 + $1.moved }
                if moved > 0 { try await store.note(moved, in: merge.id) }
            }
        }
    }
}
