import Foundation

/// What is like the things one has by what is known of the things: for new items nobody has bought yet.
///
/// Traits are weighted by how rare they are (ln(items / items with it)); likeness is the cosine.
package struct ContentLikeness: Recommender, Equatable, Codable {
    private let traits: [[Int: Double]]

    /// - Parameter traits: Per item words such as `category:tea`, `brand:Xi`, `price:2`, `tag:gift`.
    package init(traits: [[String]]) {
        var spread: [String: Int] = [:]
        for words in traits { for word in Set(words) { spread[word, default: 0] += 1 } }
        let numbers = Dictionary(uniqueKeysWithValues: spread.keys.sorted().enumerated().map { ($1, $0) })
        self.traits = traits.map { words in
            var weights: [Int: Double] = [:]
            for word in Set(words) {
                if let number = numbers[word], let count = spread[word] {
                    weights[number] = log(Double(traits.count + 1) / Double(count))
                }
            }
            let length = weights.values.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return length > 0 ? weights.mapValues { $0 / length } : [:]
        }
    }

    package func likeness(_ a: Int, _ b: Int) -> Double {
        traits[a].sorted { $0.key < $1.key }.reduce(0) { $0 + $1.value * (traits[b][$1.key] ?? 0) }
    }

    package func scores(owned: [Int]) -> [Double] {
        traits.indices.map { item in owned.reduce(0) { $0 + (item == $1 ? 0 : likeness($1, item)) } }
    }

    package func reason(for item: Int, owned: [Int]) -> Int? {
        owned.filter { likeness($0, item) > 0 }.max { likeness($0, item) < likeness($1, item) }
    }
}
