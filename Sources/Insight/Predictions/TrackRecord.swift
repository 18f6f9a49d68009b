package import Basics
import Models

/// How predictions did once it was known what came: judged by the first prediction before anybody stepped in.
package struct TrackRecord: Sendable, JSONWritable {
    /// One prediction and what came.
    package struct Judged: Sendable {
        package let probability: Double
        package let came: Bool
        /// The week by its Monday, as `2026-11-23`.
        package let week: String

        package init(probability: Double, came: Bool, week: String) {
            self.probability = probability
            self.came = came
            self.week = week
        }
    }

    package let judged: [Judged]
    /// The share of "yes" the model was trained with: what telling everybody the average would have said.
    package let average: Double

    package init(judged: [Judged], average: Double) {
        self.judged = judged
        self.average = average
    }

    static var example: TrackRecord {
        TrackRecord(
            judged: [
                Judged(probability: 0.7, came: true, week: "2026-11-16"),
                Judged(probability: 0.2, came: false, week: "2026-11-23"),
            ], average: 0.19)
    }

    private var scores: [Double] { judged.map(\.probability) }
    private var labels: [Double] { judged.map { $0.came ? 1 : 0 } }

    /// One less the Brier score by that of the average: below 0 the model does harm.
    ///
    /// `nil` without outcomes.
    package var skill: Double? {
        let base = Scores.brier([Double](repeating: average, count: judged.count), labels)
        return judged.isEmpty || base == 0 ? nil : 1 - Scores.brier(scores, labels) / base
    }

    /// The share that came among the ten highest risks.
    private var precisionOfTop: (count: Int, share: Double)? {
        let top = zip(scores, labels).sorted { $0.0 > $1.0 }.prefix(10)
        return top.isEmpty ? nil : (top.count, Statistics.mean(top.map(\.1)))
    }

    package func write(to json: inout JSONWriter) {
        let share = Statistics.mean(labels)
        json.object { json in
            json.field("outcomes", judged.count)
            json.field("predicted_ratio", judged.isEmpty ? nil : Statistics.mean(scores))
            json.field("actual_ratio", judged.isEmpty ? nil : share)
            json.field("skill", skill)
            json.field("auc", Scores.areaUnderCurve(scores, labels))
            json.field("accuracy_ratio", judged.isEmpty ? nil : Scores.accuracy(scores, labels))
            json.field("majority_ratio", judged.isEmpty ? nil : max(share, 1 - share))
            json.field("top_count", precisionOfTop?.count)
            json.field("top_ratio", precisionOfTop?.share)
            json.array("weeks") { json in
                for (week, theirs) in Dictionary(grouping: judged, by: \.week).sorted(by: { $0.key < $1.key }) {
                    json.object { json in
                        json.field("week", week)
                        json.field("outcomes", theirs.count)
                        json.field("predicted_ratio", Statistics.mean(theirs.map(\.probability)))
                        json.field("actual_ratio", Statistics.mean(theirs.map { $0.came ? 1 : 0 }))
                    }
                }
            }
        }
    }
}
