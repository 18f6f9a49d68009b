package import Basics
package import Foundation
import Postgres
import Web

/// What a customer is worth and in which segments they stand, as of the last night.
package struct CustomerWorth: WireType, JSONWritable {
    /// What the model expects within the horizon; `nil` with too few buyers for a model.
    package let expected: Money?
    package let expectedOrders: Double?
    /// 52 weeks.
    package let horizonDays = 364
    /// The founding formula: average order × orders per month × 12.
    package let simple: Money?
    package let preparedAt: Date
    let segments: [CustomerSegment]

    init(_ row: Row) throws {
        let currency = try row["currency"] as String
        expected = (try row["expected_minor"] as Int?).map { Money($0, currency) }
        expectedOrders = try row["expected_orders"]
        simple = (try row["simple_minor"] as Int?).map { Money($0, currency) }
        preparedAt = try row["prepared_at"]
        segments = [
            CustomerSegment(by: "rfm", name: try row["rfm_segment"]),
            CustomerSegment(by: "frequency", name: try row["frequency_group"]),
            CustomerSegment(by: "order_value", name: try row["order_value_group"]),
            CustomerSegment(by: "age", name: try row["age_group"]),
        ].filter { $0.name != "unknown" }
    }

    private init(preparedAt: Date) {
        expected = Money(128_000, "CNY")
        expectedOrders = 4.2
        simple = Money(216_000, "CNY")
        self.preparedAt = preparedAt
        segments = [CustomerSegment(by: "rfm", name: "champions")]
    }

    package static var example: CustomerWorth {
        CustomerWorth(preparedAt: Date(timeIntervalSince1970: 1_793_500_000))
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("expected", expected)
            json.field("expected_orders", expectedOrders)
            json.field("horizon_days", horizonDays)
            json.field("method", expected == nil ? nil : "mbg_nbd_gamma_gamma")
            json.field("simple", simple)
            json.field("prepared_at", preparedAt)
        }
    }
}
