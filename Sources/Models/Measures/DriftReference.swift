import Foundation

/// What a feature's values looked like when a model was fitted, kept small: counts per decile or per word.
package struct DriftReference: Sendable, Codable, Equatable {
    /// The deciles between which numbers are counted; empty for words.
    private let edges: [Double]
    /// By the number's place among the deciles, or by word; a number nothing is known of counts under `missing`.
    private let counts: [String: Double]
    private let kind: Feature.Kind

    package init(_ kind: Feature.Kind, _ values: [FeatureValue]) {
        self.kind = kind
        let numbers = kind == .number ? values.compactMap(\.number) : []
        edges = numbers.isEmpty ? [] : Set((1..<10).map { Statistics.quantile(numbers, Double($0) / 10) }).sorted()
        counts = Self.counts(kind, edges, values)
    }

    private static func counts(_ kind: Feature.Kind, _ edges: [Double], _ values: [FeatureValue]) -> [String: Double] {
        var counts: [String: Double] = [:]
        for value in values {
            switch kind {
            case .category: counts[value.label, default: 0] += 1
            case .number:
                let place = value.number.map { number in edges.firstIndex { number <= $0 } ?? edges.count }
                counts[place.map(String.init) ?? "missing", default: 0] += 1
            }
        }
        return counts
    }

    /// The population stability index of what the values are now; 0 when nothing is known of one side.
    package func stabilityIndex(_ values: [FeatureValue]) -> Double {
        guard !values.isEmpty, !counts.isEmpty else { return 0 }
        let now = Self.counts(kind, edges, values)
        let places = kind == .number ? (0...edges.count).map(String.init) : []
        let keys = Set(places).union(counts.keys).union(now.keys).sorted()
        let smooth = { (counts: [String: Double]) -> [Double] in
            let total = counts.values.reduce(0, +) + 0.5 * Double(keys.count)
            return keys.map { ((counts[$0] ?? 0) + 0.5) / total }
        }
        return zip(smooth(counts), smooth(now)).reduce(0) { $0 + ($1.1 - $1.0) * log($1.1 / $1.0) }
    }
}
