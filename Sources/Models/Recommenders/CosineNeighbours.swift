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
        var common = [Int](repeating: 0, count: purchases.users)
        for item in owned { for user in byItem[item] { common[user] += 1 } }
        var likest = Best<Int>(neighbours)
        // Somebody who owns exactly the same can recommend nothing: usually it is the customer in question.
        for (user, count) in common.enumerated() where count > 0 && purchases.byUser[user] != owned {
            likest.offer(user, score: Double(count) / Double(owned.count * purchases.byUser[user].count).squareRoot())
        }
        var scores = [Double](repeating: 0, count: purchases.items)
        for (user, likeness) in likest.elements {
            for item in purchases.byUser[user] { scores[item] += likeness }
        }
        return scores
    }
}
