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
        SELECT outcome, CASE WHEN outcome = 'stored' THEN seq END AS seq, newest_seq, assignee_id, team_id, author_id,
            author_name, reply_mailbox_id IS NOT NULL AS by_mail
        FROM placed
        ORDER BY place
        """
    }

    /// The messages as rows, and their tickets locked.
    ///
    /// The arrays go through `batch`, which hides their lengths from the planner: a plan for one batch is then no better
    /// than the plan for any, so PostgreSQL keeps that one and does not plan for a millisecond each time.
    private func input(_ messages: [NewMessage]) -> SQL {
        """
        batch AS MATERIALIZED (
            SELECT \(messages.map(\.ticketID.uuid))::uuid[] AS ticket_ids, \(messages.map(\.id.uuid))::uuid[] AS ids,
                \(messages.map(\.clientID))::text[] AS client_ids, \(messages.map(\.kind.rawValue))::text[] AS kinds,
                \(messages.map(\.isPrivate))::boolean[] AS privates,
                \(messages.map(\.author.kind.rawValue))::text[] AS author_kinds,
                \(messages.map(\.author.id))::uuid[] AS author_ids,
                \(messages.map(\.author.name))::text[] AS author_names, \(messages.map(\.text))::text[] AS texts,
                \(messages.map(\.html))::text[] AS htmls, \(messages.map { $0.event.map(text) })::text[] AS events,
                \(messages.map { list($0.attachmentIDs) })::text[] AS attachments,
                \(messages.map { list($0.mentions) })::text[] AS mentions, \(messages.map(\.at))::timestamptz[] AS ats,
                \(messages.map(\.excerpt))::text[] AS excerpts,
                \(messages.map { $0.visitor?.visitorID })::uuid[] AS visitor_ids,
                \(messages.map { $0.visitor?.verifiedCustomerID })::uuid[] AS visitor_customer_ids,
                \(messages.map(\.seenSeq))::bigint[] AS seen_seqs
        ), input AS (
            SELECT i.*
            FROM batch AS b,
                unnest(b.ticket_ids, b.ids, b.client_ids, b.kinds, b.privates, b.author_kinds, b.author_ids,
                    b.author_names, b.texts, b.htmls, b.events, b.attachments, b.mentions, b.ats, b.excerpts,
                    b.visitor_ids, b.visitor_customer_ids, b.seen_seqs)
                WITH ORDINALITY AS i (ticket_id, id, client_id, kind, private, author_kind, author_id, author_name, text,
                    html, event, attachment_ids, mentions, at, excerpt, visitor_id, visitor_customer_id, seen_seq, place)
        ), locked AS (
            SELECT id, status, last_seq, last_customer_seq, last_agent_seq, visitor_id, customer_id, assignee_id, team_id,
                channel, CASE WHEN channel IN ('email', 'form') THEN reply_mailbox_id END AS reply_mailbox_id,
                CASE WHEN reply_mailbox_id IS NULL AND 'agent' = ANY ((SELECT author_kinds FROM batch)::text[])
                    THEN \(ReplyMailbox.late) END AS late_mailbox_id
            FROM tickets AS t
            WHERE id = ANY ((SELECT ticket_ids FROM batch)::uuid[])
            ORDER BY id
            FOR UPDATE OF t
        )
        """
    }

    /// Decides about each message against the locked ticket.
    ///
    /// The look for an earlier message is a scalar subquery: an `EXISTS` the planner may answer by hashing every message
    /// there is, and it does while the table is small.
    private static let judging: SQL = """
        judged AS (
            SELECT i.*, l.status, l.last_seq, l.assignee_id, l.team_id, l.customer_id, l.reply_mailbox_id, l.channel,
                CASE WHEN i.kind = 'reply' AND i.author_kind = 'agent' AND NOT i.private
                    THEN l.late_mailbox_id END AS late_mailbox_id,
                GREATEST(l.last_customer_seq, l.last_agent_seq) AS newest_seq,
                CASE
                    WHEN l.id IS NULL THEN 'missing'
                    WHEN i.visitor_id IS NOT NULL AND l.visitor_id IS DISTINCT FROM i.visitor_id
                        AND l.customer_id IS DISTINCT FROM i.visitor_customer_id THEN 'refused'
                    WHEN (SELECT TRUE FROM messages AS m WHERE m.ticket_id = i.ticket_id AND m.client_id = i.client_id)
                        THEN 'repeated'
                    WHEN i.kind = 'reply' AND l.channel = 'internal' THEN 'internal'
                    WHEN i.author_kind = 'customer' AND i.kind = 'reply' AND l.status IN ('solved', 'closed')
                        THEN 'settled'
                    WHEN i.author_kind = 'agent' AND i.kind = 'reply' AND l.status = 'closed' THEN 'closed'
                    WHEN i.seen_seq < GREATEST(l.last_customer_seq, l.last_agent_seq) THEN 'newer'
                    ELSE 'stored'
                END AS outcome
            FROM input AS i
            LEFT JOIN locked AS l ON l.id = i.ticket_id
        )
        """

    /// Numbers the messages to be stored, ticket by ticket, and sums up what each ticket's new messages mean for it.
    ///
    /// Everything later reads `placed` and `sums` and joins nothing: the planner takes a batch for a row or ten, and a
    /// join chosen for that takes a hundred times a hundred steps.
    private static let numbering: SQL = """
        placed AS (
            SELECT place, ticket_id, id, client_id, kind, private, author_kind, text, html, event, attachment_ids,
                mentions, at, excerpt, status, assignee_id, team_id, newest_seq, outcome, late_mailbox_id,
                COALESCE(reply_mailbox_id, CASE WHEN channel IN ('email', 'form') THEN late_mailbox_id END)
                    AS reply_mailbox_id,
                CASE WHEN author_kind = 'customer' THEN COALESCE(author_id, customer_id) ELSE author_id END AS author_id,
                CASE
                    WHEN author_kind = 'customer' AND author_name = ''
                        THEN (SELECT c.name FROM customers AS c WHERE c.id = j.customer_id)
                    ELSE author_name
                END AS author_name,
                last_seq + row_number() OVER (ticket ORDER BY place) AS seq,
                max(place) FILTER (WHERE kind <> 'event') OVER ticket AS shown_place,
                max(place) FILTER (WHERE kind = 'reply' AND author_kind <> 'system') OVER ticket AS reply_place,
                max(place) FILTER (WHERE kind = 'reply' AND author_kind = 'agent') OVER ticket AS answer_place
            FROM judged AS j
            WINDOW ticket AS (PARTITION BY ticket_id, outcome)
        ), sums AS (
            SELECT ticket_id, max(status) AS old_status, max(seq) AS last_seq, max(at) AS at,
                max(seq) FILTER (WHERE place = answer_place) AS agent_seq,
                max(seq) FILTER (WHERE kind = 'reply' AND author_kind = 'customer') AS customer_seq,
                min(at) FILTER (WHERE kind = 'reply' AND author_kind = 'customer' AND place > COALESCE(answer_place, 0))
                    AS asked_at,
                min(at) FILTER (WHERE kind = 'reply' AND author_kind = 'agent') AS answered_at,
                (array_agg(author_id ORDER BY place) FILTER (WHERE kind = 'reply' AND author_kind = 'agent'))[1]
                    AS answered_by,
                max(seq) FILTER (WHERE place = shown_place) AS shown_seq,
                max(at) FILTER (WHERE place = shown_place) AS shown_at,
                max(author_kind) FILTER (WHERE place = shown_place) AS shown_author_kind,
                max(kind) FILTER (WHERE place = shown_place) AS shown_kind,
                max(excerpt) FILTER (WHERE place = shown_place) AS shown_excerpt,
                (array_agg(late_mailbox_id) FILTER (WHERE late_mailbox_id IS NOT NULL))[1] AS late_mailbox_id,
                max(author_kind) FILTER (WHERE place = reply_place) AS turned_by_kind,
                (array_agg(author_id) FILTER (WHERE place = reply_place))[1] AS turned_by_id
            FROM placed
            WHERE outcome = 'stored'
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
                last_message_seq = COALESCE(s.shown_seq, t.last_message_seq),
                last_message_at = COALESCE(s.shown_at, t.last_message_at),
                last_author_kind = COALESCE(s.shown_author_kind, t.last_author_kind),
                last_kind = COALESCE(s.shown_kind, t.last_kind),
                last_excerpt = COALESCE(s.shown_excerpt, t.last_excerpt),
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
                reply_mailbox_id = COALESCE(t.reply_mailbox_id, s.late_mailbox_id),
                updated_at = GREATEST(t.updated_at, s.at),
                version = t.version + 1
            FROM sums AS s
            WHERE t.id = s.ticket_id
            RETURNING t.id, t.status, t.assignee_id, t.team_id, s.old_status, s.at, s.turned_by_kind, s.turned_by_id
        )
        """

    private static let storing: SQL = """
        stored AS (
            INSERT INTO messages (ticket_id, seq, id, client_id, kind, private, author_kind, author_id, author_name,
                text, html, event, attachment_ids, mentions, created_at)
            SELECT ticket_id, seq, id, client_id, kind, private, author_kind, author_id, author_name,
                text, html, event::jsonb, attachment_ids::uuid[], mentions::uuid[], at
            FROM placed
            WHERE outcome = 'stored'
        ), history AS (
            INSERT INTO ticket_status_changes (id, ticket_id, at, from_status, to_status, actor_kind, actor_id,
                assignee_id, team_id)
            SELECT gen_random_uuid(), id, at, old_status, status, turned_by_kind, turned_by_id, assignee_id, team_id
            FROM changed
            WHERE status <> old_status
        ), mailed AS (
            INSERT INTO outbound_mails (id, inbox_id, conversation_id, message_seq, message_id, purpose, next_at,
                created_at, queued_at)
            SELECT gen_random_uuid(), reply_mailbox_id, ticket_id, seq, id, 'reply', at, at, at
            FROM placed
            WHERE outcome = 'stored' AND kind = 'reply' AND author_kind = 'agent' AND NOT private
                AND reply_mailbox_id IS NOT NULL
        ), undrafted AS (
            DELETE FROM drafts AS d
            USING placed AS p
            WHERE p.outcome = 'stored' AND p.author_kind = 'agent' AND d.ticket_id = p.ticket_id
                AND d.user_id = p.author_id AND d.kind = p.kind
        )
        """

    private func text(_ value: JSONValue) -> String {
        String(decoding: JSONWriter.write(value), as: UTF8.self)
    }

    /// UUIDs as the text of a PostgreSQL array, because arrays of arrays must be rectangular.
    private func list(_ ids: [UUID]) -> String {
        "{" + ids.map(\.text).joined(separator: ",") + "}"
    }
}
