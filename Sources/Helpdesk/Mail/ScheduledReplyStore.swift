package import Basics
import Channels
package import EventLoop
import Foundation
package import Postgres

/// Every SQL statement about replies with a time.
@Loop package struct ScheduledReplyStore {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    private static let columns: SQL = """
        s.id, s.ticket_id, s.user_id, (SELECT u.name FROM users AS u WHERE u.id = s.user_id) AS user_name, s.client_id,
        s.text, s.recipients, s.attachment_ids, s.send_at, s.undo, s.cancel_on_reply, s.solve, s.actions, s.seen_seq, s.state,
        s.problem
        """

    /// - Returns: False when one of this name waits already.
    func insert(_ reply: ScheduledReply, at now: Date) async throws -> Bool {
        try await connection.execute(
            """
            INSERT INTO scheduled_replies (id, ticket_id, user_id, client_id, text, recipients, attachment_ids, send_at,
                undo, cancel_on_reply, solve, actions, seen_seq, created_at)
            VALUES (\(reply.id), \(reply.ticketID), \(reply.userID), \(reply.clientID), \(reply.text),
                \(reply.recipients?.json)::jsonb, \(reply.attachmentIDs), \(reply.sendAt), \(reply.undo),
                \(reply.cancelOnReply), \(reply.solve), \(Self.json(reply.actions))::jsonb, \(reply.seenSeq),
                \(now))
            ON CONFLICT ON CONSTRAINT scheduled_replies_client_id_unique DO NOTHING
            """) == 1
    }

    func update(_ reply: ScheduledReply) async throws {
        try await connection.execute(
            """
            UPDATE scheduled_replies
            SET text = \(reply.text), recipients = \(reply.recipients?.json)::jsonb,
                attachment_ids = \(reply.attachmentIDs), send_at = \(reply.sendAt),
                cancel_on_reply = \(reply.cancelOnReply), solve = \(reply.solve), state = 'waiting', problem = NULL,
                seen_seq = (SELECT GREATEST(t.last_customer_seq, t.last_agent_seq) FROM tickets AS t WHERE t.id = ticket_id)
            WHERE id = \(reply.id)
            """)
    }

    func hold(_ id: ID<ScheduledReply>, problem: HeldProblem?) async throws {
        try await connection.execute(
            "UPDATE scheduled_replies SET state = 'held', problem = \(problem) WHERE id = \(id)")
    }

    func delete(_ id: ID<ScheduledReply>) async throws {
        try await connection.execute("DELETE FROM scheduled_replies WHERE id = \(id)")
    }

    package func reply(_ id: ID<ScheduledReply>) async throws -> ScheduledReply? {
        try await connection.first(
            ScheduledReply.init, "SELECT \(Self.columns) FROM scheduled_replies AS s WHERE s.id = \(id)")
    }

    func named(_ clientID: String, on ticket: ID<Ticket>) async throws -> ScheduledReply? {
        try await connection.first(
            ScheduledReply.init,
            """
            SELECT \(Self.columns)
            FROM scheduled_replies AS s
            WHERE s.ticket_id = \(ticket) AND s.client_id = \(clientID)
            """)
    }

    /// Locked until the caller's transaction ends: of posting and taking back only one happens.
    func locked(_ id: ID<ScheduledReply>) async throws -> ScheduledReply? {
        try await connection.first(
            ScheduledReply.init,
            "SELECT \(Self.columns) FROM scheduled_replies AS s WHERE s.id = \(id) FOR UPDATE OF s")
    }

    package func replies(on ticket: ID<Ticket>) async throws -> [ScheduledReply] {
        try await connection.rows(
            ScheduledReply.init,
            """
            SELECT \(Self.columns)
            FROM scheduled_replies AS s
            WHERE s.ticket_id = \(ticket)
            ORDER BY s.send_at, s.id
            LIMIT 200
            """)
    }

    /// Gives the mail of a message the recipients somebody chose.
    func choose(_ recipients: MailRecipients, for message: ID<Message>, in ticket: ID<Ticket>) async throws -> Bool {
        try await connection.execute(
            """
            UPDATE outbound_mails
            SET recipients = \(recipients.json)::jsonb
            WHERE conversation_id = \(ticket) AND message_id = \(message) AND sha256 IS NULL
            """) == 1
    }

    private static func json(_ actions: TicketActions?) -> String? {
        actions.map { String(decoding: JSONWriter.write($0), as: UTF8.self) }
    }
}
