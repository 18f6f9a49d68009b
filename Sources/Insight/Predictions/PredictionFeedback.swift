package import Basics
import Postgres
import Web

/// What a member of staff says of a prediction.
package struct PredictionFeedback: WireType, Decodable, JSONWritable {
    package enum Verdict: String, CaseIterable, Sendable, Decodable, JSONWritable, SQLText {
        case right
        case wrong
    }

    package let verdict: Verdict
    package let note: String?

    package static var example: PredictionFeedback {
        PredictionFeedback(verdict: .wrong, note: "She thanked us on the phone.")
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("verdict", verdict)
            json.field("note", note)
        }
    }
}
