package import Basics
import Foundation
import Web

/// A pipeline with everything that stands on it.
package struct Board: WireType, JSONWritable {
    /// How many deals one board holds; more are found by the list.
    static let most = 5_000
    /// How many days a deal that ended stays on the board.
    static let endedDays = 30.0

    let pipeline: Pipeline
    /// By how much deals of unhappy customers count in weighted sums.
    let unhappyRatio: Double
    let opportunities: [Opportunity]
    /// Whether that is all.
    let isWhole: Bool

    package static var example: Board {
        Board(pipeline: .example, unhappyRatio: 0.8, opportunities: [.example], isWhole: true)
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("pipeline", pipeline)
            json.field("unhappy_ratio", unhappyRatio)
            json.field("opportunities", opportunities)
            json.field("is_whole", isWhole)
        }
    }
}
