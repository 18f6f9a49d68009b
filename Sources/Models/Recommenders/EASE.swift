/// Embarrassingly shallow autoencoder: item-to-item weights in closed form, nobody recommends itself.
///
/// With `P = (XᵀX + λI)⁻¹` the weights are `B = −P / diag(P)` by column, zero on the diagonal.
///
/// - Source: Steck, WWW 2019 (arXiv 1905.03375).
package struct EASE: Recommender, Equatable, Codable {
    private let items: Int
    /// Row by row.
    private let weights: [Double]

    /// - Parameter penalty: λ; larger trusts the data less. A few hundred suits small shops.
    /// - Note: Time grows with the cube of the number of items: about a second at 1,500.
    package init(fitting purchases: Purchases, penalty: Double = 100) {
        items = purchases.items
        var gram = purchases.together()
        for item in 0..<items { gram[item, item] += penalty }
        guard let inverse = Cholesky(gram)?.inverse() else {
            weights = [Double](repeating: 0, count: items * items)
            return
        }
        var weights = inverse.values
        for column in 0..<items {
            let scale = -1 / inverse[column, column]
            for row in 0..<items { weights[row * items + column] *= scale }
            weights[column * items + column] = 0
        }
        self.weights = weights
    }

    /// How much owning `from` speaks for `to`.
    package func weight(from: Int, to: Int) -> Double { weights[from * items + to] }

    package func scores(owned: [Int]) -> [Double] {
        var scores = [Double](repeating: 0, count: items)
        for item in owned { for other in 0..<items { scores[other] += weights[item * items + other] } }
        return scores
    }

    /// The owned item that speaks most for `item`.
    package func reason(for item: Int, owned: [Int]) -> Int? {
        owned.filter { weight(from: $0, to: item) > 0 }.max { weight(from: $0, to: item) < weight(from: $1, to: item) }
    }
}
