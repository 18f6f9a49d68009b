import EventLoop
import Foundation
import Postgres

/// The prepared table of orders per day.
@Loop struct OrderDayStore {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// Whether the table was cut in the company's time zone.
    func isCurrent() async throws -> Bool {
        try await connection.one(
            { row in try row["is_current"] as Bool },
            """
            SELECT EXISTS (
                SELECT FROM order_days_state AS s JOIN company_profile AS p ON p.time_zone = s.time_zone
            ) AS is_current
            """)
    }

    /// Prepares these days anew, each written `2026-11-23`.
    func prepare(days: [String]) async throws {
        guard !days.isEmpty else { return }
        try await connection.execute("DELETE FROM order_days WHERE day = ANY((\(days)::text[])::date[])")
        try await insert(
            """
            report.orders AS o
                JOIN unnest((\(days)::text[])::date[]) AS changed (day)
                    ON o.at >= changed.day::timestamp AT TIME ZONE (SELECT time_zone FROM company_profile)
                    AND o.at < (changed.day + 1)::timestamp AT TIME ZONE (SELECT time_zone FROM company_profile)
            """)
    }

    func prepareAll() async throws {
        try await connection.execute("DELETE FROM order_days")
        try await insert("report.orders AS o")
        try await connection.execute(
            """
            INSERT INTO order_days_state (time_zone) SELECT time_zone FROM company_profile
            ON CONFLICT (singleton) DO UPDATE SET time_zone = EXCLUDED.time_zone
            """)
    }

    private func insert(_ orders: SQL) async throws {
        try await connection.execute(
            """
            INSERT INTO order_days (
                day, status, source, currency, order_count, counted_count, revenue_minor, item_count, returned_count,
                refunded_minor, promised_count, late_count)
            SELECT o.day, o.status, o.source, o.currency, count(*), sum(o.counted), sum(o.revenue_minor),
                   sum(o.item_count), sum(o.returned), sum(o.refunded_minor), sum(o.promised_count), sum(o.late_count)
            FROM \(orders)
            GROUP BY o.day, o.status, o.source, o.currency
            """)
    }
}
