import Basics
import Postgres
package import Web

/// What the helpdesk has for the today list: who waits for us, what did not leave, what comes back and goes out today.
package enum TodayTickets {
    package static var sections: [TodaySection] {
        [
            TodaySection(.chats, [.ticketsRead]) { try waiting($0, "t.channel = 'chat'") },
            TodaySection(.mails, [.ticketsRead]) { try unsent($0) },
            TodaySection(.tickets, [.ticketsRead]) { try waiting($0, "t.channel <> 'chat'") },
            TodaySection(.snoozed, [.ticketsRead]) { question in
                var lines = try tickets(
                    question, "t.status = 'snoozed' AND t.snoozed_until < \(question.dayEnd)",
                    order: "t.snoozed_until, t.id")
                lines.at = "t.snoozed_until"
                return lines
            },
            TodaySection(.scheduled, [.ticketsRead]) { try scheduled($0) },
        ]
    }

    /// Unanswered customers, who has waited longest first.
    private static func waiting(_ question: TodayQuestion, _ channel: SQL) throws -> TodayLines {
        var lines = try tickets(
            question, "t.status IN ('open', 'waiting') AND t.waiting_since IS NOT NULL AND \(channel)",
            order: "t.waiting_since, t.id")
        lines.at = "t.waiting_since"
        return lines
    }

    private static func tickets(_ question: TodayQuestion, _ condition: SQL, order: SQL) throws -> TodayLines {
        try lines(
            question, id: "t.id", from: "tickets AS t",
            where: "\(condition) AND \(question.isTheirs("t.assignee_id"))", kind: "t.channel",
            detail: "t.last_excerpt",
            order: order)
    }

    /// Replies nobody knows to have arrived, that failed and were not written anew, or are held back; the oldest first.
    private static func unsent(_ question: TodayQuestion) throws -> TodayLines {
        var lines = try lines(
            question, id: "x.id",
            from: """
                (
                    SELECT m.id, m.conversation_id AS ticket_id, m.state AS kind, m.subject AS detail,
                        COALESCE(m.attempted_at, m.created_at) AS at
                    FROM outbound_mails AS m
                    WHERE m.state = 'uncertain'
                    UNION ALL
                    SELECT m.id, m.conversation_id, m.state, m.subject, m.settled_at
                    FROM outbound_mails AS m
                    WHERE m.state = 'failed' AND m.purpose = 'reply'
                        AND m.settled_at > \(question.now)::timestamptz - interval '7 days'
                        AND NOT EXISTS (
                            SELECT FROM outbound_mails AS later
                            WHERE later.conversation_id = m.conversation_id AND later.created_at > m.settled_at)
                    UNION ALL
                    SELECT s.id, s.ticket_id, s.state, left(s.text, 200), s.send_at
                    FROM scheduled_replies AS s
                    WHERE s.state = 'held'
                ) AS x
                JOIN tickets AS t ON t.id = x.ticket_id
                """, where: question.isTheirs("t.assignee_id"), kind: "x.kind", detail: "x.detail",
            order: "x.at, x.id")
        lines.at = "x.at"
        return lines
    }

    /// Replies with a time that is today's.
    private static func scheduled(_ question: TodayQuestion) throws -> TodayLines {
        var lines = try lines(
            question, id: "s.id",
            from: "scheduled_replies AS s JOIN tickets AS t ON t.id = s.ticket_id",
            where: """
                s.state = 'waiting' AND NOT s.undo AND s.send_at < \(question.dayEnd)
                    AND \(question.isTheirs("s.user_id"))
                """, kind: "t.channel", detail: "left(s.text, 200)", order: "s.send_at, s.id")
        lines.at = "s.send_at"
        return lines
    }

    /// Lines that open a ticket, as far as the asker may see it.
    private static func lines(
        _ question: TodayQuestion, id: SQL, from: SQL, where condition: SQL, kind: SQL, detail: SQL, order: SQL
    ) throws -> TodayLines {
        let scope = try TicketScope.condition(for: question.principal)
        var lines = TodayLines(
            id: id, path: "'/tickets/' || t.number", from: from, where: "\(condition) AND \(scope)", order: order)
        lines.kind = kind
        lines.title = "t.subject"
        lines.detail = detail
        lines.number = "t.number"
        lines.customerID = "t.customer_id"
        lines.version = "t.version"
        return lines
    }
}
