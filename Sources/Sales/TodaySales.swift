import Basics
import Postgres
package import Web

/// What sales has for the today list: what is to be done, quotes about to lapse, contracts to see to.
package enum TodaySales {
    /// So long before its last day a quote comes up.
    private static let daysAhead = 7

    package static var sections: [TodaySection] {
        [
            TodaySection(.activities, [.salesRead]) { activities($0) },
            TodaySection(.quotes, [.salesRead]) { quotes($0) },
            TodaySection(.contracts, [.salesRead]) { contracts($0) },
        ]
    }

    /// What is due until today is over, and what is overdue.
    private static func activities(_ question: TodayQuestion) -> TodayLines {
        var lines = TodayLines(
            id: "a.id",
            path: "CASE WHEN d.id IS NULL THEN '/customers/' || a.customer_id ELSE '/sales/deals/' || d.number END",
            from: """
                activities AS a
                LEFT JOIN opportunities AS d ON d.id = a.opportunity_id
                """,
            where: """
                a.done_at IS NULL AND a.due_at < \(question.dayEnd) AND d.deleted_at IS NULL
                    AND \(question.isTheirs("a.owner_id"))
                """, order: "a.due_at, a.id")
        lines.kind = "a.kind"
        lines.title = "a.subject"
        lines.detail = "COALESCE(NULLIF(a.note, ''), d.title, '')"
        lines.number = "d.number"
        lines.customerID = "a.customer_id"
        lines.phones = true
        lines.at = "a.due_at"
        lines.version = "a.version"
        return lines
    }

    private static func quotes(_ question: TodayQuestion) -> TodayLines {
        var lines = TodayLines(
            id: "q.id", path: "'/sales/quotes/' || q.id",
            from: """
                quotes AS q
                JOIN quote_editions AS e ON e.quote_id = q.id AND e.edition = q.sent_edition
                """,
            where: """
                q.state = 'sent' AND e.valid_until <= \(question.today)::date + \(daysAhead)::integer
                    AND \(question.isTheirs("q.owner_id"))
                """, order: "e.valid_until, q.id")
        lines.kind = "q.state"
        lines.title = "quote_number(q.number_prefix, q.year, q.number_in_year)"
        lines.detail = """
            COALESCE((SELECT l.name FROM quote_lines AS l WHERE l.quote_id = q.id AND l.edition = e.edition
                ORDER BY l.position LIMIT 1), '')
            """
        lines.number = "q.number_in_year"
        lines.customerID = "q.customer_id"
        lines.phones = true
        lines.day = "e.valid_until"
        lines.amountMinor = "e.total_minor"
        lines.currency = "e.currency"
        lines.version = "q.version"
        return lines
    }

    /// Contracts whose reminder is due or whose last day to give notice is near, until somebody has seen to it.
    private static func contracts(_ question: TodayQuestion) -> TodayLines {
        let today: SQL = "\(question.today)::date"
        var lines = TodayLines(
            id: "k.id", path: "'/sales/contracts/' || k.number",
            from: "contracts AS k",
            where: """
                k.status = 'active' AND \(Contract.isNearItsEnd(today: today))
                    AND NOT EXISTS (
                        SELECT FROM contract_reminders AS r
                        WHERE r.contract_id = k.id AND r.ends_on = k.ends_on AND r.done_at IS NOT NULL)
                """, order: "\(contractDay(today)), k.id")
        lines.kind = """
            CASE WHEN k.ends_on - k.notice_days >= \(today) THEN 'notice' WHEN k.auto_renew THEN 'renews' ELSE 'ends' END
            """
        lines.title = "k.title"
        lines.number = "k.number"
        lines.customerID = "k.customer_id"
        lines.phones = true
        lines.day = contractDay(today)
        lines.amountMinor = "k.value_minor"
        lines.currency = "k.currency"
        lines.version = "k.version"
        return lines
    }

    /// The last day to give notice, or once it has passed the last day of all.
    private static func contractDay(_ today: SQL) -> SQL {
        "CASE WHEN k.ends_on - k.notice_days >= \(today) THEN k.ends_on - k.notice_days ELSE k.ends_on END"
    }
}
