import Foundation

/// How good recommendations were against what people then bought.
package struct RecommenderScores: Sendable, Equatable, Codable {
    /// People asked about.
    package var users = 0
    /// Mean share of what they then bought among the first `k` offered, out of at most `k`.
    package var recall = 0.0
    /// Mean normalised discounted gain at `k`.
    package var gain = 0.0
    /// Share of people who bought at least one of the first `k` offered.
    package var hitRate = 0.0
    /// Share of all items that were offered to anybody.
    package var coverage = 0.0

    /// - Parameters:
    ///   - known: Per user what they had before, sorted.
    ///   - later: Per user what they bought afterwards; users without anything are not asked about.
    package init(_ recommender: any Recommender, known: [[Int]], later: [[Int]], items: Int, k: Int) {
        var offered: Set<Int> = []
        for (owned, wanted) in zip(known, later) where !wanted.isEmpty && !owned.isEmpty {
            users += 1
            let best = recommender.best(k, owned: owned).map(\.item)
            offered.formUnion(best)
            let wanted = Set(wanted)
            let places = best.indices.filter { wanted.contains(best[$0]) }
            recall += Double(places.count) / Double(min(k, wanted.count))
            hitRate += places.isEmpty ? 0 : 1
            let ideal = (0..<min(k, wanted.count)).reduce(0) { $0 + 1 / log2(Double($1) + 2) }
            gain += places.reduce(0) { $0 + 1 / log2(Double($1) + 2) } / ideal
        }
        guard users > 0 else { return }
        recall /= Double(users)
        gain /= Double(users)
        hitRate /= Double(users)
        coverage = Double(offered.count) / Double(max(items, 1))
    }

    private enum CodingKeys: String, CodingKey {
        case users, recall, gain, coverage
        case hitRate = "hit_rate"
    }
}
