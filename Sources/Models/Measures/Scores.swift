import Foundation

/// How good probabilities were, once the truth is known.
///
/// All lists have one entry per row; labels are 1 and 0.
package enum Scores {
    /// The chance that a random "yes" scores above a random "no", ties counting half (Mann and Whitney); `nil` when one
    /// kind is missing.
    package static func areaUnderCurve(_ scores: [Double], _ labels: [Double]) -> Double? {
        let yes = labels.reduce(0, +)
        let no = Double(labels.count) - yes
        guard yes > 0, no > 0 else { return nil }
        let sum = zip(Statistics.ranks(scores), labels).reduce(0) { $0 + $1.0 * $1.1 }
        return (sum - yes * (yes + 1) / 2) / (yes * no)
    }

    /// Area under precision over recall, as steps, tied scores taken together.
    package static func averagePrecision(_ scores: [Double], _ labels: [Double]) -> Double? {
        let yes = labels.reduce(0, +)
        guard yes > 0 else { return nil }
        let order = scores.indices.sorted { (scores[$1], $0) < (scores[$0], $1) }
        var (found, seen, area) = (0.0, 0.0, 0.0)
        var place = 0
        while place < order.count {
            var end = place
            var here = 0.0
            while end < order.count, scores[order[end]] == scores[order[place]] {
                here += labels[order[end]]
                end += 1
            }
            found += here
            seen = Double(end)
            area += here / yes * found / seen
            place = end
        }
        return area
    }

    /// Mean of `-ln p(truth)`, probabilities clipped to 1e-7 from either end.
    package static func logLoss(_ scores: [Double], _ labels: [Double]) -> Double {
        Statistics.mean(
            zip(scores, labels).map { score, label in
                let p = min(max(score, 1e-7), 1 - 1e-7)
                return -(label * log(p) + (1 - label) * log(1 - p))
            })
    }

    /// Mean squared difference from the truth (Brier 1950).
    package static func brier(_ scores: [Double], _ labels: [Double]) -> Double {
        Statistics.mean(zip(scores, labels).map { ($0 - $1) * ($0 - $1) })
    }

    /// Share of rows on the right side of `threshold`.
    package static func accuracy(_ scores: [Double], _ labels: [Double], threshold: Double = 0.5) -> Double {
        Statistics.mean(zip(scores, labels).map { ($0 >= threshold) == ($1 > 0.5) ? 1 : 0 })
    }

    /// Expected calibration error over bins of equally many rows, sorted by score.
    package static func calibrationError(_ scores: [Double], _ labels: [Double], bins: Int = 10) -> Double {
        let bins = reliability(scores, labels, bins: bins)
        let count = bins.reduce(0) { $0 + $1.count }
        return bins.reduce(0) { $0 + Double($1.count) / Double(max(count, 1)) * abs($1.predicted - $1.actual) }
    }

    /// One bin of a reliability table.
    package struct Bin: Sendable, Equatable, Codable {
        package let count: Int
        /// Mean score.
        package let predicted: Double
        /// Share of "yes".
        package let actual: Double
    }

    /// What was predicted against what came, over bins of equally many rows.
    package static func reliability(_ scores: [Double], _ labels: [Double], bins: Int = 10) -> [Bin] {
        let order = scores.indices.sorted { (scores[$0], $0) < (scores[$1], $1) }
        return (0..<bins).compactMap { bin in
            let members = order[order.count * bin / bins..<order.count * (bin + 1) / bins]
            guard !members.isEmpty else { return nil }
            return Bin(
                count: members.count, predicted: Statistics.mean(members.map { scores[$0] }),
                actual: Statistics.mean(members.map { labels[$0] }))
        }
    }

    /// How many times more "yes" than average stand among the highest `share` of the scores; `nil` without any "yes".
    package static func lift(_ scores: [Double], _ labels: [Double], share: Double = 0.1) -> Double? {
        let rate = Statistics.mean(labels)
        let count = Int(Double(scores.count) * share)
        guard rate > 0, count > 0 else { return nil }
        let top = scores.indices.sorted { (scores[$1], $0) < (scores[$0], $1) }.prefix(count)
        return Statistics.mean(top.map { labels[$0] }) / rate
    }
}
