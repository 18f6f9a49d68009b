package import Basics
import Models

/// How many labels there are of those the first step of the ladder needs.
package struct LabelsNeeded: Sendable, JSONWritable {
    let have: Int
    let want = Ladder.labelsNeeded
    /// Of the rarer kind.
    let rarer: Int
    let rarerWant = Ladder.rarerNeeded

    init(_ predictor: Predictor?) {
        have = predictor?.labels ?? 0
        rarer = predictor?.rarer ?? 0
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("have", have)
            json.field("want", want)
            json.field("rarer", rarer)
            json.field("rarer_want", rarerWant)
        }
    }
}
