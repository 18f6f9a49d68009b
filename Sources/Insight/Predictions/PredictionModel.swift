package import Foundation
package import Models

/// A trained model as it is kept: with what it takes to score and to explain in people's units.
package struct PredictionModel: Sendable, Codable, Equatable {
    package let kind: PredictionKind
    package let predictor: Predictor
    /// The median, or the most frequent word, of each feature among the rows it learned from, in the unit shown to people.
    package let usual: [String: FeatureValue]
    /// Gives customers their `expected_orders_90_days`; `nil` for tickets, and with too few buyers.
    package let lifetime: BetaGeometric?
    /// The latest moment a label it learned from was known.
    package let until: Date?
    /// How much each feature moves scores on average, in log-odds, the most telling first.
    package private(set) var importance: [Importance] = []

    init(kind: PredictionKind, predictor: Predictor, rows: [FeatureRow], lifetime: BetaGeometric?, until: Date?) {
        self.kind = kind
        self.predictor = predictor
        self.lifetime = lifetime
        self.until = until
        var usual: [String: FeatureValue] = [:]
        for feature in kind.features { usual[feature.name] = Self.usual(rows.compactMap { $0.values[feature.name] }) }
        self.usual = usual
        importance = predictor.importance(rows.map { $0.inputs(for: used) }).map { feature, size in
            Importance(feature: feature.name, size: size)
        }
    }

    /// How much a feature moves scores on average.
    package struct Importance: Sendable, Codable, Equatable {
        package let feature: String
        /// Mean size of the contribution, in log-odds.
        package let size: Double
    }

    private static func usual(_ values: [FeatureValue]) -> FeatureValue {
        var numbers: [Double] = []
        var words: [String: Int] = [:]
        for value in values {
            switch value {
            case .number(let number): numbers.append(number)
            case .category(let word): words[word, default: 0] += 1
            case .missing: break
            }
        }
        if !numbers.isEmpty { return .number(Statistics.median(numbers)) }
        return words.max { ($0.value, $1.key) < ($1.value, $0.key) }.map { .category($0.key) } ?? .missing
    }

    /// The features it uses: fewer than there are while there are few labels.
    private var used: [KnownFeature] {
        let names = Set(predictor.model?.encoder.features.map(\.name) ?? [])
        return kind.features.filter { names.contains($0.name) }
    }

    /// - Returns: `nil` while nothing may be shown.
    package func score(_ row: FeatureRow) -> Predictor.Score? { predictor.score(row.inputs(for: used)) }

    /// At most three things that moved the answer, most important first.
    ///
    /// What is not known of somebody moves a score too, but explains nothing to anybody.
    package func reasons(_ score: Predictor.Score, _ row: FeatureRow) -> [PredictionReason] {
        score.reasons.filter { abs($0.contribution) >= 0.05 }.compactMap { reason in
            guard let feature = kind.features.first(where: { $0.name == reason.feature.name }),
                let value = row.values[feature.name], value != .missing
            else { return nil }
            return PredictionReason(
                feature: feature.name, unit: feature.unit, value: value, usual: usual[feature.name] ?? .missing,
                contribution: reason.contribution)
        }.prefix(3).map { $0 }
    }

    /// How far each feature has moved since the training: population stability index, above 0.25 an alarm.
    func drift(_ rows: [FeatureRow]) -> [String: Double] {
        guard !rows.isEmpty else { return [:] }
        var drift: [String: Double] = [:]
        for feature in used {
            drift[feature.name] = predictor.references[feature.name]?.stabilityIndex(
                rows.map { feature.input($0.values[feature.name] ?? .missing) })
        }
        return drift
    }

    // MARK: Bytes

    /// As JSON with sorted keys: the same model gives the same text.
    func artifact() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        encoder.dateEncodingStrategy = .secondsSince1970
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    init(artifact: String) throws {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .secondsSince1970
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        self = try decoder.decode(PredictionModel.self, from: Data(artifact.utf8))
    }
}
