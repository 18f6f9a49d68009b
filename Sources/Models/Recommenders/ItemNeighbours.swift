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
        var together = [Int](repeating: 0, count: purchases.items)
        likest = (0..<purchases.items).map { a in
            var met: [Int] = []
            for user in buyers[a] {
                for b in purchases.byUser[user] where b != a {
                    if together[b] == 0 { met.append(b) }
                    together[b] += 1
                }
            }
            var best = Best<Int>(neighbours)
            for b in met.sorted() {
                let size = Double(buyers[a].count * buyers[b].count).squareRoot()
                best.offer(b, score: Double(together[b]) / (size + shrinkage))
                together[b] = 0
            }
            return best.elements.map { Likeness(item: $0.element, value: $0.score) }
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
