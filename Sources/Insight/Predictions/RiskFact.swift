package import Basics
import Models

/// Something anybody would call a warning sign, told by a rule and called one: it needs no model and no labels.
package struct RiskFact: Sendable, Equatable, JSONWritable {
    package let code: String
    package let value: Double
    package let unit: KnownFeature.Unit

    package init(_ code: String, _ value: Double, _ unit: KnownFeature.Unit) {
        self.code = code
        self.value = value
        self.unit = unit
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("code", code)
            json.field("value", value)
            json.field("unit", unit.rawValue)
        }
    }

    /// From which value on a feature is worth telling: by name, what it is called, and the bound, which counts.
    ///
    /// - Source: judgement, from what MODELS.md 5.3 and 5.4 name ("reopened twice", "waited 26 h").
    private static let rules: [(feature: String, code: String, from: Double)] = [
        ("reopens", "reopened", 1), ("longest_wait_seconds", "waited", 4 * 3_600), ("reassignments", "reassigned", 2),
        ("complaint_words", "complained", 1), ("customer_unsolved_tickets", "other_unsolved", 1),
        ("days_late", "days_late", 1), ("late_deliveries", "late_deliveries", 1), ("unsolved_tickets", "unsolved", 1),
        ("returns_ratio", "returns", 0.25),
    ]

    /// At most three facts of a row.
    package static func facts(_ kind: PredictionKind, _ row: FeatureRow) -> [RiskFact] {
        var facts: [RiskFact] = []
        if case .number(let rating)? = row.values["last_rating"], rating <= 2 {
            facts.append(RiskFact("low_last_rating", rating, .score))
        }
        for rule in rules {
            guard case .number(let value)? = row.values[rule.feature], value >= rule.from,
                let feature = kind.features.first(where: { $0.name == rule.feature })
            else { continue }
            facts.append(RiskFact(rule.code, value, feature.unit))
        }
        return Array(facts.prefix(3))
    }
}
