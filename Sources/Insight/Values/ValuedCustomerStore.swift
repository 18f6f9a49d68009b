package import Basics
import EventLoop
import Foundation
import Postgres

/// The lists behind what customers are worth.
extension CustomerValueReportStore {
    /// The segmentations customers stand in.
    package static let segmentations = ["age", "frequency", "order_value", "rfm"]

    /// Customers by what they are worth, the most valuable first; of one segment with `segment`.
    package func customers(
        segmentation: String?, segment: String?, after: (value: Int, id: ID<ValuedCustomer>)?, limit: Int
    ) async throws -> Page<ValuedCustomer> {
        let column: SQL =
            switch segmentation {
            case "age": "v.age_group"
            case "frequency": "v.frequency_group"
            case "order_value": "v.order_value_group"
            default: "v.rfm_segment"
            }
        let only: SQL = segment.map { "\(column) = \($0)" } ?? "true"
        let place: SQL =
            after.map { "(v.rank_minor, v.customer_id) < (\($0.value)::bigint, \($0.id))" } ?? "true"
        let rows = try await connection.rows(
            ValuedCustomer.init,
            """
            SELECT v.customer_id, v.name, v.order_count, v.spent_minor, v.simple_minor, v.expected_orders,
                   v.expected_minor, v.rfm_segment, v.currency
            FROM report.customer_values AS v
            WHERE \(only) AND \(place)
            ORDER BY v.rank_minor DESC, v.customer_id DESC
            LIMIT \(limit + 1)
            """)
        return Page(rows, limit: limit) { Cursor([String($0.rank), ID<ValuedCustomer>($0.customerID).description]) }
    }

    /// Pairs by lift, those in at least `least` orders; beside them the newest picture of a day before `before`.
    package func pairs(least: Int, before: CalendarDay? = nil, limit: Int) async throws -> [ProductPair] {
        let picture: SQL =
            before.map {
                "(SELECT max(day) FROM customer_value_pictures WHERE day < (\($0.description)::text)::date)"
            } ?? "NULL::date"
        return try await connection.rows(
            ProductPair.init,
            """
            SELECT p.product_id, p.product_name, p.other_id, p.other_name, p.together_count, p.support_ratio, p.lift,
                   before.together_count AS previous_together_count, before.lift AS previous_lift
            FROM report.product_pairs AS p
            LEFT JOIN product_pair_pictures AS before
                ON before.day = \(picture) AND before.product_id = p.product_id AND before.other_id = p.other_id
            WHERE p.together_count >= \(least)
            ORDER BY p.lift DESC, p.together_count DESC, p.product_id, p.other_id
            LIMIT \(limit)
            """)
    }
}
