import Foundation

/// How far a feature has moved away from what a model was fitted on.
package enum Drift {
    /// The population stability index over deciles of the fitted values, counts smoothed by 0.5: below 0.1 stable, to
    /// 0.25 watch, above alert (the credit industry's rule).
    package static func stabilityIndex(fitted: [Double], now: [Double]) -> Double {
        guard !fitted.isEmpty, !now.isEmpty else { return 0 }
        let edges = Array(Set((1..<10).map { Statistics.quantile(fitted, Double($0) / 10) })).sorted()
        return index(counts(fitted, edges), counts(now, edges))
    }

    /// The same over the values of a category.
    package static func stabilityIndex(fitted: [String], now: [String]) -> Double {
        guard !fitted.isEmpty, !now.isEmpty else { return 0 }
        let values = Set(fitted).union(now).sorted()
        return index(
            values.map { value in Double(fitted.count { $0 == value }) },
            values.map { value in Double(now.count { $0 == value }) })
    }

    private static func counts(_ values: [Double], _ edges: [Double]) -> [Double] {
        var counts = [Double](repeating: 0, count: edges.count + 1)
        for value in values { counts[edges.firstIndex { value <= $0 } ?? edges.count] += 1 }
        return counts
    }

    private static func index(_ fitted: [Double], _ now: [Double]) -> Double {
        let smooth = { (counts: [Double]) -> [Double] in
            let total = counts.reduce(0, +) + 0.5 * Double(counts.count)
            return counts.map { ($0 + 0.5) / total }
        }
        return zip(smooth(fitted), smooth(now)).reduce(0) { $0 + ($1.1 - $1.0) * log($1.1 / $1.0) }
    }
}
