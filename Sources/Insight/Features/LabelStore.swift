package import EventLoop
package import Foundation
package import Postgres

/// What turned out, for training and for judging predictions; every label says when it was known.
///
/// - Source: MODELS.md 5.1; the definitions are the SQL of `sql/views/labels.sql`.
@Loop package struct LabelStore {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// One label per rated ticket as known at `until`, in the order of solving.
    package func satisfaction(until: Date) async throws -> [SatisfactionLabel] {
        try await connection.rows(
            SatisfactionLabel.init,
            """
            SELECT ticket_id, customer_id, as_of, satisfied, known_at
            FROM report.satisfaction_labels(\(until))
            ORDER BY as_of, ticket_id
            """)
    }

    /// For each pair one moment between the ticket's opening and that moment, picked by chance but always the same.
    func earlierMoments(_ pairs: [(id: UUID, asOf: Date)]) async throws -> [(id: UUID, asOf: Date)] {
        try await connection.rows(
            { row in (id: try row["id"], asOf: try row["moment"]) },
            """
            SELECT t.id, t.created_at + (wanted.as_of - t.created_at) * (get_byte(uuid_send(t.id), 15) / 256.0) AS moment
            FROM unnest(\(pairs.map(\.id))::uuid[], \(pairs.map(\.asOf))::timestamptz[]) AS wanted (ticket_id, as_of)
            JOIN tickets AS t ON t.id = wanted.ticket_id AND t.created_at < wanted.as_of
            ORDER BY t.id
            """)
    }

    /// Whether customers active at `asOf` stayed away for `horizonDays`, or for their own horizon without it.
    ///
    /// - Parameter until: The present: whoever's horizon is not over by then is left out.
    package func churn(asOf: Date, horizonDays: Int? = nil, until: Date) async throws -> [CustomerLabel] {
        try await connection.rows(
            { row in try CustomerLabel(row, asOf: asOf) },
            """
            SELECT customer_id, horizon_days, churned AS label, known_at
            FROM report.churn_labels(\(asOf), \(horizonDays)::integer, \(until))
            ORDER BY customer_id
            """)
    }

    /// Whether customers who had bought by `asOf` bought within the 30 days after; none while those are not over.
    ///
    /// - Parameter until: The present.
    package func purchase(asOf: Date, until: Date) async throws -> [CustomerLabel] {
        try await connection.rows(
            { row in try CustomerLabel(row, asOf: asOf) },
            """
            SELECT customer_id, 30 AS horizon_days, bought AS label, known_at
            FROM report.purchase_labels(\(asOf), \(until))
            ORDER BY customer_id
            """)
    }
}
