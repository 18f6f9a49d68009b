import Foundation

/// Logistic regression with an L2 penalty, fitted by Newton's method.
///
/// Minimises `Σ log-loss + ½ |w|² / C`; the intercept is free. The optimum is unique, so the fit has no randomness.
package struct LogisticRegression: Classifier, Equatable {
    package let intercept: Double
    package let weights: [Double]
    /// Means of the inputs it was fitted on: where contributions start from.
    package let means: [Double]
    /// The minimum found: `Σ log-loss + ½ |w|² / C`.
    package let objective: Double

    /// - Parameters:
    ///   - labels: 1 for "yes", 0 for "no"; one per row.
    ///   - inverseStrength: `C`; smaller is stronger.
    package init(fitting rows: Matrix, labels: [Double], inverseStrength: Double = 1) {
        let penalty = 1 / inverseStrength
        let width = rows.columns
        var point = [Double](repeating: 0, count: width + 1)
        let rate = (Statistics.mean(labels) * Double(labels.count) + 0.5) / (Double(labels.count) + 1)
        point[width] = Self.logit(rate)
        // The intercept is one more column of ones, without a penalty.
        var extended = Matrix(rows: rows.rows, columns: width + 1)
        for row in 0..<rows.rows {
            extended.values.replaceSubrange(row * (width + 1)..<row * (width + 1) + width, with: rows.row(row))
            extended[row, width] = 1
        }
        var value = Self.objective(point, extended, labels, penalty)
        for _ in 0..<100 {
            let (gradient, curvature) = Self.derivatives(point, extended, labels, penalty)
            if gradient.allSatisfy({ abs($0) < 1e-12 * Double(max(labels.count, 1)) }) { break }
            guard let step = Cholesky(curvature)?.solve(gradient) else { break }
            var length = 1.0
            var next = zip(point, step).map { $0 - length * $1 }
            var nextValue = Self.objective(next, extended, labels, penalty)
            while nextValue > value + 1e-9, length > 1e-6 {
                length /= 2
                next = zip(point, step).map { $0 - length * $1 }
                nextValue = Self.objective(next, extended, labels, penalty)
            }
            // Near the optimum the objective no longer shows progress; the gradient still does.
            guard nextValue <= value + 1e-9 else { break }
            (point, value) = (next, nextValue)
        }
        intercept = point[width]
        weights = Array(point.prefix(width))
        means = (0..<width).map { column in
            Statistics.mean((0..<rows.rows).map { rows[$0, column] })
        }
        objective = Self.objective(point, extended, labels, penalty)
    }

    package func probability(_ inputs: [Double]) -> Double { sigmoid(logOdds(inputs)) }

    package func logOdds(_ inputs: [Double]) -> Double {
        zip(weights, inputs).reduce(intercept) { $0 + $1.0 * $1.1 }
    }

    package func contributions(_ inputs: [Double]) -> [Double] {
        weights.indices.map { weights[$0] * (inputs[$0] - means[$0]) }
    }

    private static func logit(_ p: Double) -> Double { log(p / (1 - p)) }

    private static func objective(
        _ point: [Double], _ rows: Matrix, _ labels: [Double], _ penalty: Double
    ) -> Double {
        var sum = 0.0
        for row in 0..<rows.rows {
            let z = margin(point, rows, row)
            sum += softplus(z) - labels[row] * z
        }
        return sum + 0.5 * penalty * point.dropLast().reduce(0) { $0 + $1 * $1 }
    }

    private static func derivatives(
        _ point: [Double], _ rows: Matrix, _ labels: [Double], _ penalty: Double
    ) -> (gradient: [Double], curvature: Matrix) {
        let width = rows.columns
        var gradient = [Double](repeating: 0, count: width)
        var weights = [Double](repeating: 0, count: rows.rows)
        for row in 0..<rows.rows {
            let p = sigmoid(margin(point, rows, row))
            weights[row] = p * (1 - p)
            let miss = p - labels[row]
            for column in 0..<width { gradient[column] += miss * rows.values[row * width + column] }
        }
        var curvature = rows.gram(weights: weights)
        for column in 0..<width - 1 {
            gradient[column] += penalty * point[column]
            curvature[column, column] += penalty
        }
        // Keeps the factor positive definite when every weight is almost nothing.
        curvature[width - 1, width - 1] += 1e-12
        return (gradient, curvature)
    }

    private static func margin(_ point: [Double], _ rows: Matrix, _ row: Int) -> Double {
        var sum = 0.0
        let start = row * rows.columns
        for column in 0..<rows.columns { sum += point[column] * rows.values[start + column] }
        return sum
    }
}
