import Foundation
package import Models

/// One feature: the column of `report.ticket_features` or `report.customer_features` of that name, and how to read it.
package struct KnownFeature: Sendable, Equatable {
    /// What is done to a number before a model sees it.
    package enum Transform: String, Sendable, Codable {
        /// `log(1 + x)`, for durations, counts and money; of a negative number `-log(1 - x)`.
        case log1p
        case none
    }

    /// In what a value is shown to people.
    package enum Unit: String, Sendable, Codable {
        case seconds
        case count
        case ratio
        /// Minor units of the company's currency.
        case money
        /// A rating from 1 to 5.
        case score
        case days
        /// 0 or 1.
        case flag
        case none
    }

    package let name: String
    package let kind: Feature.Kind
    package let transform: Transform
    package let unit: Unit
    package let meaning: String

    package init(_ name: String, _ unit: Unit, _ meaning: String, transform: Transform? = nil) {
        self.name = name
        kind = .number
        self.unit = unit
        self.meaning = meaning
        self.transform = transform ?? ([.seconds, .count, .money, .days].contains(unit) ? .log1p : .none)
    }

    /// One whose values are words.
    package static func category(_ name: String, _ meaning: String) -> KnownFeature {
        KnownFeature(category: name, meaning)
    }

    private init(category name: String, _ meaning: String) {
        self.name = name
        kind = .category
        transform = .none
        unit = .none
        self.meaning = meaning
    }

    /// As the models know it.
    package var feature: Feature { Feature(name, kind) }

    /// The value as a model sees it.
    package func input(_ value: FeatureValue) -> FeatureValue {
        guard transform == .log1p, case .number(let number) = value else { return value }
        return .number(number < 0 ? -log1p(-number) : log1p(number))
    }
}
