package import Foundation
package import Models

/// One prediction of one subject at one moment, with what was known and why.
package struct Prediction: Sendable, Equatable {
    /// Why it was made.
    package enum Cause: String, Sendable {
        /// Somebody wrote to somebody.
        case message
        /// The ticket was solved, reopened, handed over and the like.
        case event
        case nightly
        /// A new model came into use.
        case training
        /// Somebody looked.
        case asked
    }

    package let kind: PredictionKind
    package let modelID: UUID
    package let row: FeatureRow
    package let score: Predictor.Score
    package let reasons: [PredictionReason]
    package let cause: Cause

    /// The chance of what is predicted; see `PredictionKind`.
    package var probability: Double { score.probability }

    /// - Returns: `nil` when the model may show nothing.
    init?(_ version: ModelVersion, _ row: FeatureRow, cause: Cause) {
        guard version.serves, let score = version.model.score(row) else { return nil }
        kind = version.model.kind
        modelID = version.id
        self.row = row
        self.score = score
        reasons = version.model.reasons(score, row)
        self.cause = cause
    }
}
