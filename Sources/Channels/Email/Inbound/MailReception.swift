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
        let sha256 = try await RawMailFiles(dataDirectory: context.dataDirectory).keep(raw.bytes)
        let id = ID<RawMail>.make(at: context.clock.now, random: context.random).uuid
        return try await context.database.transaction { connection in
            let store = InboundMailStore(connection)
            guard try await store.insert(raw, id: id, sha256: sha256) else {
                return try await store.known(raw, sha256: sha256)
            }
            try await Self.wake(raw.inboxID, in: connection)
            return id
        }
    }

    /// Stores several mails of one inbox with one commit; the order is kept.
    ///
    /// - Returns: How many of them were new.
    package func keep(_ raws: [RawMail]) async throws -> Int {
        guard let inbox = raws.first?.inboxID else { return 0 }
        let files = RawMailFiles(dataDirectory: context.dataDirectory)
        let hashes = try await withThrowingTaskGroup(of: (Int, String).self) { group in
            for (place, raw) in raws.enumerated() { group.addTask { (place, try await files.keep(raw.bytes)) } }
            var hashes = [String](repeating: "", count: raws.count)
            for try await (place, sha256) in group { hashes[place] = sha256 }
            return hashes
        }
        let ids = raws.map { _ in ID<RawMail>.make(at: context.clock.now, random: context.random).uuid }
        return try await context.database.transaction { connection in
            let store = InboundMailStore(connection)
            var count = 0
            for (place, raw) in raws.enumerated()
            where try await store.insert(raw, id: ids[place], sha256: hashes[place]) {
                count += 1
            }
            if count > 0 { try await Self.wake(inbox, in: connection) }
            return count
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
