package import EventLoop
package import Foundation
package import Models
package import Postgres

/// Reads what was known of tickets and customers at a moment: nothing recorded later moves a value.
@Loop package struct FeatureStore {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// One row per pair in the order given; a ticket that did not exist at its moment has none.
    package func tickets(_ pairs: [(id: UUID, asOf: Date)]) async throws -> [FeatureRow] {
        var rows: [FeatureRow] = []
        rows.reserveCapacity(pairs.count)
        for start in stride(from: 0, to: pairs.count, by: 5_000) {
            let part = pairs[start..<min(start + 5_000, pairs.count)]
            rows += try await connection.rows(
                { row in
                    try FeatureRow(row, subject: row["ticket_id"], asOf: row["as_of"], FeatureCatalogue.ticket)
                },
                "SELECT * FROM report.ticket_features(\(part.map(\.id))::uuid[], \(part.map(\.asOf))::timestamptz[])")
        }
        return rows
    }

    /// One row per customer who was known at the moment and not deleted, in the order given.
    ///
    /// - Parameter lifetime: A model fitted on `CustomerPurchases.histories` of the same or an earlier moment, for
    ///   `expected_orders_90_days`, which is missing without one.
    package func customers(_ ids: [UUID], asOf: Date, lifetime: (any PurchaseModel)? = nil) async throws -> [FeatureRow]
    {
        let stored = FeatureCatalogue.customer.filter { $0.name != Self.expectedOrders }
        var rows = try await connection.rows(
            { row in try FeatureRow(row, subject: row["customer_id"], asOf: asOf, stored) },
            """
            SELECT features.*
            FROM unnest(\(ids)::uuid[]) WITH ORDINALITY AS wanted (customer_id, place)
            JOIN report.customer_features(\(ids)::uuid[], \(asOf)) AS features
                ON features.customer_id = wanted.customer_id
            ORDER BY wanted.place
            """)
        let histories =
            lifetime == nil ? [:] : try await CustomerPurchases(connection).histories(of: ids, asOf: asOf).byCustomer
        rows = rows.map { row in
            let expected = histories[row.subject].flatMap { lifetime?.expectedPurchases($0, within: 90.0 / 7) }
            return row.setting(Self.expectedOrders, to: expected.map { .number($0) } ?? .missing)
        }
        return rows
    }

    private static let expectedOrders = "expected_orders_90_days"
}
