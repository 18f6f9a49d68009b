import Basics
import EventLoop
import Foundation
import Postgres

/// Which lines of the mail log are asked for.
struct MailLogFilter: Sendable {
    enum Direction: String, CaseIterable, Sendable {
        case `in`
        case out
    }

    var inboxID: UUID?
    var direction: Direction?
    var state: String?
    /// Part of an address or of the subject.
    var words: String?
}

/// Reads the mail log: both directions in one list, the newest first.
@Loop struct MailLogStore {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    func entries(_ filter: MailLogFilter, before: (at: Date, id: ID<RawMail>)?, limit: Int) async throws
        -> [MailLogEntry]
    {
        // Each side is cut to the page before both are merged, so that a long log costs no more than a short one.
        var sides: [SQL] = []
        if filter.direction != .out { sides.append("(\(inbound(filter, before, limit)))") }
        if filter.direction != .in { sides.append("(\(outbound(filter, before, limit)))") }
        return try await connection.rows(
            MailLogEntry.init,
            """
            SELECT l.*, t.number AS ticket_number
            FROM (\(SQL.joined(sides, separator: " UNION ALL "))) AS l
            LEFT JOIN tickets AS t ON t.id = l.ticket_id
            ORDER BY l.at DESC, l.id DESC
            LIMIT \(limit)
            """)
    }

    private func inbound(_ filter: MailLogFilter, _ before: (at: Date, id: ID<RawMail>)?, _ limit: Int) -> SQL {
        var conditions: [SQL] = ["TRUE"]
        if let inboxID = filter.inboxID { conditions.append("m.inbox_id = \(inboxID)") }
        if let state = filter.state { conditions.append("m.state = \(state)") }
        if let words = filter.words {
            conditions.append(
                """
                (strpos(lower(m.subject), lower(\(words))) > 0 OR strpos(lower(m.from_address), lower(\(words))) > 0
                    OR strpos(lower(m.from_name), lower(\(words))) > 0)
                """)
        }
        if let before { conditions.append("(m.received_at, m.id) < (\(before.at), \(before.id))") }
        return """
            SELECT m.id, 'in' AS direction, m.inbox_id, m.state, m.received_at AS at,
                COALESCE(m.from_address, m.envelope_from) AS from_address,
                ARRAY(SELECT r ->> 'address' FROM jsonb_array_elements(m.details -> 'to') AS r) AS recipients,
                m.subject, m.ticket_id, m.seq, m.size_bytes, m.attempts, m.source, m.explanation, m.error
            FROM inbound_mails AS m
            WHERE \(SQL.joined(conditions, separator: " AND "))
            ORDER BY m.received_at DESC, m.id DESC
            LIMIT \(limit)
            """
    }

    private func outbound(_ filter: MailLogFilter, _ before: (at: Date, id: ID<RawMail>)?, _ limit: Int) -> SQL {
        var conditions: [SQL] = ["TRUE"]
        if let inboxID = filter.inboxID { conditions.append("o.inbox_id = \(inboxID)") }
        if let state = filter.state { conditions.append("o.state = \(state)") }
        if let words = filter.words {
            conditions.append(
                """
                (strpos(lower(o.subject), lower(\(words))) > 0 OR EXISTS (
                    SELECT FROM outbound_recipients AS r
                    WHERE r.mail_id = o.id AND strpos(lower(r.address), lower(\(words))) > 0))
                """)
        }
        if let before { conditions.append("(o.created_at, o.id) < (\(before.at), \(before.id))") }
        return """
            SELECT o.id, 'out' AS direction, o.inbox_id, o.state, o.created_at AS at, o.from_address,
                ARRAY(SELECT r.address FROM outbound_recipients AS r WHERE r.mail_id = o.id ORDER BY r.place)
                    AS recipients,
                o.subject, o.of_ticket_id AS ticket_id, o.message_seq AS seq, o.size_bytes, o.attempts,
                o.purpose AS source, NULL::jsonb AS explanation, NULLIF(o.last_text, '') AS error
            FROM outbound_mails AS o
            WHERE \(SQL.joined(conditions, separator: " AND "))
            ORDER BY o.created_at DESC, o.id DESC
            LIMIT \(limit)
            """
    }
}
