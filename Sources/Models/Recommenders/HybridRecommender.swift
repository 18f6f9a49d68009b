/// Several recommenders together, each brought to the same scale first: the best item of each scores 1.
package struct HybridRecommender: Recommender {
    private let parts: [(weight: Double, recommender: any Recommender)]

    package init(_ parts: [(weight: Double, recommender: any Recommender)]) {
        self.parts = parts
    }

    package func scores(owned: [Int]) -> [Double] {
        var total: [Double] = []
        for part in parts {
            let scores = part.recommender.scores(owned: owned)
            let top = scores.max() ?? 0
            if total.isEmpty { total = [Double](repeating: 0, count: scores.count) }
            guard top > 0 else { continue }
            for item in scores.indices { total[item] += part.weight * max(scores[item], 0) / top }
        }
        return total
    }
}
