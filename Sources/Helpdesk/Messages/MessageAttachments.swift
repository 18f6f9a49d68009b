import Basics
package import EventLoop
package import Foundation
package import Postgres
import Web

/// Puts files on messages: each file belongs to at most one ticket, and only to messages of whoever uploaded it.
@Loop package struct MessageAttachments {
    private let desk: Desk

    package init(_ desk: Desk) {
        self.desk = desk
    }

    /// Takes the message's files for its ticket, in the caller's transaction.
    ///
    /// - Parameter owner: Who uploaded them; `nil` for files that came with a form.
    /// - Throws: `Problem.invalid` when one is unknown, taken already, or was uploaded by somebody else.
    package func claim(_ message: NewMessage, owner: UUID?, in connection: Connection) async throws {
        guard !message.attachmentIDs.isEmpty else { return }
        let ids = Array(Set(message.attachmentIDs))
        let count = try await connection.execute(
            """
            UPDATE attachments
            SET ticket_id = \(message.ticketID), private = \(message.isPrivate)
            WHERE id = ANY (\(ids)) AND ticket_id IS NULL
                AND (owner_id = \(owner)::uuid OR \(owner)::uuid IS NULL AND owner_kind = 'form')
            """)
        guard count == ids.count else {
            throw Problem.invalid("/attachments", "must name files you uploaded that are on no message yet")
        }
    }

    /// The messages with their attachments' and mails' JSON, read for all of them at once.
    package func filled(_ messages: [Message]) async throws -> [Message] {
        try await MessageDeliveries(desk).filled(try await MessageMails(desk).filled(try await withFiles(messages)))
    }

    private func withFiles(_ messages: [Message]) async throws -> [Message] {
        let ids = messages.flatMap(\.attachmentIDs)
        guard !ids.isEmpty else { return messages }
        let written = try await desk.attachmentsJSON(ids)
        return messages.map { message in
            guard !message.attachmentIDs.isEmpty else { return message }
            var filled = message
            var json = JSONWriter()
            json.array { json in
                for id in message.attachmentIDs {
                    if let bytes = written[id] { json.raw(bytes: bytes) }
                }
            }
            filled.attachments = json.bytes
            return filled
        }
    }
}
