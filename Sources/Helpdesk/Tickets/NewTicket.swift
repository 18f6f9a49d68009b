package import Basics
import Channels
package import EventLoop
package import Foundation
package import Postgres

/// A ticket on its way into the database.
package struct NewTicket: Sendable {
    package let id: ID<Ticket>
    package let subject: String
    package var priority: TicketPriority = .normal
    package let channel: String
    package let inboxID: UUID
    package let customerID: UUID
    package var visitorID: UUID?
    package var assigneeID: UUID?
    package var teamID: UUID?
    package var customFields: JSONValue = .object([:])
    /// The earlier ticket this one continues.
    package var continues: UUID?
    /// Whether it is the customer's turn although nobody of the staff wrote.
    package var awaitsCustomer = false
    package let at: Date

    package init(
        id: ID<Ticket>, subject: String, channel: String, inboxID: UUID, customerID: UUID, at: Date
    ) {
        self.id = id
        self.subject = subject
        self.channel = channel
        self.inboxID = inboxID
        self.customerID = customerID
        self.at = at
    }

    /// What stands as subject when nobody gave one: the beginning of the first message.
    package static func subject(given: String?, text: String) -> String {
        let chosen = given.map(Excerpt.of) ?? ""
        if !chosen.isEmpty { return chosen }
        let excerpt = Excerpt.of(text)
        return excerpt.count > 80 ? String(excerpt.prefix(79)) + "…" : excerpt
    }
}

/// Makes tickets.
@Loop package struct NewTicketStore {
    let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// Makes the ticket with its first message, the first line of its history and its line on the customer's timeline,
    /// in one statement, because a thousand tickets a second have no time for four.
    ///
    /// - Returns: The number people say.
    package func insert(_ ticket: NewTicket, first message: NewMessage, actor: MessageAuthor) async throws -> Int {
        let asks = message.kind == .reply && message.author.kind == .customer
        let answers =
            message.author.kind == .agent && message.kind != .event && ticket.channel != InternalChannel.name
        let replies = answers && message.kind == .reply
        let shows = message.kind != .event
        let status = replies || ticket.awaitsCustomer ? TicketStatus.waiting : .open
        let leaves = replies && !message.isPrivate && ["email", "form"].contains(ticket.channel)
        if leaves { connection.afterCommit { OutboxJobs.ring() } }
        return try await connection.one(
            { row in try row["number"] },
            """
            WITH made AS (
                INSERT INTO tickets (id, subject, status, priority, channel, inbox_id, customer_id, visitor_id,
                    assignee_id, team_id, custom_fields, last_seq, last_customer_seq, last_agent_seq, last_excerpt,
                    last_author_kind, last_kind, last_message_seq, last_message_at, waiting_since, first_response_at,
                    first_responder_id, reply_mailbox_id, created_at, updated_at)
                VALUES (\(ticket.id), \(ticket.subject), \(status), \(ticket.priority),
                    \(ticket.channel), \(ticket.inboxID), \(ticket.customerID), \(ticket.visitorID),
                    \(ticket.assigneeID), \(ticket.teamID), \(ticket.customFields), 1, \(asks ? 1 : 0),
                    \(replies ? 1 : 0), \(message.excerpt), \(shows ? message.author.kind : nil),
                    \(shows ? message.kind : nil), \(shows ? 1 : nil as Int?), \(shows ? ticket.at : nil),
                    \(asks ? ticket.at : nil), \(answers ? ticket.at : nil),
                    (SELECT id FROM users WHERE id = \(answers ? message.author.id : nil)::uuid),
                    \(ReplyMailbox.choice(channel: ticket.channel, inbox: ticket.inboxID)), \(ticket.at),
                    \(ticket.at))
                RETURNING id, number, reply_mailbox_id
            ), message AS (
                INSERT INTO messages (ticket_id, seq, id, client_id, kind, private, author_kind, author_id, author_name,
                    text, html, event, attachment_ids, mentions, created_at)
                VALUES (\(ticket.id), 1, \(message.id), \(message.clientID), \(message.kind), \(message.isPrivate),
                    \(message.author.kind), \(message.author.id), \(message.author.name), \(message.text),
                    \(message.html), \(message.event), \(message.attachmentIDs), \(message.mentions), \(message.at))
            ), mailed AS (
                INSERT INTO outbound_mails (id, inbox_id, conversation_id, message_seq, message_id, purpose, next_at,
                    created_at, queued_at)
                SELECT gen_random_uuid(), reply_mailbox_id, id, 1, \(message.id)::uuid, 'reply',
                    \(ticket.at)::timestamptz, \(ticket.at)::timestamptz, \(ticket.at)::timestamptz
                FROM made
                WHERE reply_mailbox_id IS NOT NULL AND \(leaves)
            ), history AS (
                INSERT INTO ticket_status_changes (id, ticket_id, at, from_status, to_status, actor_kind, actor_id,
                    assignee_id, team_id)
                VALUES (gen_random_uuid(), \(ticket.id), \(ticket.at), NULL,
                    \(status), \(actor.kind), \(actor.id), \(ticket.assigneeID),
                    \(ticket.teamID))
            ), timeline AS (
                INSERT INTO timeline_entries (id, customer_id, at, kind, title, link_kind, link_number)
                SELECT \(ID<NewTicket>.make(at: ticket.at)), \(ticket.customerID), \(ticket.at), 'ticket.created',
                    \(ticket.subject), 'ticket', number
                FROM made
            ), links AS (
                INSERT INTO ticket_links (ticket_id, other_id)
                SELECT a, b
                FROM (VALUES (\(ticket.id)::uuid, \(ticket.continues)::uuid),
                    (\(ticket.continues)::uuid, \(ticket.id)::uuid)) AS pair (a, b)
                WHERE a IS NOT NULL AND b IS NOT NULL
            )
            SELECT number FROM made
            """)
    }

    /// Notes on the customer's timeline that the ticket came by a form; the form's entrance keeps the answers.
    package func noteForm(_ ticket: NewTicket) async throws {
        try await connection.execute(
            """
            INSERT INTO timeline_entries (id, customer_id, at, kind, title, link_kind, link_number)
            SELECT \(ID<NewTicket>.make(at: ticket.at)), \(ticket.customerID), \(ticket.at)::timestamptz, 'form', name,
                'ticket', (SELECT number FROM tickets WHERE id = \(ticket.id))
            FROM inboxes
            WHERE id = \(ticket.inboxID)
            """)
    }
}
