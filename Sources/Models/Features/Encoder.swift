/// Turns features into the numbers a model takes, the same way for fitting and for scoring.
///
/// Numbers are standardised by the mean and population standard deviation of the rows it was fitted on; categories
/// become one input per sorted distinct value, none dropped, and an unseen value is all zeros. A missing number gets the
/// stand-in, and an input of its own says so when at least 1 % of the rows lack it.
package struct Encoder: Sendable, Equatable, Codable {
    /// What a missing number counts as.
    package enum StandIn: String, Sendable, Codable, CaseIterable {
        case median
        case zero
    }

    private struct Input: Sendable, Equatable, Codable {
        enum Kind: Sendable, Equatable, Codable {
            case number(mean: Double, deviation: Double, standIn: Double)
            case isMissing
            case isValue(String)
        }

        let feature: Int
        let kind: Kind
    }

    package let features: [Feature]
    private let inputs: [Input]
    /// The furthest a standardised number may lie from 0; `nil` lets it go anywhere.
    private let limit: Double?

    /// - Parameter rows: One value per feature each.
    package init(
        features: [Feature], fitting rows: [[FeatureValue]], standIn: StandIn = .median, limit: Double? = nil
    ) {
        self.features = features
        self.limit = limit
        var inputs: [Input] = []
        for (place, feature) in features.enumerated() {
            let values = rows.map { $0[place] }
            switch feature.kind {
            case .number:
                let known = values.compactMap(\.number)
                let substitute = standIn == .zero ? 0 : Statistics.median(known)
                let filled = values.map { $0.number ?? substitute }
                let deviation = Statistics.deviation(filled)
                inputs.append(
                    Input(
                        feature: place,
                        kind: .number(
                            mean: Statistics.mean(filled), deviation: deviation > 0 ? deviation : 1, standIn: substitute
                        )))
                if (values.count - known.count) * 100 >= max(values.count, 1) {
                    inputs.append(Input(feature: place, kind: .isMissing))
                }
            case .category:
                for value in Set(values.compactMap(\.label)).sorted() {
                    inputs.append(Input(feature: place, kind: .isValue(value)))
                }
            }
        }
        self.inputs = inputs
    }

    /// How many numbers `encode` gives.
    package var width: Int { inputs.count }

    /// For each input the feature it comes from.
    package var featureOfInput: [Int] { inputs.map(\.feature) }

    /// A readable name per input, such as `Contract=Two year`.
    package var names: [String] {
        inputs.map { input in
            let name = features[input.feature].name
            switch input.kind {
            case .number: return name
            case .isMissing: return "\(name) is missing"
            case .isValue(let value): return "\(name)=\(value)"
            }
        }
    }

    package func encode(_ row: [FeatureValue]) -> [Double] {
        inputs.map { input in
            let value = row[input.feature]
            switch input.kind {
            case .number(let mean, let deviation, let standIn):
                let standardised = ((value.number ?? standIn) - mean) / deviation
                return limit.map { min(max(standardised, -$0), $0) } ?? standardised
            case .isMissing: return value.number == nil ? 1 : 0
            case .isValue(let wanted): return value.label == wanted ? 1 : 0
            }
        }
    }

    package func encode(_ rows: [[FeatureValue]]) -> Matrix {
        var matrix = Matrix(rows: rows.count, columns: width)
        for (place, row) in rows.enumerated() {
            matrix.values.replaceSubrange(place * width..<(place + 1) * width, with: encode(row))
        }
        return matrix
    }
}

extension FeatureValue {
    /// The number, when it is one.
    var number: Double? {
        if case .number(let value) = self, value.isFinite { return value }
        return nil
    }

    /// The category's value; a missing one is the empty text.
    var label: String {
        switch self {
        case .category(let value): value
        case .number(let value): value == value.rounded() ? String(Int64(value)) : String(value)
        case .missing: ""
        }
    }
}
