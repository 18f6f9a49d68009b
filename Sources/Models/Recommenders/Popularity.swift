/// What most people have: for somebody new, and the bar every other method has to clear.
package struct Popularity: Recommender, Equatable, Codable {
    package let counts: [Double]

    package init(fitting purchases: Purchases) {
        counts = purchases.byItem.map { Double($0.count) }
    }

    package func scores(owned: [Int]) -> [Double] { counts }
}
