/// Ordinary least squares: the product's founding churn model, kept as the baseline beside the better ones.
///
/// Its scores are no probabilities: on the Telco table 13.6 % of them lie outside 0 to 1 (MODELS.md). `probability` gives
/// them as they are, so that what is measured is the model and not a repair of it.
package struct LinearRegression: Classifier, Equatable {
    package let intercept: Double
    package let weights: [Double]
    package let means: [Double]

    /// A tiny ridge of 1e-8 picks one of the many solutions that one-hot inputs allow; the scores are the same for all.
    package init(fitting rows: Matrix, labels: [Double]) {
        let width = rows.columns
        let means = (0..<width).map { column in Statistics.mean((0..<rows.rows).map { rows[$0, column] }) }
        let meanLabel = Statistics.mean(labels)
        var centered = rows
        for row in 0..<rows.rows { for column in 0..<width { centered[row, column] -= means[column] } }
        var gram = centered.gram()
        for column in 0..<width { gram[column, column] += 1e-8 * Double(max(rows.rows, 1)) }
        var moments = [Double](repeating: 0, count: width)
        for row in 0..<rows.rows {
            for column in 0..<width { moments[column] += centered[row, column] * (labels[row] - meanLabel) }
        }
        weights = Cholesky(gram)?.solve(moments) ?? [Double](repeating: 0, count: width)
        self.means = means
        intercept = meanLabel - zip(weights, means).reduce(0) { $0 + $1.0 * $1.1 }
    }

    package func probability(_ inputs: [Double]) -> Double {
        zip(weights, inputs).reduce(intercept) { $0 + $1.0 * $1.1 }
    }

    package func contributions(_ inputs: [Double]) -> [Double] {
        weights.indices.map { weights[$0] * (inputs[$0] - means[$0]) }
    }
}
