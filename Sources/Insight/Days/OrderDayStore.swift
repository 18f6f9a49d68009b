package import EventLoop
package import Postgres

/// The prepared table of orders per day.
@Loop package struct OrderDayStore {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// Prepares the days whose orders have changed; every day on the first time and after a change of the company's time
    /// zone.
    ///
    /// Assumes it is alone in a transaction of its own. Changes that are committed meanwhile leave their day to the next
    /// time, and the view reads it from the orders until then.
    package func prepare() async throws {
        let isCurrent = try await connection.first(
            { row in try row["is_current"] as Bool },
            """
            SELECT EXISTS (SELECT FROM order_days_state AS s WHERE s.time_zone = p.time_zone) AS is_current
            FROM company_profile AS p
            """)
        guard let isCurrent else { return }
        guard isCurrent else { return try await prepareAll() }
        let days = try await connection.rows(
            { row in try row["day"] as String },
            """
            WITH taken AS (DELETE FROM order_changes RETURNING day)
            SELECT DISTINCT day::text AS day FROM taken ORDER BY day
            """)
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

    private func prepareAll() async throws {
        try await connection.execute("DELETE FROM order_changes")
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
