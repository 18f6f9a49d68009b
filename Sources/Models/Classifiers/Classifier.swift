/// A model that gives the probability of "yes" for a row of encoded inputs.
package protocol Classifier: Sendable, Codable {
    /// Between 0 and 1; the founding linear regression alone may leave that range.
    func probability(_ inputs: [Double]) -> Double
    /// How much each input moved the answer away from that for the average row, in the model's own unit: log-odds for
    /// the logistic regression and the network, probability for the tree and the linear regression.
    func contributions(_ inputs: [Double]) -> [Double]
}

extension Classifier {
    /// One probability per row.
    package func probabilities(_ rows: Matrix) -> [Double] {
        (0..<rows.rows).map { probability(rows.row($0)) }
    }
}
