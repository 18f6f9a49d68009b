import Foundation

/// What serves predictions of one kind: a model with its uncertainty and reasons, how it did in time order, and whether it
/// may be shown at all.
package struct Predictor: Sendable, Codable, Equatable {
    /// One kind of model, judged in time order.
    package struct Trial: Sendable, Codable, Equatable {
        package let method: ClassifierKind
        package let findings: ClassifierFindings
    }

    /// One prediction.
    package struct Score: Sendable, Equatable {
        package let probability: Double
        /// 95 %, of what the model knows; not of what a single person will do.
        package let interval: ClosedRange<Double>
        package let band: RiskBand
        /// What moved the answer away from the average, in log-odds, largest first.
        package let reasons: [(feature: Feature, contribution: Double)]

        package static func == (left: Score, right: Score) -> Bool {
            left.probability == right.probability && left.interval == right.interval && left.band == right.band
                && left.reasons.elementsEqual(right.reasons) { $0 == $1 }
        }
    }

    package let ladder: Ladder
    package let verdict: ClassifierFindings.Verdict
    package let labels: Int
    /// Labels of the rarer kind.
    package let rarer: Int
    /// Share of "yes" among the labels.
    package let average: Double
    /// What serves, or would if the verdict let it; `nil` below 30 labels.
    package let model: FeatureModel?
    /// Every kind tried, the logistic regression first.
    package let trials: [Trial]
    /// Gives the interval, and the reasons when the serving model's ranks agree with it.
    let surrogate: FeatureModel?
    let uncertainty: LogisticUncertainty?
    /// Whether the reasons are the surrogate's (Spearman of both scores at least 0.8, MODELS.md 1.5).
    let explainsBySurrogate: Bool
    /// What each feature looked like among the rows it was fitted on, by name.
    package let references: [String: DriftReference]

    /// How the serving kind did; `nil` when nothing could be judged in time order.
    package var findings: ClassifierFindings? { trials.first { $0.method == model?.kind }?.findings }

    /// - Returns: `nil` while nothing may be shown.
    package func score(_ values: [FeatureValue]) -> Score? {
        guard verdict == .usable, let model, let surrogate, let uncertainty else { return nil }
        // The founding linear regression leaves the range of probabilities.
        let probability = min(max(model.probability(values), 0.001), 0.999)
        let half = 1.959963984540054 * uncertainty.deviation(surrogate.encoder.encode(values))
        let odds = log(probability / (1 - probability))
        return Score(
            probability: probability, interval: sigmoid(odds - half)...sigmoid(odds + half),
            band: RiskBand(probability: probability, average: average),
            reasons: (explainsBySurrogate ? surrogate : model).reasons(values))
    }

    /// The mean size of each feature's contribution over `rows`, largest first: which features matter.
    package func importance(_ rows: [[FeatureValue]]) -> [(feature: Feature, size: Double)] {
        guard let surrogate, !rows.isEmpty else { return [] }
        var sums: [String: Double] = [:]
        for row in rows {
            for reason in surrogate.reasons(row) { sums[reason.feature.name, default: 0] += abs(reason.contribution) }
        }
        return surrogate.encoder.features.map { ($0, (sums[$0.name] ?? 0) / Double(rows.count)) }
            .sorted { (-$0.size, $0.feature.name) < (-$1.size, $1.feature.name) }
    }
}
