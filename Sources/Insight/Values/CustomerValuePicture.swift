package import Basics
import EventLoop
import Foundation
import Postgres

/// What an earlier daily picture of customers came to.
package struct CustomerValuePicture: Sendable, Equatable {
    package let day: CalendarDay
    package let currency: String
    package let customerCount: Int
    package let simpleMinor: Int
    package let expectedMinor: Int?
    /// Customers by segmentation and segment; those divided by other bounds are left out.
    package var segmentCounts: [String: [String: Int]] = [:]
}

extension CustomerValuePicture: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("day", day)
            json.field("customer_count", customerCount)
            json.field("simple_total", Money(simpleMinor, currency))
            json.field("expected_total", expectedMinor.map { Money($0, currency) })
            json.array("segments") { json in
                for (segmentation, segments) in segmentCounts.sorted(by: { $0.key < $1.key }) {
                    for (segment, count) in segments.sorted(by: { $0.key < $1.key }) {
                        json.object { json in
                            json.field("segmentation", segmentation)
                            json.field("segment", segment)
                            json.field("customer_count", count)
                        }
                    }
                }
            }
        }
    }
}

extension CustomerValueStore {
    /// Keeps what the present picture comes to as that of `day`.
    ///
    /// Assumes the transaction that took it.
    func keepPicture(of day: CalendarDay) async throws {
        let day = day.description
        try await connection.execute("DELETE FROM customer_value_pictures WHERE day = (\(day)::text)::date")
        try await connection.execute(
            """
            INSERT INTO customer_value_pictures (day, currency, bounds, customer_count, simple_minor, expected_minor)
            SELECT (\(day)::text)::date, run.currency, run.bounds, worth.customer_count, worth.simple_minor,
                   CASE WHEN run.model IS NOT NULL THEN worth.expected_minor END
            FROM customer_value_runs AS run
            CROSS JOIN (
                SELECT COALESCE(sum(t.customer_count), 0)::bigint AS customer_count,
                       COALESCE(sum(t.simple_minor), 0)::bigint AS simple_minor,
                       COALESCE(sum(t.expected_minor), 0)::bigint AS expected_minor
                FROM report.customer_value_tenths AS t
            ) AS worth
            """)
        try await connection.execute(
            """
            INSERT INTO customer_segment_pictures (day, segmentation, segment, customer_count, spent_minor)
            SELECT (\(day)::text)::date, segmentation, segment, customer_count, spent_minor FROM report.customer_segments
            """)
        try await connection.execute(
            """
            INSERT INTO product_pair_pictures (day, product_id, other_id, together_count, lift)
            SELECT (\(day)::text)::date, product_id, other_id, together_count, lift
            FROM report.product_pairs
            ORDER BY lift DESC, together_count DESC, product_id, other_id
            LIMIT 200
            """)
    }
}

extension CustomerValueReportStore {
    /// The newest picture of a day before `day` in the company's present currency.
    package func picture(before day: CalendarDay) async throws -> CustomerValuePicture? {
        let found = try await connection.first(
            { row in
                CustomerValuePicture(
                    day: CalendarDay(try row["day"] as String) ?? CalendarDay(number: 0), currency: try row["currency"],
                    customerCount: try row["customer_count"], simpleMinor: try row["simple_minor"],
                    expectedMinor: try row["expected_minor"])
            },
            """
            SELECT p.day::text AS day, p.currency, p.customer_count, p.simple_minor, p.expected_minor
            FROM customer_value_pictures AS p
            JOIN customer_value_runs AS r ON r.currency = p.currency
            WHERE p.day < (\(day.description)::text)::date
            ORDER BY p.day DESC
            LIMIT 1
            """)
        guard var picture = found else { return nil }
        let counts = try await connection.rows(
            { row in
                (
                    segmentation: try row["segmentation"] as String, segment: try row["segment"] as String,
                    count: try row["customer_count"] as Int
                )
            },
            """
            SELECT s.segmentation, s.segment, s.customer_count
            FROM customer_segment_pictures AS s
            JOIN customer_value_pictures AS p ON p.day = s.day
            WHERE s.day = (\(picture.day.description)::text)::date
                AND (s.segmentation = 'rfm' OR p.bounds = (SELECT r.bounds FROM customer_value_runs AS r))
            ORDER BY s.segmentation, s.segment
            """)
        for row in counts { picture.segmentCounts[row.segmentation, default: [:]][row.segment] = row.count }
        return picture
    }
}
