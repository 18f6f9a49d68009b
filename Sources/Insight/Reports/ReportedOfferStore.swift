package import Basics
import EventLoop
package import Foundation
import Postgres

/// The recommendations behind a figure, newest first.
extension ReportStore {
    /// - Parameters:
    ///   - measure: One of `Report.recommendations.measures`.
    ///   - group: Only one row of the report: its day, Monday, first of the month, word or id; "none" for the row without a
    ///     thing; `nil` for all.
    package func offers(
        _ query: ReportQuery, measure: String, group: String?, after: (at: Date, id: ID<ReportedOffer>)?, limit: Int
    ) async throws -> Page<ReportedOffer> {
        let (timeZone, _) = try await calendar()
        let sql = ReportSQL(query: query, timeZone: timeZone)
        let place: SQL =
            after.map { "(fact.at, fact.offer_id) < (\($0.at), \($0.id))" } ?? "true"
        let condition: SQL =
            switch measure {
            case "accepted": "fact.accepted = 1"
            case "pending": "fact.pending_until > (\(clock.now)::timestamptz)"
            case "not_accepted":
                "fact.accepted = 0 AND (fact.pending_until > (\(clock.now)::timestamptz)) IS NOT TRUE"
            default: "true"
            }
        let cut = sql.cutOfMoment
        let only: SQL = group.map { $0 == "none" ? "\(cut) IS NULL" : "(\(cut))::text = \($0)" } ?? "true"
        let rows = try await connection.rows(
            ReportedOffer.init,
            """
            SELECT fact.offer_id, f.customer_id, customers.name AS customer_name, products.name AS product_name, fact.method,
                   fact.reason, users.name AS agent_name, fact.at, f.accepted_at, f.quantity, f.price_minor, f.currency,
                   tickets.number AS ticket_number, orders.number AS order_number, orders.total_minor,
                   orders.currency AS order_currency
            FROM report.recommendations AS fact
            JOIN offers AS f ON f.id = fact.offer_id
            JOIN customers ON customers.id = f.customer_id
            JOIN products ON products.id = f.product_id
            LEFT JOIN users ON users.id = fact.agent_id
            LEFT JOIN tickets ON tickets.id = f.ticket_id
            LEFT JOIN orders ON orders.id = f.order_id
            WHERE \(sql.moments) AND \(condition) AND \(only) AND \(place)
            ORDER BY fact.at DESC, fact.offer_id DESC
            LIMIT \(limit + 1)
            """)
        return Page(rows, limit: limit) { Cursor(at: $0.at, id: ID<ReportedOffer>($0.offerID)) }
    }
}
