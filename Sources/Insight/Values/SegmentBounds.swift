package import Basics
package import Models
import Postgres
import Web

/// Where the company draws the lines of its three rule segmentations.
package struct SegmentBounds: WireType, Decodable, JSONWritable, Sendable, Equatable {
    /// Years: below the first young, from the second on senior.
    package var ageLow: Double
    package var ageHigh: Double
    /// Orders in the last 365 days: above the first medium, above the second high.
    package var frequencyLow: Double
    package var frequencyHigh: Double
    /// The average order in whole units of the company's currency, likewise.
    package var orderValueLow: Double
    package var orderValueHigh: Double

    package init(_ rules: RuleSegments = RuleSegments()) {
        ageLow = rules.age.low
        ageHigh = rules.age.high
        frequencyLow = rules.frequency.low
        frequencyHigh = rules.frequency.high
        orderValueLow = rules.orderValue.low
        orderValueHigh = rules.orderValue.high
    }

    init(_ row: Row) throws {
        ageLow = try row["age_low"]
        ageHigh = try row["age_high"]
        frequencyLow = try row["frequency_low"]
        frequencyHigh = try row["frequency_high"]
        orderValueLow = try row["order_value_low"]
        orderValueHigh = try row["order_value_high"]
    }

    package static var example: SegmentBounds { SegmentBounds() }

    package var rules: RuleSegments {
        var rules = RuleSegments()
        rules.age = RuleSegments.Bounds(low: ageLow, high: ageHigh)
        rules.frequency = RuleSegments.Bounds(low: frequencyLow, high: frequencyHigh)
        rules.orderValue = RuleSegments.Bounds(low: orderValueLow, high: orderValueHigh)
        return rules
    }

    /// Every bound by its name on the wire.
    private var named: [(String, Double)] {
        [
            ("age_low", ageLow), ("age_high", ageHigh), ("frequency_low", frequencyLow),
            ("frequency_high", frequencyHigh), ("order_value_low", orderValueLow), ("order_value_high", orderValueHigh),
        ]
    }

    /// - Throws: `Problem.invalid` naming every bound that makes no sense.
    func checked() throws -> SegmentBounds {
        var fields = Fields()
        for (name, value) in named {
            let most = name.hasPrefix("age") ? 150.0 : 1_000_000_000
            fields.check(value > 0 && value <= most, "/\(name)", "must be above 0 and at most \(Int(most))")
        }
        for (low, high) in zip(named, named.dropFirst()) where low.0.hasSuffix("_low") {
            fields.check(low.1 < high.1, "/\(high.0)", "must be above `\(low.0)`")
        }
        try fields.throwIfAny()
        return self
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in for (name, value) in named { json.field(name, value) } }
    }

    /// What is different in `other`.
    func changes(to other: SegmentBounds) -> [(name: String, from: Double, to: Double)] {
        zip(named, other.named).filter { $0.1 != $1.1 }.map { ($0.0, $0.1, $1.1) }
    }
}
