/// Tries the recommenders on who took what when: learns from the earlier part of each user's items, judges by the later.
package struct RecommenderTrial: Sendable {
    package struct Event: Sendable {
        package let user: String
        package let item: String
        /// Whatever orders one user's events.
        package let time: Double

        package init(user: String, item: String, time: Double) {
            self.user = user
            self.item = item
            self.time = time
        }
    }

    package let purchases: Purchases
    package let itemNames: [String]
    private let later: [[Int]]

    /// The last fifth of each user's distinct items, at least one, is held out; users with a single item only teach.
    ///
    /// - Throws: `TrialFault` when nobody has two items.
    package init(_ events: [Event]) throws(TrialFault) {
        let users = Array(Set(events.map(\.user))).sorted()
        itemNames = Array(Set(events.map(\.item))).sorted()
        let userNumbers = Dictionary(uniqueKeysWithValues: zip(users, users.indices))
        let itemNumbers = Dictionary(uniqueKeysWithValues: zip(itemNames, itemNames.indices))
        var taken = [[(time: Double, item: Int)]](repeating: [], count: users.count)
        var seen = Set<Int>()
        for event in events.sorted(by: { ($0.time, $0.user, $0.item) < ($1.time, $1.user, $1.item) }) {
            guard let user = userNumbers[event.user], let item = itemNumbers[event.item],
                seen.insert(user * itemNames.count + item).inserted
            else { continue }
            taken[user].append((event.time, item))
        }
        var pairs: [(user: Int, item: Int)] = []
        var later = [[Int]](repeating: [], count: users.count)
        for (user, items) in taken.enumerated() {
            let held = items.count < 2 ? 0 : max(1, items.count / 5)
            for entry in items.dropLast(held) { pairs.append((user, entry.item)) }
            later[user] = items.suffix(held).map(\.item)
        }
        guard later.contains(where: { !$0.isEmpty }) else { throw TrialFault("Nobody has two different items.") }
        self.later = later
        purchases = Purchases(users: users.count, items: itemNames.count, pairs: pairs)
    }

    /// - Parameter k: How many items each user is offered.
    package func judge(_ recommender: any Recommender, k: Int) -> RecommenderScores {
        RecommenderScores(recommender, known: purchases.byUser, later: later, items: purchases.items, k: k)
    }
}
