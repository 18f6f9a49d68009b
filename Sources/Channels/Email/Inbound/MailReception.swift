import Basics
package import EventLoop
package import Foundation
import Jobs
import Postgres
package import Web

/// Takes mail from every source: once `keep` has returned, the mail is ours to answer for.
@Loop package final class MailReception {
    /// The work a new mail in an inbox makes.
    struct Work: Codable, Sendable {
        let inboxID: UUID
    }

    static let process = Job<Work>("mail.process")
    private let context: AppContext

    package init(context: AppContext) {
        self.context = context
    }

    /// Stores the mail durably: its bytes on disk, then its row and the work it makes in one commit.
    ///
    /// A mail stored before (the same place in a folder, or the same bytes in the same inbox) is not stored again.
    ///
    /// - Returns: The id of the stored mail. Only now may the source be told that we have it.
    package func keep(_ raw: RawMail) async throws -> UUID {
        try await store(raw).id
    }

    /// As `keep`, and says whether the mail was new.
    package func store(_ raw: RawMail) async throws -> (id: UUID, isNew: Bool) {
        let sha256 = try await RawMailFiles(dataDirectory: context.dataDirectory).keep(raw.bytes)
        let id = ID<RawMail>.make(at: context.clock.now, random: context.random).uuid
        return try await context.database.transaction { connection in
            let store = InboundMailStore(connection)
            if try await store.insert(raw, id: id, sha256: sha256) {
                try await Self.wake(raw.inboxID, in: connection)
                return (id, true)
            }
            return (try await store.known(raw, sha256: sha256), false)
        }
    }

    /// Makes work of the mails that wait in an inbox, in the caller's transaction.
    ///
    /// - Parameter due: For mails put aside until then.
    static func wake(_ inbox: UUID, at due: Date? = nil, in connection: Connection) async throws {
        // One that is not due yet must not take the place of one that is, so it goes without a key.
        try await JobQueue.enqueue(
            process, Work(inboxID: inbox), at: due, key: due == nil ? inbox.uuidString : nil, in: connection)
    }
}
