package import Basics
import Models

/// What was predicted for some rows of like scores, and what came of them.
package struct CalibrationBin: Sendable, JSONWritable {
    let count: Int
    let predictedRatio: Double
    let actualRatio: Double
    /// 95 %, by Wilson.
    let actualLowRatio: Double?
    let actualHighRatio: Double?

    init(_ bin: Scores.Bin) {
        let interval = Intervals.wilson(Int((bin.actual * Double(bin.count)).rounded()), of: bin.count)
        count = bin.count
        predictedRatio = bin.predicted
        actualRatio = bin.actual
        actualLowRatio = interval?.lowerBound
        actualHighRatio = interval?.upperBound
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("count", count)
            json.field("predicted_ratio", predictedRatio)
            json.field("actual_ratio", actualRatio)
            json.field("actual_low_ratio", actualLowRatio)
            json.field("actual_high_ratio", actualHighRatio)
        }
    }
}
