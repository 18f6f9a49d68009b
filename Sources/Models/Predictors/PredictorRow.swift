/// One row a predictor learns from: what was known of a subject at a moment, and what came of it.
///
/// Times are in seconds since any moment, the same one for all rows.
package struct PredictorRow: Sendable, Equatable {
    /// Rows of one group, such as a customer's, stay together when folds are drawn.
    package let group: String
    /// The moment a prediction is made for.
    package let at: Double
    /// When the label was known: a model that predicts for an earlier moment may not have learned from it.
    package let knownAt: Double
    /// One per feature, as the model takes them.
    package let values: [FeatureValue]
    /// Whether it came so.
    package let label: Bool
    /// Whether it counts as a label and is judged by; else it is only learned from, as an earlier look at a subject whose
    /// label counts already.
    package let isJudged: Bool

    package init(
        group: String, at: Double, knownAt: Double, values: [FeatureValue], label: Bool, isJudged: Bool = true
    ) {
        self.group = group
        self.at = at
        self.knownAt = knownAt
        self.values = values
        self.label = label
        self.isJudged = isJudged
    }
}

extension [PredictorRow] {
    /// 1 for "yes", 0 for "no".
    var labels: [Double] { map { $0.label ? 1 : 0 } }
}
