import Basics
import EventLoop
import Foundation
import Jobs
import Postgres
import Web

/// Removes files nobody sent.
@Loop struct AttachmentJobs {
    static let unusedSeconds = 86_400.0
    let context: AppContext

    func register(_ queue: JobQueue) {
        queue.every(seconds: 3600, name: "channels.unused_files") { try await removeUnused() }
    }

    /// Removes uploads older than a day that are on no message and in no draft.
    func removeUnused() async throws {
        let limit = context.clock.now.addingTimeInterval(-Self.unusedSeconds)
        let store = AttachmentStore(context.database.connection)
        let files = AttachmentFiles(dataDirectory: context.dataDirectory)
        for sha256 in try await store.deleteUnused(before: limit) {
            // The same content may have been uploaded again meanwhile.
            if try await !store.isKept(sha256: sha256) { files.remove(sha256) }
        }
    }
}
