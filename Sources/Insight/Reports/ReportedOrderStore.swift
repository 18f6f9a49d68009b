package import Basics
import EventLoop
package import Foundation
import Postgres

/// The orders behind a figure, newest first.
extension ReportStore {
    /// - Parameters:
    ///   - measure: One of `Report.orders.measures`.
    ///   - group: Only one row of the report: its day, Monday, first of the month or word; `nil` for all.
    package func orders(
        _ query: ReportQuery, measure: String, group: String?, after: (at: Date, id: ID<ReportedOrder>)?, limit: Int
    ) async throws -> Page<ReportedOrder> {
        let (timeZone, _) = try await calendar()
        let sql = ReportSQL(query: query, timeZone: timeZone)
        let place: SQL =
            after.map { "(fact.at, fact.order_id) < (\($0.at), \($0.id))" } ?? "true"
        let condition: SQL =
            switch measure {
            case "returned": "fact.returned > 0"
            case "late": "fact.late_count > 0"
            case "cancelled": "fact.counted = 0"
            case "other_currency":
                "fact.counted = 1 AND fact.currency <> (SELECT currency FROM company_profile)"
            default: "fact.counted = 1"
            }
        let only: SQL = group.map { "(\(sql.cutOfMoment))::text = \($0)" } ?? "true"
        let rows = try await connection.rows(
            ReportedOrder.init,
            """
            SELECT fact.order_id, fact.number, customers.name AS customer_name, fact.status, fact.at, orders.total_minor,
                   fact.currency
            FROM report.orders AS fact
            JOIN orders ON orders.id = fact.order_id
            JOIN customers ON customers.id = fact.customer_id
            WHERE \(sql.moments) AND \(condition) AND \(only) AND \(place)
            ORDER BY fact.at DESC, fact.order_id DESC
            LIMIT \(limit + 1)
            """)
        return Page(rows, limit: limit) { Cursor(at: $0.at, id: ID<ReportedOrder>($0.orderID)) }
    }

    /// The orders in which both products stand, newest first; cancelled ones are left out, as in `report.product_pairs`.
    package func orders(withBoth products: (UUID, UUID), after: (at: Date, id: ID<ReportedOrder>)?, limit: Int)
        async throws -> Page<ReportedOrder>
    {
        let place: SQL =
            after.map { "(o.placed_at, o.id) < (\($0.at), \($0.id))" } ?? "true"
        let rows = try await connection.rows(
            ReportedOrder.init,
            """
            SELECT o.id AS order_id, o.number, customers.name AS customer_name, o.status, o.placed_at AS at, o.total_minor,
                   o.currency
            FROM orders AS o
            JOIN customers ON customers.id = o.customer_id
            WHERE o.status <> 'cancelled' AND \(place)
                AND EXISTS (SELECT FROM order_lines AS l WHERE l.order_id = o.id AND l.product_id = \(products.0))
                AND EXISTS (SELECT FROM order_lines AS l WHERE l.order_id = o.id AND l.product_id = \(products.1))
            ORDER BY o.placed_at DESC, o.id DESC
            LIMIT \(limit + 1)
            """)
        return Page(rows, limit: limit) { Cursor(at: $0.at, id: ID<ReportedOrder>($0.orderID)) }
    }
}
