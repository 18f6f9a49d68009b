import Basics
import EventLoop
import Foundation
import Jobs
import Postgres
import Web

/// Removes the bytes of mails whose tickets were deleted.
@Loop struct RawMailJobs {
    /// A mail's file is written before its row: for so long nobody asks for the row.
    static let unnamedSeconds = 86_400.0
    let context: AppContext

    func register(_ queue: JobQueue) {
        queue.every(seconds: 86_400, name: "channels.unnamed_mails") { try await removeUnnamed() }
    }

    /// Removes files kept more than a day ago that no mail names any more.
    ///
    /// - Returns: How many.
    @discardableResult func removeUnnamed() async throws -> Int {
        let limit = context.clock.now.addingTimeInterval(-Self.unnamedSeconds)
        let files = RawMailFiles(dataDirectory: context.dataDirectory).files
        let store = InboundMailStore(context.database.connection)
        var count = 0
        for folder in try await files.tidied(before: limit) {
            let old = await files.contents(of: folder, keptBefore: limit)
            guard !old.isEmpty else { continue }
            let named = try await store.named(among: old)
            for sha256 in old where !named.contains(sha256) {
                if await files.remove(sha256, keptBefore: limit) { count += 1 }
            }
        }
        if count > 0 { Log.info("unnamed mails removed", ["count": count]) }
        return count
    }
}
