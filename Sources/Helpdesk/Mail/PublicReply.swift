package import EventLoop
package import Foundation
package import Postgres

/// What staff wrote for the customer's eyes: the only kind of message a mail is ever made of.
///
/// There is no other way to make one than the statement below, which looks at the stored row: a private note has none.
package struct PublicReply: Sendable {
    package let text: String
    package let authorName: String
    package let attachmentIDs: [UUID]
    package let at: Date

    fileprivate init(_ row: Row) throws {
        text = try row["text"]
        authorName = try row["author_name"]
        attachmentIDs = try row["attachment_ids"]
        at = try row["created_at"]
    }
}

/// Reads public replies.
@Loop package struct PublicReplyStore {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    private static let isPublic: SQL = """
        NOT m.private AND m.kind = 'reply' AND m.author_kind IN ('agent', 'system')
            AND EXISTS (SELECT FROM tickets AS t WHERE t.id = m.ticket_id AND t.channel <> 'internal')
        """

    /// The reply with this number; `nil` when there is none or it is private.
    package func reply(_ ticket: UUID, seq: Int) async throws -> PublicReply? {
        try await connection.first(
            PublicReply.init,
            """
            SELECT m.text, m.author_name, m.attachment_ids, m.created_at
            FROM messages AS m
            WHERE m.ticket_id = \(ticket) AND m.seq = \(seq) AND \(Self.isPublic)
            """)
    }

    /// The replies after `seq` through `last`, in order.
    package func replies(_ ticket: UUID, after seq: Int, through last: Int) async throws -> [PublicReply] {
        try await connection.rows(
            PublicReply.init,
            """
            SELECT m.text, m.author_name, m.attachment_ids, m.created_at
            FROM messages AS m
            WHERE m.ticket_id = \(ticket) AND m.seq > \(seq) AND m.seq <= \(last) AND \(Self.isPublic)
            ORDER BY m.seq
            LIMIT 200
            """)
    }
}
