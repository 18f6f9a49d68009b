import Basics
import Foundation
import Postgres

extension Ticket {
    /// Reads the columns `TicketRow.select` names.
    init(_ row: Row) throws {
        id = try row["id"]
        number = try row["number"]
        subject = try row["subject"]
        status = try row["status"]
        priority = try row["priority"]
        channel = try row["channel"]
        inbox = InboxRef(id: try row["inbox_id"], name: try row["inbox_name"], key: try row["inbox_key"])
        customer = CustomerRef(
            id: try row["customer_id"], name: try row["customer_name"], email: try row["customer_email"],
            isVIP: try row["customer_vip"])
        assignee = try Named(id: row["assignee_id"], name: row["assignee_name"])
        team = try Named(id: row["team_id"], name: row["team_name"])
        sequence = Sequence(
            last: try row["last_seq"], lastCustomer: try row["last_customer_seq"], lastAgent: try row["last_agent_seq"],
            lastMessage: try LastMessage(row), read: try row["read_seq"], customerRead: try row["customer_read_seq"])
        times = Times(
            createdAt: try row["created_at"], updatedAt: try row["updated_at"],
            waitingSince: try row["waiting_since"], firstResponseAt: try row["first_response_at"],
            solvedAt: try row["solved_at"], snoozedUntil: try row["snoozed_until"])
        solveCount = try row["solve_count"]
        details = Details(
            participants: row.bytes("participants"), tags: row.bytes("tags"),
            customFields: row.bytes("custom_fields"), linkedTickets: row.bytes("linked_tickets"),
            joiningOffer: row.bytes("joining_offer"), satisfaction: row.bytes("satisfaction"))
        risk = try Risk(row)
        version = try row["version"]
    }
}

extension Ticket.Risk {
    fileprivate init?(_ row: Row) throws {
        guard let band: String = try row["risk_band"] else { return nil }
        self.init(band: band, probability: try row["risk_probability"])
    }
}

extension Ticket.LastMessage {
    fileprivate init?(_ row: Row) throws {
        guard let seq: Int = try row["last_message_seq"], let at: Date = try row["last_message_at"] else { return nil }
        self.init(
            seq: seq, authorKind: try row["last_author_kind"] ?? "system", kind: try row["last_kind"] ?? "reply",
            excerpt: try row["last_excerpt"], createdAt: at)
    }
}

/// The one statement that reads tickets for showing, with everything they refer to: no second query per row.
enum TicketRow {
    /// - Parameter source: A query of whole `tickets` rows, already narrowed, sorted and limited.
    /// - Parameter viewer: The member of staff whose reading position is shown.
    static func select(from source: SQL, order: SQL, viewer: UUID?) -> SQL {
        """
        SELECT t.id, t.number, t.subject, t.status, t.priority, t.channel, t.inbox_id, t.customer_id, t.assignee_id,
            t.team_id, t.last_seq, t.last_customer_seq, t.last_agent_seq, t.customer_read_seq, t.last_message_seq,
            t.last_author_kind, t.last_kind, t.last_excerpt, t.last_message_at, t.created_at, t.updated_at,
            t.waiting_since, t.first_response_at, t.solved_at, t.snoozed_until, t.solve_count, t.version,
            NULLIF(t.custom_fields, '{}') AS custom_fields,
            i.name AS inbox_name, i.key AS inbox_key, c.name AS customer_name, c.vip AS customer_vip,
            (SELECT e.address FROM customer_emails AS e WHERE e.customer_id = t.customer_id
                ORDER BY e.is_primary DESC, e.position, e.address LIMIT 1) AS customer_email,
            k.band AS risk_band, k.probability AS risk_probability, u.name AS assignee_name, g.name AS team_name, COALESCE(r.seq, 0) AS read_seq,
            (SELECT jsonb_agg(jsonb_build_object('id', x.id, 'name', x.name, 'color', x.color) ORDER BY x.name, x.id)
                FROM ticket_tags AS tt JOIN tags AS x ON x.id = tt.tag_id WHERE tt.ticket_id = t.id) AS tags,
            (SELECT jsonb_agg(p.entry ORDER BY p.entry ->> 'kind' DESC, p.entry ->> 'name', p.entry ->> 'id') FROM (
                SELECT jsonb_build_object('kind', 'customer', 'id', pc.id, 'name', pc.name, 'email', (
                    SELECT e.address FROM customer_emails AS e WHERE e.customer_id = pc.id
                    ORDER BY e.is_primary DESC, e.position, e.address LIMIT 1)) AS entry
                FROM ticket_participants AS tp JOIN customers AS pc ON pc.id = tp.customer_id
                WHERE tp.ticket_id = t.id
                UNION ALL
                SELECT jsonb_build_object('kind', 'agent', 'id', fu.id, 'name', fu.name, 'email', fu.email)
                FROM ticket_followers AS tf JOIN users AS fu ON fu.id = tf.user_id
                WHERE tf.ticket_id = t.id) AS p) AS participants,
            (SELECT jsonb_agg(jsonb_build_object('id', o.id, 'number', o.number, 'subject', o.subject,
                    'status', o.status) ORDER BY o.number)
                FROM ticket_links AS tl JOIN tickets AS o ON o.id = tl.other_id
                WHERE tl.ticket_id = t.id) AS linked_tickets,
            (SELECT jsonb_build_object('id', o.id, 'number', o.number, 'subject', o.subject, 'wrote_at',
                    to_char(o.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
                FROM ticket_joinings AS j JOIN tickets AS o ON o.id = j.other_id
                WHERE j.ticket_id = t.id AND j.joined_at IS NULL AND j.apart_at IS NULL AND t.last_agent_seq = 0
                    AND t.status IN ('open', 'waiting', 'snoozed') AND o.status IN ('open', 'waiting', 'snoozed'))
                AS joining_offer,
            (SELECT jsonb_build_object('rating', a.rating, 'comment', a.comment, 'answered_at',
                    to_char(a.answered_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
                FROM survey_invitations AS s JOIN survey_answers AS a ON a.invitation_id = s.id
                WHERE s.ticket_id = t.id ORDER BY s.solve_count DESC LIMIT 1) AS satisfaction
        FROM (\(source)) AS t
        JOIN inboxes AS i ON i.id = t.inbox_id
        JOIN customers AS c ON c.id = t.customer_id
        LEFT JOIN current_risks AS k ON k.kind = 'satisfaction' AND k.subject_id = t.id
            AND t.status IN ('open', 'waiting', 'snoozed')
        LEFT JOIN users AS u ON u.id = t.assignee_id
        LEFT JOIN teams AS g ON g.id = t.team_id
        LEFT JOIN ticket_reads AS r ON r.ticket_id = t.id AND r.user_id = \(viewer)
        ORDER BY \(order)
        """
    }
}
