/// Item-kNN: what is bought by the same people as the things one has.
///
/// The likeness of two items is the cosine of their buyers, damped by `shrinkage` in the denominator, so that two items
/// with one common buyer do not seem twins. Each item keeps its `neighbours` likest.
package struct ItemNeighbours: Recommender, Equatable, Codable {
    /// For each item its likest ones, sorted by likeness.
    package let likest: [[Likeness]]

    package struct Likeness: Sendable, Equatable, Codable {
        package let item: Int
        package let value: Double
    }

    package init(fitting purchases: Purchases, neighbours: Int = 50, shrinkage: Double = 10) {
        let buyers = purchases.byItem
        likest = (0..<purchases.items).map { a in
            var together: [Int: Int] = [:]
            for user in buyers[a] { for b in purchases.byUser[user] where b != a { together[b, default: 0] += 1 } }
            let likenesses = together.map { b, count in
                let size = Double(buyers[a].count * buyers[b].count).squareRoot()
                return Likeness(item: b, value: Double(count) / (size + shrinkage))
            }
            return Array(likenesses.sorted { ($1.value, $0.item) < ($0.value, $1.item) }.prefix(neighbours))
        }
    }

    package func scores(owned: [Int]) -> [Double] {
        var scores = [Double](repeating: 0, count: likest.count)
        for item in owned { for neighbour in likest[item] { scores[neighbour.item] += neighbour.value } }
        return scores
    }

    /// The owned item that speaks most for `item`; the reason shown.
    package func reason(for item: Int, owned: [Int]) -> Int? {
        owned.compactMap { have in likest[have].first { $0.item == item }.map { (have, $0.value) } }
            .max { ($0.1, $1.0) < ($1.1, $0.0) }?.0
    }
}
