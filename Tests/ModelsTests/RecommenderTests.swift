import Models
import Testing

@Suite("Recommenders") struct RecommenderTests {
    /// Three pairs of things that go together: 0 with 1, 2 with 3, 4 with 5.
    private static func pairs(_ users: Int) -> Purchases {
        var random = SplitMix64(seed: 1)
        var pairs: [(user: Int, item: Int)] = []
        for user in 0..<users {
            let taste = user % 3
            pairs.append((user, 2 * taste))
            if random.unit() < 0.8 { pairs.append((user, 2 * taste + 1)) }
            if random.unit() < 0.2 { pairs.append((user, random.below(6))) }
        }
        return Purchases(users: users, items: 6, pairs: pairs)
    }

    @Test("what goes together is offered first")
    func planted() {
        let purchases = Self.pairs(300)
        let methods: [any Recommender] = [
            ItemNeighbours(fitting: purchases), EASE(fitting: purchases, penalty: 10),
            CosineNeighbours(fitting: purchases),
        ]
        for method in methods {
            #expect(method.best(1, owned: [0]).first?.item == 1)
            #expect(method.best(1, owned: [2]).first?.item == 3)
            #expect(method.best(1, owned: [4]).first?.item == 5)
        }
    }

    @Test("EASE equals the textbook formula on a dense matrix")
    func ease() {
        let purchases = Self.pairs(40)
        let penalty = 7.0
        let model = EASE(fitting: purchases, penalty: penalty)
        // (XᵀX + λI) by itself, inverted by Gauss and Jordan.
        var left = (0..<6).map { a in
            (0..<6).map { b in
                Double(purchases.byUser.count { $0.contains(a) && $0.contains(b) }) + (a == b ? penalty : 0)
            }
        }
        var inverse = (0..<6).map { a in (0..<6).map { $0 == a ? 1.0 : 0 } }
        for pivot in 0..<6 {
            let scale = left[pivot][pivot]
            for column in 0..<6 {
                left[pivot][column] /= scale
                inverse[pivot][column] /= scale
            }
            for row in 0..<6 where row != pivot {
                let factor = left[row][pivot]
                for column in 0..<6 {
                    left[row][column] -= factor * left[pivot][column]
                    inverse[row][column] -= factor * inverse[pivot][column]
                }
            }
        }
        for a in 0..<6 {
            for b in 0..<6 {
                let expected = a == b ? 0 : -inverse[a][b] / inverse[b][b]
                #expect(abs(model.weight(from: a, to: b) - expected) < 1e-9)
            }
        }
    }

    @Test("the likeness of items is the damped cosine of their buyers")
    func itemNeighbours() throws {
        let purchases = Self.pairs(40)
        let model = ItemNeighbours(fitting: purchases, neighbours: 6, shrinkage: 2)
        for a in 0..<6 {
            for likeness in model.likest[a] {
                let b = likeness.item
                let both = Double(purchases.byUser.count { $0.contains(a) && $0.contains(b) })
                let sizes = [a, b].map { item in Double(purchases.byUser.count { $0.contains(item) }) }
                #expect(abs(likeness.value - both / ((sizes[0] * sizes[1]).squareRoot() + 2)) < 1e-9)
            }
            #expect(!model.likest[a].contains { $0.item == a })
        }
    }

    @Test("what one has is never offered, and each offer has a reason")
    func offers() {
        let purchases = Self.pairs(300)
        let model = ItemNeighbours(fitting: purchases)
        let best = model.best(6, owned: [0, 2])
        #expect(!best.contains { [0, 2].contains($0.item) })
        #expect(best.prefix(2).allSatisfy { model.reason(for: $0.item, owned: [0, 2]) == $0.item - 1 })
    }

    @Test("a new thing is found by what is known of it")
    func content() {
        let model = ContentLikeness(traits: [
            ["category:tea", "brand:xi"], ["category:tea", "brand:lu"], ["category:cups", "brand:lu"], [],
        ])
        #expect(model.best(3, owned: [0]).map(\.item) == [1])
        #expect(model.reason(for: 1, owned: [0, 2]) != nil)
        #expect(abs(model.likeness(1, 1) - 1) < 1e-12)
    }

    @Test("what is held out is the last a user took, and methods are judged by it")
    func trial() throws {
        var events: [RecommenderTrial.Event] = []
        for user in 0..<60 {
            let taste = user % 3
            events.append(.init(user: "u\(user)", item: "a\(taste)", time: 1))
            events.append(.init(user: "u\(user)", item: "b\(taste)", time: 2))
            if user % 2 == 0 { events.append(.init(user: "v\(user)", item: "b\(taste)", time: 1)) }
            if user % 2 == 0 { events.append(.init(user: "v\(user)", item: "a\(taste)", time: 0)) }
            if user % 2 == 0 { events.append(.init(user: "v\(user)", item: "c", time: 3)) }
        }
        let trial = try RecommenderTrial(events)
        let scores = trial.judge(ItemNeighbours(fitting: trial.purchases), k: 1)
        #expect(scores.users == 90)
        #expect(scores.hitRate > 0.6)
        #expect(scores.hitRate > trial.judge(Popularity(fitting: trial.purchases), k: 1).hitRate)
    }
}
