import Basics
import Foundation
import Models

/// What the catalogue and everybody's purchases say about who may like what; a value, made anew when orders came in.
package struct RecommendationModel: Sendable {
    /// How to choose.
    package enum Method: String, CaseIterable, Sendable, Decodable {
        case hybrid
        case collaborative
        case content
        case popular
    }

    /// Below so many customers with two different things, what goes together is told by counting neighbours, above by
    /// EASE (MODELS.md 1.3).
    static let easeCustomers = 200
    /// EASE inverts a matrix of this many items at most: about two seconds.
    static let easeItems = 2_000

    private let products: [Product]
    private let numbers: [UUID: Int]
    private let popularity: Popularity
    private let collaborative: Collaborative
    private let content: ContentLikeness

    private enum Collaborative: Sendable {
        case neighbours(ItemNeighbours)
        case ease(EASE)

        var recommender: any Recommender {
            switch self {
            case .neighbours(let model): model
            case .ease(let model): model
            }
        }

        func reason(for item: Int, owned: [Int]) -> Int? {
            switch self {
            case .neighbours(let model): model.reason(for: item, owned: owned)
            case .ease(let model): model.reason(for: item, owned: owned)
            }
        }
    }

    /// - Parameter purchases: Who bought what, from orders that were not cancelled.
    init(products: [Product], purchases: [(customer: UUID, product: UUID)]) {
        self.products = products
        numbers = Dictionary(products.enumerated().map { ($1.id.uuid, $0) }, uniquingKeysWith: { first, _ in first })
        var customers: [UUID: Int] = [:]
        var pairs: [(user: Int, item: Int)] = []
        for purchase in purchases {
            guard let item = numbers[purchase.product] else { continue }
            let user = customers[purchase.customer] ?? customers.count
            customers[purchase.customer] = user
            pairs.append((user, item))
        }
        let taken = Purchases(users: customers.count, items: products.count, pairs: pairs)
        popularity = Popularity(fitting: taken)
        let severals = taken.byUser.count { $0.count >= 2 }
        collaborative =
            severals >= Self.easeCustomers && products.count <= Self.easeItems
            ? .ease(EASE(fitting: taken)) : .neighbours(ItemNeighbours(fitting: taken))
        content = ContentLikeness(traits: products.map(Self.traits))
    }

    /// What makes two products alike: category, brand, price band, tags and features.
    private static func traits(_ product: Product) -> [String] {
        var traits = product.tags.map { "tag:\($0)" }
        if !product.category.isEmpty { traits.append("category:\(product.category)") }
        if !product.brand.isEmpty { traits.append("brand:\(product.brand)") }
        // Bands double in price.
        traits.append("price:\(product.price.currency)\(Int(log2(Double(max(product.price.amountMinor, 1)))))")
        if case .object(let features) = product.features {
            for (name, value) in features.sorted(by: { $0.key < $1.key }) {
                if let text = value.string { traits.append("\(name):\(text)") }
            }
        }
        return traits
    }

    /// The best offers for somebody who has bought `owned`: nothing they have unless it is used up, nothing out of stock
    /// and nothing no longer sold.
    func recommendations(owned: [UUID], method: Method, limit: Int) -> [Recommendation] {
        let owned = Set(owned.compactMap { numbers[$0] }).sorted()
        let excluded = Set(
            products.indices.filter { place in
                let product = products[place]
                return product.archivedAt != nil || !product.inStock
                    || (!product.consumable && owned.binarySearched(place))
            })
        var best = recommender(method).best(limit, owned: owned, excluding: excluded)
        // Whoever has bought nothing yet is offered what most people buy.
        var method = method
        if best.isEmpty {
            method = .popular
            best = popularity.best(limit, owned: owned, excluding: excluded)
        }
        let top = best.first?.score ?? 1
        return best.map { recommendation($0.item, score: $0.score / top, owned: owned, method) }
    }

    private func recommender(_ method: Method) -> any Recommender {
        switch method {
        case .hybrid:
            HybridRecommender([(1, collaborative.recommender), (0.5, content), (0.1, popularity)])
        case .collaborative: collaborative.recommender
        case .content: content
        case .popular: popularity
        }
    }

    private func recommendation(_ item: Int, score: Double, owned: [Int], _ method: Method) -> Recommendation {
        let others = owned.filter { $0 != item }
        let together = method == .content || method == .popular ? nil : collaborative.reason(for: item, owned: others)
        let alike = method == .popular ? nil : content.reason(for: item, owned: others)
        let because = (together ?? alike).map {
            Named(id: products[$0].id.uuid, name: products[$0].name)
        }
        return Recommendation(
            product: products[item], score: score, method: method,
            reason: together != nil ? .boughtTogether : alike != nil ? .similar : .popular, because: because)
    }
}

extension [Int] {
    /// Whether a sorted list holds `value`.
    fileprivate func binarySearched(_ value: Int) -> Bool {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low < count && self[low] == value
    }
}
