package import Basics
import Models

/// One thing a model looks at.
package struct ModelFeature: Sendable, JSONWritable {
    let feature: String
    let unit: String
    let meaning: String
    /// The mean size of what it moves, in log-odds.
    let importance: Double
    let usual: FeatureValue
    /// Population stability index since the training: above 0.25 it has moved away.
    let drift: Double?

    init(_ feature: KnownFeature, importance: Double, usual: FeatureValue, drift: Double?) {
        self.feature = feature.name
        unit = feature.unit.rawValue
        meaning = feature.meaning
        self.importance = importance
        self.usual = usual
        self.drift = drift
    }

    static var example: ModelFeature {
        ModelFeature(
            KnownFeature("reopens", .count, "Times it was reopened"), importance: 0.3, usual: .number(0), drift: 0.02)
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("feature", feature)
            json.field("unit", unit)
            json.field("meaning", meaning)
            json.field("importance", importance)
            json.field("usual", JSONFeatureValue(usual))
            json.field("drift", drift)
        }
    }
}
