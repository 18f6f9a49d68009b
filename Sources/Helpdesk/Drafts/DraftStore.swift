import Basics
import Channels
package import EventLoop
import Foundation
package import Postgres

/// Every SQL statement about drafts, except their removal on sending, which is part of storing the message.
@Loop package struct DraftStore {
    let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    func drafts(of user: UUID, on ticket: ID<Ticket>) async throws -> [Draft] {
        try await connection.rows(
            { row in
                Draft(
                    kind: try row["kind"], text: try row["text"], attachmentIDs: try row["attachment_ids"],
                    recipients: MailRecipients(jsonb: row.bytes("recipients")),
                    updatedAt: try row["updated_at"])
            },
            """
            SELECT kind, text, attachment_ids, recipients, updated_at
            FROM drafts
            WHERE ticket_id = \(ticket) AND user_id = \(user)
            ORDER BY kind
            """)
    }

    func save(_ draft: Draft, of user: UUID, on ticket: ID<Ticket>) async throws {
        try await connection.execute(
            """
            INSERT INTO drafts (ticket_id, user_id, kind, text, attachment_ids, recipients, updated_at)
            VALUES (\(ticket), \(user), \(draft.kind), \(draft.text), \(draft.attachmentIDs),
                \(draft.recipients?.json)::jsonb, \(draft.updatedAt))
            ON CONFLICT (ticket_id, user_id, kind) DO UPDATE
            SET text = excluded.text, attachment_ids = excluded.attachment_ids, recipients = excluded.recipients,
                updated_at = excluded.updated_at
            """)
    }

    func delete(_ kind: Draft.Kind, of user: UUID, on ticket: ID<Ticket>) async throws {
        try await connection.execute(
            "DELETE FROM drafts WHERE ticket_id = \(ticket) AND user_id = \(user) AND kind = \(kind)")
    }
}
