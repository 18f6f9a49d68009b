import Basics
import EventLoop
import Foundation
import Postgres

/// Late parcels whose customers were told, beside those whose customers were not.
extension ReportStore {
    func lateParcels(_ sql: ReportSQL) async throws -> ReportFigures {
        func figures(_ treatment: SQL, from place: Int) -> SQL {
            let of: SQL = "FILTER (WHERE treatment = \(treatment) AND NOT is_open)"
            return """
                count(*) \(of)::double precision AS \(Self.column(place)),
                count(*) FILTER (WHERE treatment = \(treatment) AND NOT is_open AND contacted)::double precision
                    AS \(Self.column(place + 1)),
                count(*) FILTER (WHERE treatment = \(treatment) AND NOT is_open AND contacted)::double precision
                    / NULLIF(count(*) \(of), 0) AS \(Self.column(place + 2)),
                COALESCE(sum(answer_count) \(of), 0)::double precision AS \(Self.column(place + 3)),
                sum(satisfied_count) \(of)::double precision / NULLIF(sum(answer_count) \(of), 0)::double precision
                    AS \(Self.column(place + 4))
                """
        }
        return try await gather(
            count: 12, cut: sql.cutOfMoment, sql,
            figures: """
                \(figures("'told'", from: 0)), \(figures("'untold'", from: 5)),
                count(*) FILTER (WHERE treatment = 'noted' AND NOT is_open)::double precision AS c10,
                count(*) FILTER (WHERE is_open)::double precision AS c11
                """,
            facts: "report.late_parcels",
            kept: """
                fact.treatment, fact.contacted, fact.answer_count, fact.satisfied_count,
                \(Self.isOpen(at: clock.now)) AS is_open
                """,
            where: sql.moments, columns: Report.lateParcels.columns)
    }

    private static func column(_ place: Int) -> SQL {
        ["c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8", "c9"][place]
    }

    /// Whether the seven days in which a contact counts are not over.
    private static func isOpen(at now: Date) -> SQL { "(fact.at + interval '7 days' > (\(now)::timestamptz))" }

    /// The orders behind a figure, with the moment their parcel was noticed to be late, newest first.
    ///
    /// - Parameters:
    ///   - measure: One of `Report.lateParcels.measures`.
    ///   - group: Only one row of the report: its day, Monday or first of the month; `nil` for all.
    func lateOrders(
        _ query: ReportQuery, measure: String, group: String?, after: (at: Date, id: ID<ReportedOrder>)?, limit: Int
    ) async throws -> Page<ReportedOrder> {
        let (timeZone, _) = try await calendar()
        let sql = ReportSQL(query: query, timeZone: timeZone)
        let place: SQL =
            after.map { "(fact.at, fact.order_id) < (\($0.at), \($0.id))" } ?? "true"
        let isOpen = Self.isOpen(at: clock.now)
        let condition: SQL =
            switch measure {
            case "too_new": isOpen
            case "told_contacted": "fact.treatment = 'told' AND fact.contacted AND NOT \(isOpen)"
            case "untold_contacted": "fact.treatment = 'untold' AND fact.contacted AND NOT \(isOpen)"
            default: "fact.treatment = \(measure) AND NOT \(isOpen)"
            }
        let only: SQL = group.map { "(\(sql.cutOfMoment))::text = \($0)" } ?? "true"
        let rows = try await connection.rows(
            ReportedOrder.init,
            """
            SELECT DISTINCT fact.order_id, orders.number, customers.name AS customer_name, orders.status, fact.at,
                   orders.total_minor, orders.currency
            FROM report.late_parcels AS fact
            JOIN orders ON orders.id = fact.order_id
            JOIN customers ON customers.id = fact.customer_id
            WHERE \(sql.moments) AND \(condition) AND \(only) AND \(place)
            ORDER BY fact.at DESC, fact.order_id DESC
            LIMIT \(limit + 1)
            """)
        return Page(rows, limit: limit) { Cursor(at: $0.at, id: ID<ReportedOrder>($0.orderID)) }
    }
}
