import Basics
import Postgres
package import Web

/// What the predictions have for the today list: the few customers one stands to lose most with.
package enum TodayRisks {
    private static let most = 5
    /// So many are looked at beyond that: some may have been deleted since the night, or put off.
    private static let spare = 100

    package static var sections: [TodaySection] {
        [
            TodaySection(.risks, [.predictionsRead, .customersRead]) { question in
                var lines = TodayLines(
                    id: "c.id", path: "'/customers/' || c.id",
                    // The value is the night's: what is expected within a year, else what was bought so far.
                    from: """
                        (
                            SELECT r.subject_id, r.band, r.probability * (COALESCE(v.expected_minor, v.simple_minor, 0) + 1)
                                AS weight, round(r.probability * COALESCE(v.expected_minor, v.simple_minor))::bigint AS loss
                            FROM current_risks AS r
                            LEFT JOIN customer_values AS v ON v.customer_id = r.subject_id
                            WHERE r.kind = 'churn' AND r.band = 'high' AND NOT EXISTS (
                                SELECT FROM risk_interventions AS i
                                WHERE i.kind = 'churn' AND i.subject_id = r.subject_id
                                    AND i.at > \(question.now)::timestamptz - interval '14 days')
                            ORDER BY weight DESC, r.subject_id
                            LIMIT \(most + spare)
                        ) AS k
                        JOIN customers AS c ON c.id = k.subject_id
                        """, where: "c.deleted_at IS NULL", order: "k.weight DESC, c.id")
                lines.kind = "k.band"
                lines.title = "c.name"
                lines.customerID = "c.id"
                lines.phones = true
                lines.amountMinor = "NULLIF(k.loss, 0)"
                lines.currency = "(SELECT p.currency FROM company_profile AS p)"
                lines.most = most
                return lines
            }
        ]
    }
}
