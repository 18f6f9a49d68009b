import Postgres

/// A table joined to the customer `c`, one row at most, so that a rule of fifty conditions reads each table once.
enum SegmentSource: Int {
    case history
    case values
    case churn
    case purchase
    case mood
    case openTickets
    case tickets
    case visits
    case ratings

    func join(_ company: SegmentSQL.Company) -> SQL {
        switch self {
        case .history: "LEFT JOIN \(company.histories) AS h ON h.customer_id = c.id"
        case .values: "LEFT JOIN customer_values AS v ON v.customer_id = c.id"
        case .churn: "LEFT JOIN current_risks AS churn ON churn.kind = 'churn' AND churn.subject_id = c.id"
        case .purchase:
            "LEFT JOIN current_risks AS purchase ON purchase.kind = 'purchase' AND purchase.subject_id = c.id"
        case .mood:
            // Dissatisfaction is predicted of a ticket: a customer's is the worst of the tickets not yet solved.
            """
            LEFT JOIN (
                SELECT t.customer_id,
                    (array_agg(r.band ORDER BY array_position(ARRAY['high', 'typical', 'low'], r.band)))[1] AS band
                FROM current_risks AS r
                JOIN tickets AS t ON t.id = r.subject_id
                WHERE r.kind = 'satisfaction' AND t.status IN ('open', 'waiting', 'snoozed')
                GROUP BY t.customer_id
            ) AS mood ON mood.customer_id = c.id
            """
        case .openTickets:
            """
            LEFT JOIN (
                SELECT customer_id, count(*) AS n FROM tickets
                WHERE status IN ('open', 'waiting', 'snoozed') GROUP BY customer_id
            ) AS unsolved ON unsolved.customer_id = c.id
            """
        case .tickets:
            """
            LEFT JOIN (
                SELECT customer_id, count(*) AS n, count(*) FILTER (WHERE channel = 'chat') AS chats
                FROM tickets GROUP BY customer_id
            ) AS asked ON asked.customer_id = c.id
            """
        case .visits:
            """
            LEFT JOIN (
                SELECT customer_id, max(last_seen_at) AS at FROM visitors
                WHERE customer_id IS NOT NULL GROUP BY customer_id
            ) AS seen ON seen.customer_id = c.id
            """
        case .ratings:
            """
            LEFT JOIN (
                SELECT i.customer_id, count(*) AS n, avg(a.rating) AS average,
                    (array_agg(a.rating ORDER BY a.answered_at DESC))[1] AS last
                FROM survey_answers AS a
                JOIN survey_invitations AS i ON i.id = a.invitation_id
                GROUP BY i.customer_id
            ) AS rated ON rated.customer_id = c.id
            """
        }
    }
}
