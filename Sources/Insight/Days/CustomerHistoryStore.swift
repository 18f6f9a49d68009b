import EventLoop
import Foundation
import Postgres

/// The prepared tables of what each customer has bought, how often, and of when they were customers.
@Loop struct CustomerHistoryStore {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// Whether the tables were made in the company's time zone and currency.
    func isCurrent() async throws -> Bool {
        try await connection.one(
            { row in try row["is_current"] as Bool },
            """
            SELECT EXISTS (
                SELECT FROM customer_histories_state AS s
                JOIN company_profile AS p ON p.time_zone = s.time_zone AND p.currency = s.currency
            ) AS is_current
            """)
    }

    /// Prepares these customers anew; everybody without `ids`.
    func prepare(_ ids: [UUID]?) async throws {
        if let ids, ids.isEmpty { return }
        let wanted: SQL = ids.map { "\($0)::uuid[]" } ?? "NULL"
        let old: SQL = ids.map { "customer_id = ANY(\($0)::uuid[])" } ?? "true"
        try await connection.execute("DELETE FROM customer_histories WHERE \(old)")
        try await connection.execute("DELETE FROM customer_spells WHERE \(old)")
        try await connection.execute("DELETE FROM customer_products WHERE \(old)")
        try await connection.execute(
            """
            INSERT INTO customer_histories (
                customer_id, first_on, last_on, order_count, paid_count, spent_minor, second_product_on, months)
            SELECT customer_id, first_on, last_on, order_count, paid_count, spent_minor, second_product_on, months
            FROM report.customer_histories_of(\(wanted))
            """)
        try await connection.execute(
            """
            INSERT INTO customer_spells (customer_id, began_on, lost_on)
            SELECT customer_id, began_on, lost_on
            FROM report.customer_spells_of(\(wanted))
            """)
        try await connection.execute(
            """
            INSERT INTO customer_products (product_id, customer_id)
            SELECT product_id, customer_id
            FROM report.customer_products_of(\(wanted))
            """)
        guard ids == nil else { return }
        try await connection.execute(
            """
            INSERT INTO customer_histories_state (time_zone, currency) SELECT time_zone, currency FROM company_profile
            ON CONFLICT (singleton) DO UPDATE SET time_zone = EXCLUDED.time_zone, currency = EXCLUDED.currency
            """)
    }
}
