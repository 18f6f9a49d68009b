/// The founding recommender: what the customers most like this one have, weighted by how like they are.
///
/// The likeness of two customers is the cosine of what they own. Kept under its name and compared; it is worse than plain
/// popularity on public data (MODELS.md).
package struct CosineNeighbours: Recommender {
    private let purchases: Purchases
    private let byItem: [[Int]]
    private let neighbours: Int

    package init(fitting purchases: Purchases, neighbours: Int = 20) {
        self.purchases = purchases
        byItem = purchases.byItem
        self.neighbours = neighbours
    }

    package func scores(owned: [Int]) -> [Double] {
        var common: [Int: Int] = [:]
        for item in owned { for user in byItem[item] { common[user, default: 0] += 1 } }
        let likest = common.map { user, count in
            (user: user, likeness: Double(count) / (Double(owned.count * purchases.byUser[user].count)).squareRoot())
        }
        // Somebody who owns exactly the same can recommend nothing: usually it is the customer in question.
        .filter { purchases.byUser[$0.user] != owned }
        .sorted { ($1.likeness, $0.user) < ($0.likeness, $1.user) }
        var scores = [Double](repeating: 0, count: purchases.items)
        for neighbour in likest.prefix(neighbours) {
            for item in purchases.byUser[neighbour.user] { scores[item] += neighbour.likeness }
        }
        return scores
    }
}
