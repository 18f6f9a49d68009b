package import Basics
package import EventLoop
package import Foundation
package import Postgres

extension Message {
    init(_ row: Row) throws {
        id = try row["id"]
        ticketID = try row["ticket_id"]
        seq = try row["seq"]
        clientID = try row["client_id"]
        kind = try row["kind"]
        isPrivate = try row["private"]
        author = MessageAuthor(
            kind: try row["author_kind"], id: try row["author_id"], name: try row["author_name"])
        text = try row["text"]
        html = try row["html"]
        event = row.bytes("event")
        attachmentIDs = try row["attachment_ids"]
        mentions = try row["mentions"]
        createdAt = try row["created_at"]
    }
}

/// Who reads a ticket's messages.
package enum MessageReader: Sendable {
    case staff
    /// Sees only what is public.
    case visitor

    /// The condition on `messages AS m`: the one place that keeps private notes inside.
    var condition: SQL {
        switch self {
        case .staff: "TRUE"
        case .visitor: "NOT m.private AND m.kind <> 'note'"
        }
    }
}

/// Reads messages.
@Loop package struct MessageStore {
    let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    private static let columns: SQL = """
        m.id, m.ticket_id, m.seq, m.client_id, m.kind, m.private, m.author_kind, m.author_id, m.author_name, m.text,
        m.html, m.event, m.attachment_ids, m.mentions, m.created_at
        """

    /// The first `limit` messages after `seq`, ascending.
    package func messages(of ticket: ID<Ticket>, after seq: Int, limit: Int, for reader: MessageReader) async throws
        -> [Message]
    {
        try await connection.rows(
            Message.init,
            """
            SELECT \(Self.columns)
            FROM messages AS m
            WHERE m.ticket_id = \(ticket) AND m.seq > \(seq) AND \(reader.condition)
            ORDER BY m.seq
            LIMIT \(limit)
            """)
    }

    /// The last `limit` messages before `seq`, ascending.
    package func messages(of ticket: ID<Ticket>, before seq: Int, limit: Int, for reader: MessageReader) async throws
        -> [Message]
    {
        try await connection.rows(
            Message.init,
            """
            SELECT \(Self.columns)
            FROM (
                SELECT *
                FROM messages AS m
                WHERE m.ticket_id = \(ticket) AND m.seq < \(seq) AND \(reader.condition)
                ORDER BY m.seq DESC
                LIMIT \(limit)
            ) AS m
            ORDER BY m.seq
            """)
    }

    /// The message stored before under this name.
    package func message(of ticket: ID<Ticket>, clientID: String) async throws -> Message? {
        try await connection.first(
            Message.init,
            """
            SELECT \(Self.columns)
            FROM messages AS m
            WHERE m.ticket_id = \(ticket) AND m.client_id = \(clientID)
            """)
    }

    /// What a visitor said under this name on any of their tickets.
    package func message(ofVisitor visitor: UUID, clientID: String) async throws -> Message? {
        try await connection.first(
            Message.init,
            """
            SELECT \(Self.columns)
            FROM tickets AS t
            JOIN messages AS m ON m.ticket_id = t.id AND m.client_id = \(clientID) AND m.author_kind = 'customer'
            WHERE t.visitor_id = \(visitor)
            ORDER BY m.created_at, m.seq
            LIMIT 1
            """)
    }
}
