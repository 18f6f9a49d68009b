package import Basics
package import Models

/// One thing that moved a prediction away from the average.
package struct PredictionReason: Sendable, Equatable, JSONWritable {
    package let feature: String
    package let unit: KnownFeature.Unit
    package let value: FeatureValue
    package let usual: FeatureValue
    /// In log-odds; above 0 makes what is predicted more likely.
    package let contribution: Double

    package init(
        feature: String, unit: KnownFeature.Unit, value: FeatureValue, usual: FeatureValue, contribution: Double
    ) {
        self.feature = feature
        self.unit = unit
        self.value = value
        self.usual = usual
        self.contribution = contribution
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("feature", feature)
            json.field("effect", contribution > 0 ? "raises" : "lowers")
            json.field("value", JSONFeatureValue(value))
            json.field("usual", JSONFeatureValue(usual))
            json.field("unit", unit.rawValue)
            json.field("contribution", contribution)
        }
    }
}

/// A number, a word, or `null` for what is not known.
struct JSONFeatureValue: JSONWritable {
    private let value: FeatureValue

    init(_ value: FeatureValue) {
        self.value = value
    }

    func write(to json: inout JSONWriter) {
        switch value {
        case .number(let number): number.write(to: &json)
        case .category(let word): word.write(to: &json)
        case .missing: json.null()
        }
    }
}
