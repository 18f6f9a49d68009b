import Foundation

/// Intervals around figures, 95 % unless said otherwise.
package enum Intervals {
    /// A share of a count (Wilson 1927); `nil` when `count` is 0.
    package static func wilson(_ successes: Int, of count: Int, z: Double = 1.959963984540054) -> ClosedRange<Double>? {
        guard count > 0 else { return nil }
        let n = Double(count)
        let p = Double(successes) / n
        let center = (p + z * z / (2 * n)) / (1 + z * z / n)
        let half = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
        return max(0, center - half)...min(1, center + half)
    }

    /// Half the width of an AUC's interval from the counts of both kinds (Hanley and McNeil 1982).
    package static func aucHalfWidth(_ auc: Double, yes: Int, no: Int) -> Double? {
        guard yes > 0, no > 0 else { return nil }
        let q1 = auc / (2 - auc)
        let q2 = 2 * auc * auc / (1 + auc)
        let spread =
            auc * (1 - auc) + Double(yes - 1) * (q1 - auc * auc) + Double(no - 1) * (q2 - auc * auc)
        return 1.959963984540054 * (spread / Double(yes * no)).squareRoot()
    }

    /// The 2.5 % and 97.5 % quantiles of `figure` over resampled rows (percentile bootstrap, Efron 1979).
    ///
    /// - Returns: `nil` when the figure could be computed for fewer than half of the samples.
    package static func bootstrap(
        rows: Int, samples: Int = 1000, seed: UInt64 = 1, _ figure: ([Int]) -> Double?
    ) -> ClosedRange<Double>? {
        guard rows > 0 else { return nil }
        var random = SplitMix64(seed: seed)
        var figures: [Double] = []
        for _ in 0..<samples {
            let sample = (0..<rows).map { _ in random.below(rows) }
            if let value = figure(sample) { figures.append(value) }
        }
        guard figures.count * 2 >= samples else { return nil }
        return Statistics.quantile(figures, 0.025)...Statistics.quantile(figures, 0.975)
    }
}
