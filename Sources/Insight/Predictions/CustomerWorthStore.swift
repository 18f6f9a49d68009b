import EventLoop
import Foundation
import Postgres

/// Reads what was worked out of a customer in the night (table `customer_values`).
@Loop struct CustomerWorthStore {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// `nil` for somebody who never ordered, and before the first night.
    func worth(of customer: UUID) async throws -> CustomerWorth? {
        try await connection.first(
            CustomerWorth.init,
            """
            SELECT v.simple_minor, v.expected_orders, v.expected_minor, v.age_group, v.frequency_group,
                   v.order_value_group, v.rfm_segment, r.currency, r.prepared_at
            FROM customer_values AS v
            CROSS JOIN customer_value_runs AS r
            WHERE v.customer_id = \(customer)
            """)
    }
}
