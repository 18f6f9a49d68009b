/// The three founding segmentations, whose bounds are the company's to edit.
///
/// On a bound the founding rules hold: an age of 30 is middle, 10 orders and an order value of 1000 are medium.
package struct RuleSegments: Sendable, Equatable, Codable {
    /// A value below `low` is in the first group, above `high` in the last.
    package struct Bounds: Sendable, Equatable, Codable {
        package var low: Double
        package var high: Double

        package init(low: Double, high: Double) {
            self.low = low
            self.high = high
        }
    }

    package enum Age: String, Sendable, Codable, CaseIterable {
        case young
        case middle
        case senior
    }

    package enum Level: String, Sendable, Codable, CaseIterable {
        case low
        case medium
        case high
    }

    /// Years: under 30 young, under 50 middle, else senior.
    package var age = Bounds(low: 30, high: 50)
    /// Orders in a year: above 10 high, above 5 medium, else low.
    package var frequency = Bounds(low: 5, high: 10)
    /// Average order value in the company's currency: above 1000 high, above 500 medium, else low.
    package var orderValue = Bounds(low: 500, high: 1000)

    package init() {}

    package func ageGroup(_ years: Double) -> Age {
        if years < age.low { return .young }
        return years < age.high ? .middle : .senior
    }

    package func frequencyGroup(_ orders: Double) -> Level { Self.level(orders, frequency) }

    package func orderValueGroup(_ amount: Double) -> Level { Self.level(amount, orderValue) }

    private static func level(_ value: Double, _ bounds: Bounds) -> Level {
        if value > bounds.high { return .high }
        return value > bounds.low ? .medium : .low
    }
}
