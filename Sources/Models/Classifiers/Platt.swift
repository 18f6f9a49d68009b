import Foundation

/// Maps a model's log-odds to calibrated probabilities by a logistic curve.
///
/// - Source: Platt 1999, with the smoothed targets; Newton's method after Lin, Lin and Weng 2007.
package struct Platt: Sendable, Equatable, Codable {
    package let slope: Double
    package let offset: Double

    /// - Parameter scores: Probabilities the model gave for rows it was not fitted on.
    package init(fitting scores: [Double], labels: [Double]) {
        let yes = labels.reduce(0, +)
        let no = Double(labels.count) - yes
        let targets = labels.map { $0 > 0.5 ? (yes + 1) / (yes + 2) : 1 / (no + 2) }
        let odds = scores.map(Self.logOdds)
        func loss(_ slope: Double, _ offset: Double) -> Double {
            zip(odds, targets).reduce(0) { $0 + softplus(slope * $1.0 + offset) - $1.1 * (slope * $1.0 + offset) }
        }
        var (slope, offset) = (1.0, 0.0)
        for _ in 0..<100 {
            let step = Self.step(slope, offset, odds, targets)
            var length = 1.0
            while loss(slope - length * step.slope, offset - length * step.offset) > loss(slope, offset) + 1e-12,
                length > 1e-6
            { length /= 2 }
            slope -= length * step.slope
            offset -= length * step.offset
            if abs(step.slope) + abs(step.offset) < 1e-10 || length <= 1e-6 { break }
        }
        self.slope = slope
        self.offset = offset
    }

    /// Newton's step for both parameters.
    private static func step(
        _ slope: Double, _ offset: Double, _ odds: [Double], _ targets: [Double]
    ) -> (slope: Double, offset: Double) {
        var (gs, go, hss, hso, hoo) = (0.0, 0.0, 1e-12, 0.0, 1e-12)
        for (z, target) in zip(odds, targets) {
            let p = sigmoid(slope * z + offset)
            let w = p * (1 - p)
            gs += (p - target) * z
            go += p - target
            hss += w * z * z
            hso += w * z
            hoo += w
        }
        let determinant = hss * hoo - hso * hso
        guard determinant > 0 else { return (0, 0) }
        return ((hoo * gs - hso * go) / determinant, (hss * go - hso * gs) / determinant)
    }

    package func calibrated(_ score: Double) -> Double { sigmoid(slope * Self.logOdds(score) + offset) }

    private static func logOdds(_ score: Double) -> Double {
        let p = min(max(score, 1e-7), 1 - 1e-7)
        return log(p / (1 - p))
    }
}
