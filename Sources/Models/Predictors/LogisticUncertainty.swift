import Foundation

/// How sure a logistic regression is of one answer: the normal approximation around its optimum (Laplace).
///
/// The variance of the log-odds of a row x is `xᵀ H⁻¹ x`, H being the curvature of the penalised loss.
package struct LogisticUncertainty: Sendable, Codable, Equatable {
    /// `H⁻¹`, row by row, the intercept last.
    private let covariance: [Double]

    /// - Parameters:
    ///   - model: Fitted on the same rows with the same strength.
    ///   - inverseStrength: `C`.
    package init(of model: LogisticRegression, fittedOn rows: Matrix, inverseStrength: Double) {
        let width = rows.columns + 1
        var extended = Matrix(rows: rows.rows, columns: width)
        var weights = [Double](repeating: 0, count: rows.rows)
        for row in 0..<rows.rows {
            let inputs = rows.row(row)
            extended.values.replaceSubrange(row * width..<row * width + width - 1, with: inputs)
            extended[row, width - 1] = 1
            let p = model.probability(inputs)
            weights[row] = p * (1 - p)
        }
        var curvature = extended.gram(weights: weights)
        for column in 0..<width - 1 { curvature[column, column] += 1 / inverseStrength }
        curvature[width - 1, width - 1] += 1e-9
        covariance = Cholesky(curvature)?.inverse().values ?? [Double](repeating: 0, count: width * width)
    }

    /// The standard error of the log-odds.
    package func deviation(_ inputs: [Double]) -> Double {
        let x = inputs + [1]
        var sum = 0.0
        for i in x.indices where x[i] != 0 {
            for j in x.indices { sum += x[i] * covariance[i * x.count + j] * x[j] }
        }
        return max(sum, 0).squareRoot()
    }
}
