package import Foundation
package import Models
import Postgres

/// What was known of one subject at one moment.
package struct FeatureRow: Sendable, Equatable {
    package let subject: UUID
    package let asOf: Date
    /// By name, in the unit shown to people; a feature nothing is known of is `.missing`.
    package private(set) var values: [String: FeatureValue]

    package init(subject: UUID, asOf: Date, values: [String: FeatureValue]) {
        self.subject = subject
        self.asOf = asOf
        self.values = values
    }

    init(_ row: Row, subject: UUID, asOf: Date, _ features: [KnownFeature]) throws {
        var values: [String: FeatureValue] = [:]
        for feature in features {
            switch feature.kind {
            case .number:
                let number: Double? = try row[feature.name]
                values[feature.name] = number.map { .number($0) } ?? .missing
            case .category:
                let word: String? = try row[feature.name]
                values[feature.name] = word.map { .category($0) } ?? .missing
            }
        }
        self.init(subject: subject, asOf: asOf, values: values)
    }

    /// The values in the order of `features`, as a model sees them.
    package func inputs(for features: [KnownFeature]) -> [FeatureValue] {
        features.map { $0.input(values[$0.name] ?? .missing) }
    }

    /// The same row with one value replaced.
    package func setting(_ name: String, to value: FeatureValue) -> FeatureRow {
        var row = self
        row.values[name] = value
        return row
    }
}
