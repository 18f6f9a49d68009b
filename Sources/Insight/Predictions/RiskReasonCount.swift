package import Basics
import Web

/// How many risks a feature stands behind.
package struct RiskReasonCount: WireType, JSONWritable {
    let feature: String
    let count: Int

    package static var example: RiskReasonCount { RiskReasonCount(feature: "reopens", count: 12) }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("feature", feature)
            json.field("count", count)
        }
    }
}
