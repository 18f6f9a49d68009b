/// Who has what: users and items by number, each pair once.
package struct Purchases: Sendable, Equatable {
    package let users: Int
    package let items: Int
    /// Per user the items, sorted.
    package let byUser: [[Int]]

    /// - Parameter pairs: Repeats count once.
    package init(users: Int, items: Int, pairs: [(user: Int, item: Int)]) {
        self.users = users
        self.items = items
        var sets = [Set<Int>](repeating: [], count: users)
        for pair in pairs { sets[pair.user].insert(pair.item) }
        byUser = sets.map { $0.sorted() }
    }

    /// Per item the users, sorted.
    package var byItem: [[Int]] {
        var lists = [[Int]](repeating: [], count: items)
        for (user, items) in byUser.enumerated() { for item in items { lists[item].append(user) } }
        return lists
    }

    /// How many users have both items, for each pair of items; on the diagonal how many have the item.
    package func together() -> Matrix {
        var counts = Matrix(rows: items, columns: items)
        for owned in byUser { for a in owned { for b in owned { counts[a, b] += 1 } } }
        return counts
    }
}

/// Scores every item for somebody who has some already; higher is better, and what the method knows nothing of is 0.
package protocol Recommender: Sendable {
    /// - Parameter owned: Sorted item numbers.
    /// - Returns: One score per item, also for those owned; the caller leaves out what must not be offered.
    func scores(owned: [Int]) -> [Double]
}

extension Recommender {
    /// The best items that are not `excluded`, highest score first, equal scores by number; only scores above 0.
    package func best(_ limit: Int, owned: [Int], excluding excluded: Set<Int>? = nil) -> [(item: Int, score: Double)] {
        let excluded = excluded ?? Set(owned)
        var scores = scores(owned: owned)
        for item in excluded where scores.indices.contains(item) { scores[item] = 0 }
        var best = Best<Int>(limit)
        for item in scores.indices where scores[item] > 0 { best.offer(item, score: scores[item]) }
        return best.elements.map { ($0.element, $0.score) }
    }
}
