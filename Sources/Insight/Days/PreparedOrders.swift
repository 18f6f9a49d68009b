package import EventLoop
import Foundation
package import Postgres

/// Everything prepared from orders, brought up to what has changed.
@Loop package struct PreparedOrders {
    private struct Change: Sendable {
        let day: String
        let customer: UUID

        init(_ row: Row) throws {
            day = try row["day"]
            customer = try row["customer_id"]
        }
    }

    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// Prepares the days and customers whose orders have changed; all of them on the first time and after a change of the
    /// company's time zone or currency.
    ///
    /// Assumes it is alone in a transaction of its own. What is committed meanwhile is left to the next time, and the
    /// views read it from the orders until then.
    package func prepare() async throws {
        let changes = try await connection.rows(
            Change.init,
            """
            WITH taken AS (DELETE FROM order_changes RETURNING day, customer_id)
            SELECT DISTINCT day::text AS day, customer_id FROM taken ORDER BY day, customer_id
            """)
        let days = OrderDayStore(connection)
        let areDaysCurrent = try await days.isCurrent()
        if areDaysCurrent {
            try await days.prepare(days: Set(changes.map(\.day)).sorted())
        } else {
            try await days.prepareAll()
        }
        let histories = CustomerHistoryStore(connection)
        // Where the days were not current, changes may have been thrown away that the histories had not seen.
        let areHistoriesCurrent = try await histories.isCurrent()
        try await histories.prepare(
            areDaysCurrent && areHistoriesCurrent
                ? Set(changes.map(\.customer)).sorted { $0.uuidString < $1.uuidString } : nil)
    }
}
