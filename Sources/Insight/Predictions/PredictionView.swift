package import Basics
import Foundation
import Models
import Web

/// A prediction as people see it, or why there is none: an answer either way.
package struct PredictionView: WireType, JSONWritable {
    /// What may be shown.
    package enum State: String, CaseIterable, Sendable, JSONWritable {
        /// A percentage with its interval.
        case scored
        /// One of three bands: there are too few labels for a percentage.
        case band
        case notEnoughData = "not_enough_data"
        /// The model is not reliably better than telling everybody the average.
        case noUsablePattern = "no_usable_pattern"
    }

    package let kind: PredictionKind
    package let state: State
    let prediction: Prediction?
    let version: ModelVersion?
    let facts: [RiskFact]
    /// Of the prediction that is kept, for feedback.
    let predictionID: UUID?
    /// By the same model, before the latest change.
    let previous: Double?
    /// What the asker said of it.
    let feedback: String?

    init(
        _ kind: PredictionKind, _ prediction: Prediction?, _ version: ModelVersion?, facts: [RiskFact] = [],
        predictionID: UUID? = nil, previous: Double? = nil, feedback: String? = nil
    ) {
        self.kind = kind
        self.prediction = prediction
        self.version = version
        self.facts = facts
        self.predictionID = predictionID
        self.previous = previous
        self.feedback = feedback
        state =
            switch (prediction, version?.model.predictor) {
            case (.some, let predictor?): predictor.ladder == .bands ? .band : .scored
            case (_, let predictor?) where predictor.verdict == .noUsablePattern: .noUsablePattern
            default: .notEnoughData
            }
    }

    package static var example: PredictionView { PredictionView(.satisfaction, nil, nil) }

    package func write(to json: inout JSONWriter) {
        let isScored = state == .scored
        json.object { json in
            json.field("kind", kind)
            json.field("state", state)
            json.field("prediction_id", predictionID.map { ID<Prediction>($0) })
            json.field("risk_ratio", isScored ? prediction?.probability : nil)
            json.field("low_ratio", isScored ? prediction?.score.interval.lowerBound : nil)
            json.field("high_ratio", isScored ? prediction?.score.interval.upperBound : nil)
            json.field("band", prediction?.score.band.rawValue)
            json.field("average_ratio", version.map(\.model.predictor.average))
            json.field("previous_ratio", isScored ? previous : nil)
            json.field("reasons", prediction?.reasons ?? [])
            json.field("facts", facts)
            json.field("suggestion", prediction.flatMap { NextStep($0) })
            needed(to: &json)
            json.field("model", version.map(ModelNote.init))
            json.field("feedback", feedback)
        }
    }

    /// How many labels there are of those the first step of the ladder needs.
    private func needed(to json: inout JSONWriter) {
        guard state == .notEnoughData else { return json.field("needed", Int?.none) }
        json.object("needed") { json in
            json.field("have", version?.model.predictor.labels ?? 0)
            json.field("want", Ladder.labelsNeeded)
            json.field("rarer", version?.model.predictor.rarer ?? 0)
            json.field("rarer_want", Ladder.rarerNeeded)
        }
    }
}

/// What every shown figure carries of the model behind it.
struct ModelNote: JSONWritable {
    let version: ModelVersion

    func write(to json: inout JSONWriter) {
        let predictor = version.model.predictor
        let findings = predictor.findings
        json.object { json in
            json.field("name", version.model.kind)
            json.field("version", version.version)
            json.field("method", predictor.model?.kind.rawValue)
            json.field("labels", predictor.labels)
            json.field("trained_at", version.trainedAt)
            json.field("until", version.model.until)
            json.field("auc", findings?.auc.finite)
            json.field("auc_low", findings?.aucInterval.first)
            json.field("auc_high", findings?.aucInterval.last)
            json.field("brier", findings?.brier)
            json.field("base_brier", findings?.baseline.brier)
        }
    }
}

extension Double {
    /// The number, unless it is none.
    var finite: Double? { isFinite ? self : nil }
}
