package import Basics
package import EventLoop
package import Foundation
package import Models
package import Postgres

/// What customers are worth together, how unevenly, and how many stand in each segment.
package struct CustomerValueReport: Sendable {
    /// One tenth of the customers, the most valuable first.
    package struct Tenth: Sendable, Equatable {
        package let place: Int
        package let customerCount: Int
        package let simpleMinor: Int
        package let expectedMinor: Int?
    }

    /// A group of customers in one of the segmentations.
    package struct Segment: Sendable, Equatable {
        package let segmentation: String
        package let segment: String
        package let customerCount: Int
        package let spentMinor: Int
        package let expectedMinor: Int?
    }

    /// `nil` before the first run.
    package var preparedAt: Date?
    package var currency = ""
    package var customerCount = 0
    package var repeatCount = 0
    /// Parameters of the modified BG/NBD and the Gamma-Gamma model; `nil` without enough data.
    package var fit: CustomerValuation.Fit?
    /// Where the segments were divided when the picture was taken.
    package var bounds = RuleSegments()
    package var tenths: [Tenth] = []
    /// An earlier picture to compare with, where one was asked for and is there.
    package var previous: CustomerValuePicture?
    package var segments: [Segment] = []
}

/// Reads the picture the job took.
@Loop package struct CustomerValueReportStore {
    let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    package func report() async throws -> CustomerValueReport {
        let found = try await connection.first(
            { row in
                var report = CustomerValueReport()
                report.preparedAt = try row["prepared_at"]
                report.currency = try row["currency"]
                report.customerCount = try row["customer_count"]
                report.repeatCount = try row["repeat_count"]
                if let model = row.bytes("model") {
                    report.fit = try JSONDecoder().decode(CustomerValuation.Fit.self, from: Data(model))
                }
                if let bounds = row.bytes("bounds") {
                    report.bounds = try JSONDecoder().decode(RuleSegments.self, from: Data(bounds))
                }
                return report
            },
            "SELECT prepared_at, currency, customer_count, repeat_count, model, bounds FROM customer_value_runs")
        guard var report = found else { return CustomerValueReport() }
        report.tenths = try await connection.rows(
            { row in
                CustomerValueReport.Tenth(
                    place: try row["place"], customerCount: try row["customer_count"],
                    simpleMinor: try row["simple_minor"], expectedMinor: try row["expected_minor"])
            },
            """
            SELECT place, customer_count, simple_minor, expected_minor
            FROM report.customer_value_tenths
            ORDER BY place
            """)
        report.segments = try await connection.rows(
            { row in
                CustomerValueReport.Segment(
                    segmentation: try row["segmentation"], segment: try row["segment"],
                    customerCount: try row["customer_count"], spentMinor: try row["spent_minor"],
                    expectedMinor: try row["expected_minor"])
            },
            """
            SELECT segmentation, segment, customer_count, spent_minor, expected_minor
            FROM report.customer_segments
            ORDER BY segmentation, customer_count DESC, segment
            """)
        return report
    }
}

extension CustomerValueReport: JSONWritable {
    package func write(to json: inout JSONWriter) {
        func money(_ minor: Int?) -> Money? { minor.map { Money($0, currency) } }
        json.object { json in
            json.field("prepared_at", preparedAt)
            json.field("customer_count", customerCount)
            json.field("repeat_count", repeatCount)
            json.field("needed_customer_count", 100)
            json.field("needed_repeat_count", 30)
            json.field("has_model", fit != nil)
            if let fit {
                json.object("model") { json in
                    for (name, value) in (fit.purchases.merging(fit.amounts) { one, _ in one }).sorted(by: {
                        $0.key < $1.key
                    }) {
                        json.field(name, (value * 10_000).rounded() / 10_000)
                    }
                }
            }
            json.field("simple_total", money(tenths.reduce(0) { $0 + $1.simpleMinor }))
            json.field(
                "expected_total",
                money(fit == nil ? nil : tenths.reduce(0) { $0 + ($1.expectedMinor ?? 0) }))
            json.field("bounds", SegmentBounds(bounds))
            json.field("previous", previous)
            json.array("tenths") { json in
                for tenth in tenths {
                    json.object { json in
                        json.field("place", tenth.place)
                        json.field("customer_count", tenth.customerCount)
                        json.field("simple", money(tenth.simpleMinor))
                        json.field("expected", money(tenth.expectedMinor))
                    }
                }
            }
            json.array("segments") { json in
                for segment in segments {
                    json.object { json in
                        json.field("segmentation", segment.segmentation)
                        json.field("segment", segment.segment)
                        json.field("customer_count", segment.customerCount)
                        json.field("spent", money(segment.spentMinor))
                        json.field("expected", money(segment.expectedMinor))
                    }
                }
            }
        }
    }
}
