package import EventLoop
package import Foundation
package import Postgres

/// Every statement about what came of predictions; outcomes are only ever added.
@Loop package struct OutcomeStore {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// Adds what has become known; the same night again adds nothing.
    ///
    /// Tickets are judged at their solving, customers at the first of each month whose horizon is over.
    package func gather(now: Date) async throws {
        try await connection.execute(
            """
            INSERT INTO outcomes (kind, subject_id, as_of, label, known_at)
            SELECT 'satisfaction', ticket_id, as_of, NOT satisfied, known_at
            FROM report.satisfaction_labels(\(now))
            ON CONFLICT DO NOTHING
            """)
        let months: SQL = """
            (SELECT month AT TIME ZONE profile.time_zone AS at
            FROM company_profile AS profile
            CROSS JOIN generate_series(
                date_trunc('month', (\(now)::timestamptz) AT TIME ZONE profile.time_zone) - interval '6 months',
                date_trunc('month', (\(now)::timestamptz) AT TIME ZONE profile.time_zone), interval '1 month') AS month)
            """
        try await connection.execute(
            """
            INSERT INTO outcomes (kind, subject_id, as_of, label, known_at)
            SELECT 'churn', label.customer_id, months.at, label.churned, label.known_at
            FROM \(months) AS months
            CROSS JOIN LATERAL report.churn_labels(months.at, NULL, \(now)) AS label
            WHERE EXISTS (SELECT FROM predictions WHERE kind = 'churn' AND subject_id = label.customer_id)
            ON CONFLICT DO NOTHING
            """)
        try await connection.execute(
            """
            INSERT INTO outcomes (kind, subject_id, as_of, label, known_at)
            SELECT 'purchase', label.customer_id, months.at, label.bought, label.known_at
            FROM \(months) AS months
            CROSS JOIN LATERAL report.purchase_labels(months.at, \(now)) AS label
            WHERE EXISTS (SELECT FROM predictions WHERE kind = 'purchase' AND subject_id = label.customer_id)
            ON CONFLICT DO NOTHING
            """)
    }
}
