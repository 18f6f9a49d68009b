import Foundation

/// Plain statistics of lists of numbers.
package enum Statistics {
    /// The arithmetic mean; 0 of an empty list.
    package static func mean(_ values: [Double]) -> Double {
        values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
    }

    /// The population standard deviation, divided by n.
    package static func deviation(_ values: [Double]) -> Double {
        let mean = mean(values)
        return Self.mean(values.map { ($0 - mean) * ($0 - mean) }).squareRoot()
    }

    /// The median; 0 of an empty list.
    package static func median(_ values: [Double]) -> Double { quantile(values, 0.5) }

    /// The quantile at `share` by linear interpolation between order statistics; 0 of an empty list.
    package static func quantile(_ values: [Double], _ share: Double) -> Double {
        let sorted = values.sorted()
        guard let last = sorted.indices.last else { return 0 }
        let place = share * Double(last)
        let below = Int(place.rounded(.down))
        let above = min(below + 1, last)
        return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
    }

    /// Pearson's correlation; 0 when one of the lists does not vary.
    package static func correlation(_ a: [Double], _ b: [Double]) -> Double {
        let (meanA, meanB) = (mean(a), mean(b))
        var (ab, aa, bb) = (0.0, 0.0, 0.0)
        for (x, y) in zip(a, b) {
            ab += (x - meanA) * (y - meanB)
            aa += (x - meanA) * (x - meanA)
            bb += (y - meanB) * (y - meanB)
        }
        return aa > 0 && bb > 0 ? ab / (aa * bb).squareRoot() : 0
    }

    /// Spearman's rank correlation, ties sharing their mean rank.
    package static func rankCorrelation(_ a: [Double], _ b: [Double]) -> Double {
        correlation(ranks(a), ranks(b))
    }

    /// Ranks from 1, ties sharing their mean rank.
    package static func ranks(_ values: [Double]) -> [Double] {
        let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
        var ranks = [Double](repeating: 0, count: values.count)
        var start = 0
        while start < order.count {
            var end = start
            while end + 1 < order.count, values[order[end + 1]] == values[order[start]] { end += 1 }
            for place in start...end { ranks[order[place]] = Double(start + end) / 2 + 1 }
            start = end + 1
        }
        return ranks
    }
}
