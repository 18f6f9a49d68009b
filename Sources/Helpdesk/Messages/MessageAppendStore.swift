import Basics
import Channels
package import EventLoop
package import Foundation
package import Postgres

/// What became of one message handed to `MessageAppendStore.append`.
package struct AppendResult: Sendable {
    package enum Outcome: String, CaseIterable, Sendable, SQLText {
        /// Stored now, under `seq`.
        case stored
        /// Its `client_id` was stored before.
        case repeated
        /// A visitor wrote to somebody else's ticket.
        case refused
        /// A customer wrote to a ticket that is solved or closed: the inbox's reopen rule decides.
        case settled
        /// An agent replied on a closed ticket.
        case closed
        /// A reply on a ticket that stays among staff.
        case `internal`
        /// There is a newer reply than the sender had seen: `newestSeq`.
        case newer
        /// There is no such ticket.
        case missing
    }

    package let outcome: Outcome
    package let seq: Int
    package let newestSeq: Int
    /// Who is responsible now, for those whose scope depends on it.
    package let assigneeID: UUID?
    package let teamID: UUID?
    /// Who wrote it: for a customer without a name or id, those of the ticket's customer.
    package let authorID: UUID?
    package let authorName: String?
    /// Whether public replies of this ticket are mailed.
    package let isByMail: Bool

    init(_ row: Row) throws {
        outcome = try row["outcome"]
        seq = try row["seq"] ?? 0
        newestSeq = try row["newest_seq"] ?? 0
        assigneeID = try row["assignee_id"]
        teamID = try row["team_id"]
        authorID = try row["author_id"]
        authorName = try row["author_name"]
        isByMail = try row["by_mail"] ?? false
    }

    private init(repeating first: AppendResult) {
        outcome = first.outcome == .stored ? .repeated : first.outcome
        seq = first.seq
        newestSeq = first.newestSeq
        assigneeID = first.assigneeID
        teamID = first.teamID
        authorID = first.authorID
        authorName = first.authorName
        isByMail = first.isByMail
    }

    /// The result for a message with the same `client_id` that came while the first was under way.
    var ofRepeat: AppendResult { AppendResult(repeating: self) }
}

/// Stores messages: one statement takes the sequence numbers under the tickets' row locks, stores a whole batch, keeps
/// what the tickets say about their last messages, records changes of status and removes the drafts that were sent.
///
/// The locks are taken in the order of ids, so two batches cannot wait for each other. A `client_id` stored by another
/// node meanwhile breaks `messages_client_id_unique` and with it the batch; the caller repeats one by one.
@Loop package struct MessageAppendStore {
    let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// - Returns: One result per message, in the order given.
    package func append(_ messages: [NewMessage]) async throws -> [AppendResult] {
        let results = try await connection.rows(AppendResult.init, statement(messages))
        if results.contains(where: \.isByMail) { connection.afterCommit { OutboxJobs.ring() } }
        return results
    }

    private func statement(_ messages: [NewMessage]) -> SQL {
        """
        WITH \(input(messages)), \(Self.judging), \(Self.numbering), \(Self.ticketChange), \(Self.storing)
        SELECT COALESCE(j.outcome, 'missing') AS outcome, n.seq, j.newest_seq,
            l.assignee_id, l.team_id,
            n.author_id, n.author_name,
            l.reply_mailbox_id IS NOT NULL AND l.channel IN ('email', 'form') AS by_mail
        FROM input AS i
        LEFT JOIN judged AS j USING (place)
        LEFT JOIN fresh AS n USING (place)
        LEFT JOIN locked AS l ON l.id = i.ticket_id
        ORDER BY i.place
        """
    }

    private func input(_ messages: [NewMessage]) -> SQL {
        let tickets = messages.map(\.ticketID.uuid)
        return """
            input AS (
                SELECT *
                FROM unnest(\(tickets)::uuid[], \(messages.map(\.id.uuid))::uuid[], \(messages.map(\.clientID))::text[],
                    \(messages.map(\.kind.rawValue))::text[], \(messages.map(\.isPrivate))::boolean[],
                    \(messages.map(\.author.kind.rawValue))::text[], \(messages.map(\.author.id))::uuid[],
                    \(messages.map(\.author.name))::text[], \(messages.map(\.text))::text[],
                    \(messages.map(\.html))::text[], \(messages.map { $0.event.map(text) })::text[],
                    \(messages.map { list($0.attachmentIDs) })::text[], \(messages.map { list($0.mentions) })::text[],
                    \(messages.map(\.at))::timestamptz[], \(messages.map(\.excerpt))::text[],
                    \(messages.map { $0.visitor?.visitorID })::uuid[],
                    \(messages.map { $0.visitor?.verifiedCustomerID })::uuid[],
                    \(messages.map(\.seenSeq))::bigint[])
                WITH ORDINALITY AS i (ticket_id, id, client_id, kind, private, author_kind, author_id, author_name, text,
                    html, event, attachment_ids, mentions, at, excerpt, visitor_id, visitor_customer_id, seen_seq, place)
            ), locked AS (
                SELECT id, status, last_seq, last_customer_seq, last_agent_seq, visitor_id, customer_id, assignee_id,
                    team_id, channel, reply_mailbox_id
                FROM tickets
                WHERE id = ANY (\(tickets)::uuid[])
                ORDER BY id
                FOR UPDATE
            )
            """
    }

    /// Decides about each message against the locked ticket.
    private static let judging: SQL = """
        judged AS (
            SELECT i.place, i.ticket_id, l.last_seq,
                GREATEST(l.last_customer_seq, l.last_agent_seq) AS newest_seq,
                CASE
                    WHEN i.visitor_id IS NOT NULL AND l.visitor_id IS DISTINCT FROM i.visitor_id
                        AND l.customer_id IS DISTINCT FROM i.visitor_customer_id THEN 'refused'
                    WHEN EXISTS (
                        SELECT FROM messages AS m WHERE m.ticket_id = i.ticket_id AND m.client_id = i.client_id)
                        THEN 'repeated'
                    WHEN i.kind = 'reply' AND l.channel = 'internal' THEN 'internal'
                    WHEN i.author_kind = 'customer' AND l.status IN ('solved', 'closed') THEN 'settled'
                    WHEN i.author_kind = 'agent' AND i.kind = 'reply' AND l.status = 'closed' THEN 'closed'
                    WHEN i.seen_seq < GREATEST(l.last_customer_seq, l.last_agent_seq) THEN 'newer'
                    ELSE 'stored'
                END AS outcome
            FROM input AS i
            JOIN locked AS l ON l.id = i.ticket_id
        )
        """

    private static let numbering: SQL = """
        numbered AS (
            SELECT place, last_seq + row_number() OVER (PARTITION BY ticket_id ORDER BY place) AS seq
            FROM judged
            WHERE outcome = 'stored'
        ), fresh AS (
            SELECT i.place, i.ticket_id, i.id, i.client_id, i.kind, i.private, i.author_kind, i.text, i.html, i.event,
                i.attachment_ids, i.mentions, i.at, i.excerpt,
                CASE WHEN i.author_kind = 'customer' THEN COALESCE(i.author_id, l.customer_id) ELSE i.author_id END
                    AS author_id,
                CASE
                    WHEN i.author_kind = 'customer' AND i.author_name = ''
                        THEN (SELECT c.name FROM customers AS c WHERE c.id = l.customer_id)
                    ELSE i.author_name
                END AS author_name,
                n.seq, max(n.seq) FILTER (WHERE i.kind = 'reply' AND i.author_kind = 'agent')
                    OVER (PARTITION BY i.ticket_id) AS agent_seq
            FROM input AS i
            JOIN numbered AS n USING (place)
            JOIN locked AS l ON l.id = i.ticket_id
        ), sums AS (
            SELECT ticket_id, max(seq) AS last_seq, max(at) AS at, max(agent_seq) AS agent_seq,
                max(seq) FILTER (WHERE kind = 'reply' AND author_kind = 'customer') AS customer_seq,
                min(at) FILTER (WHERE kind = 'reply' AND author_kind = 'customer' AND seq > COALESCE(agent_seq, 0))
                    AS asked_at,
                min(at) FILTER (WHERE kind = 'reply' AND author_kind = 'agent') AS answered_at,
                (array_agg(author_id ORDER BY seq) FILTER (WHERE kind = 'reply' AND author_kind = 'agent'))[1]
                    AS answered_by,
                max(seq) FILTER (WHERE kind <> 'event') AS shown_seq
            FROM fresh
            GROUP BY ticket_id
        )
        """

    /// The customer's message makes it our turn, our reply makes it the customer's.
    private static let ticketChange: SQL = """
        changed AS (
            UPDATE tickets AS t
            SET last_seq = s.last_seq,
                last_customer_seq = COALESCE(s.customer_seq, t.last_customer_seq),
                last_agent_seq = COALESCE(s.agent_seq, t.last_agent_seq),
                last_message_seq = COALESCE(f.seq, t.last_message_seq),
                last_message_at = COALESCE(f.at, t.last_message_at),
                last_author_kind = COALESCE(f.author_kind, t.last_author_kind),
                last_kind = COALESCE(f.kind, t.last_kind),
                last_excerpt = COALESCE(f.excerpt, t.last_excerpt),
                waiting_since = CASE
                    WHEN s.agent_seq IS NOT NULL THEN s.asked_at
                    ELSE COALESCE(t.waiting_since, s.asked_at)
                END,
                first_response_at = COALESCE(t.first_response_at, s.answered_at),
                first_responder_id = CASE
                    WHEN t.first_response_at IS NULL
                        THEN (SELECT u.id FROM users AS u WHERE u.id = s.answered_by)
                    ELSE t.first_responder_id
                END,
                status = CASE
                    WHEN s.asked_at IS NOT NULL AND t.status IN ('waiting', 'snoozed') THEN 'open'
                    WHEN s.agent_seq IS NOT NULL AND s.asked_at IS NULL AND t.status = 'open' THEN 'waiting'
                    ELSE t.status
                END,
                snoozed_until = CASE WHEN s.asked_at IS NULL THEN t.snoozed_until END,
                updated_at = GREATEST(t.updated_at, s.at),
                version = t.version + 1
            FROM sums AS s
            LEFT JOIN fresh AS f ON f.ticket_id = s.ticket_id AND f.seq = s.shown_seq
            WHERE t.id = s.ticket_id
            RETURNING t.id, t.status, t.assignee_id, t.team_id, s.at
        )
        """

    private static let storing: SQL = """
        stored AS (
            INSERT INTO messages (ticket_id, seq, id, client_id, kind, private, author_kind, author_id, author_name,
                text, html, event, attachment_ids, mentions, created_at)
            SELECT ticket_id, seq, id, client_id, kind, private, author_kind, author_id, author_name,
                text, html, event::jsonb, attachment_ids::uuid[], mentions::uuid[], at
            FROM fresh
        ), history AS (
            INSERT INTO ticket_status_changes (id, ticket_id, at, from_status, to_status, actor_kind, actor_id,
                assignee_id, team_id)
            SELECT gen_random_uuid(), c.id, c.at, l.status, c.status, f.author_kind, f.author_id, c.assignee_id,
                c.team_id
            FROM changed AS c
            JOIN locked AS l USING (id)
            JOIN sums AS s ON s.ticket_id = c.id
            JOIN fresh AS f ON f.ticket_id = c.id AND f.seq = GREATEST(s.customer_seq, s.agent_seq)
            WHERE c.status <> l.status
        ), mailed AS (
            INSERT INTO outbound_mails (id, inbox_id, conversation_id, message_seq, message_id, purpose, next_at,
                created_at, queued_at)
            SELECT gen_random_uuid(), l.reply_mailbox_id, f.ticket_id, f.seq, f.id, 'reply', f.at, f.at, f.at
            FROM fresh AS f
            JOIN locked AS l ON l.id = f.ticket_id
            WHERE f.kind = 'reply' AND f.author_kind = 'agent' AND NOT f.private
                AND l.reply_mailbox_id IS NOT NULL AND l.channel IN ('email', 'form')
        ), undrafted AS (
            DELETE FROM drafts AS d
            USING fresh AS f
            WHERE f.author_kind = 'agent' AND d.ticket_id = f.ticket_id AND d.user_id = f.author_id AND d.kind = f.kind
        )
        """

    private func text(_ value: JSONValue) -> String {
        String(decoding: JSONWriter.write(value), as: UTF8.self)
    }

    /// UUIDs as the text of a PostgreSQL array, because arrays of arrays must be rectangular.
    private func list(_ ids: [UUID]) -> String {
        "{" + ids.map(\.uuidString).joined(separator: ",") + "}"
    }
}
