import Basics
import EventLoop
import Foundation
import Models
import Postgres

/// The statements that read what values are worked out of and keep them.
@Loop struct CustomerValueStore {
    let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// Whether the last picture is a day old, of another currency or of other bounds, or there is none.
    func isDue(at now: Date) async throws -> Bool {
        try await connection.one(
            { row in try row["is_due"] },
            """
            SELECT NOT EXISTS (
                SELECT FROM customer_value_runs AS r
                JOIN company_profile AS p ON p.currency = r.currency
                WHERE r.prepared_at > (\(now)::timestamptz) - interval '24 hours'
                    AND NOT EXISTS (SELECT FROM segment_bounds AS b WHERE b.updated_at >= r.prepared_at)
            ) AND EXISTS (SELECT FROM company_profile) AS is_due
            """)
    }

    func facts(today: CalendarDay) async throws -> [CustomerValuation.Facts] {
        try await connection.rows(
            CustomerValuation.Facts.init,
            """
            SELECT h.customer_id, h.first_on::text AS first_on, h.last_on::text AS last_on, h.order_count, h.paid_count,
                   h.spent_minor, c.custom_fields ->> 'birthday' AS birthday,
                   (
                       SELECT count(*)
                       FROM orders AS o
                       WHERE o.customer_id = h.customer_id AND o.status <> 'cancelled'
                           AND o.placed_at > (\(today.description)::text)::date - 365
                   ) AS year_count
            FROM report.customer_histories AS h
            JOIN customers AS c ON c.id = h.customer_id
            ORDER BY h.customer_id
            """)
    }

    /// Replaces the picture.
    ///
    /// Assumes a transaction of the caller's, and that nobody else replaces it meanwhile.
    func keep(
        _ values: [CustomerValue], _ fit: CustomerValuation.Fit?, bounds: RuleSegments, repeats: Int, currency: String,
        at now: Date
    ) async throws {
        let model = try fit.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) }
        let drawn = String(decoding: try JSONEncoder().encode(bounds), as: UTF8.self)
        try await connection.execute("DELETE FROM customer_value_runs")
        try await connection.execute(
            """
            INSERT INTO customer_value_runs (id, prepared_at, currency, customer_count, repeat_count, model, bounds)
            VALUES (gen_random_uuid(), \(now), \(currency), \(values.count), \(repeats), \(model)::jsonb,
                \(drawn)::jsonb)
            """)
        try await connection.execute("DELETE FROM customer_values")
        try await connection.execute(
            """
            INSERT INTO customer_values (customer_id, simple_minor, expected_orders, expected_minor, age_group,
                frequency_group, order_value_group, rfm_segment)
            SELECT v.id, NULLIF(v.simple, '')::bigint, NULLIF(v.orders, '')::double precision,
                   NULLIF(v.expected, '')::bigint, v.age, v.frequency, v.order_value, v.rfm
            FROM unnest(\(values.map(\.customerID))::uuid[],
                \(values.map { $0.simpleMinor.map { String($0) } ?? "" })::text[],
                \(values.map { $0.expectedOrders.map { String($0) } ?? "" })::text[],
                \(values.map { $0.expectedMinor.map { String($0) } ?? "" })::text[], \(values.map(\.age))::text[],
                \(values.map(\.frequency))::text[], \(values.map(\.orderValue))::text[], \(values.map(\.rfm))::text[])
                AS v (id, simple, orders, expected, age, frequency, order_value, rfm)
            -- Deleted while the values were worked out.
            WHERE EXISTS (SELECT FROM customers AS c WHERE c.id = v.id)
            """)
    }

    /// Counts anew which products were bought together in one order, at least twice.
    func countPairs() async throws {
        try await connection.execute("DELETE FROM product_pairs")
        try await connection.execute(
            """
            WITH bought AS MATERIALIZED (
                SELECT DISTINCT l.order_id, l.product_id
                FROM order_lines AS l
                JOIN orders AS o ON o.id = l.order_id
                WHERE l.product_id IS NOT NULL AND o.status <> 'cancelled'
            ), counted AS (
                SELECT b.product_id, count(*) AS count FROM bought AS b GROUP BY b.product_id
            ), pairs AS (
                SELECT one.product_id, other.product_id AS other_id, count(*) AS count
                FROM bought AS one
                JOIN bought AS other ON other.order_id = one.order_id AND other.product_id > one.product_id
                GROUP BY 1, 2
                HAVING count(*) >= 2
            )
            INSERT INTO product_pairs (product_id, other_id, together_count, product_count, other_count, order_count)
            SELECT p.product_id, p.other_id, p.count, one.count, other.count,
                   (SELECT count(DISTINCT b.order_id) FROM bought AS b)
            FROM pairs AS p
            JOIN counted AS one ON one.product_id = p.product_id
            JOIN counted AS other ON other.product_id = p.other_id
            """)
    }
}

extension CustomerValuation.Facts {
    fileprivate init(_ row: Row) throws {
        customerID = try row["customer_id"]
        firstOn = CalendarDay(try row["first_on"] as String) ?? CalendarDay(number: 0)
        lastOn = CalendarDay(try row["last_on"] as String) ?? CalendarDay(number: 0)
        orderCount = try row["order_count"]
        paidCount = try row["paid_count"]
        spentMinor = try row["spent_minor"]
        yearCount = try row["year_count"]
        birthday = (try row["birthday"] as String?).flatMap { CalendarDay($0) }
    }
}
