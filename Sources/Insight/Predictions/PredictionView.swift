package import Basics
package import Foundation
package import Models
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
        /// Of somebody who never ordered, who can neither stay away nor come back.
        case noOrders = "no_orders"
        /// The model is not reliably better than telling everybody the average.
        case noUsablePattern = "no_usable_pattern"
    }

    package let kind: PredictionKind
    package let state: State
    /// Of the prediction that is kept, for feedback.
    package let predictionID: UUID?
    /// With its 95 % interval, from 0 to 1; `nil` unless scored.
    package let riskRatio: Double?
    package let lowRatio: Double?
    package let highRatio: Double?
    package let band: RiskBand?
    /// The share of "yes" among the labels.
    package let averageRatio: Double?
    /// By the same model, before the latest change.
    package let previousRatio: Double?
    package let reasons: [PredictionReason]
    package let facts: [RiskFact]
    package let suggestion: NextStep?
    package let needed: LabelsNeeded?
    package let model: ModelNote?
    /// What the asker said of it.
    package let feedback: PredictionFeedback.Verdict?

    init(
        _ kind: PredictionKind, _ prediction: Prediction?, _ version: ModelVersion?, facts: [RiskFact] = [],
        hasOrdered: Bool = true,
        predictionID: UUID? = nil, previous: Double? = nil, feedback: PredictionFeedback.Verdict? = nil
    ) {
        let predictor = version?.model.predictor
        let state: State =
            switch (prediction, predictor) {
            case _ where !hasOrdered: .noOrders
            case (.some, let predictor?): predictor.ladder == .bands ? .band : .scored
            case (_, let predictor?) where predictor.verdict != .notEnoughData: .noUsablePattern
            default: .notEnoughData
            }
        let scored = state == .scored ? prediction : nil
        self.kind = kind
        self.state = state
        self.predictionID = predictionID
        riskRatio = scored?.probability
        lowRatio = scored?.score.interval.lowerBound
        highRatio = scored?.score.interval.upperBound
        band = prediction?.score.band
        averageRatio = predictor?.average
        previousRatio = scored == nil ? nil : previous
        reasons = prediction?.reasons ?? []
        self.facts = facts
        suggestion = prediction.flatMap { NextStep($0) }
        needed = state == .notEnoughData ? LabelsNeeded(predictor) : nil
        model = version.map { ModelNote($0) }
        self.feedback = feedback
    }

    private init(example id: UUID) {
        kind = .satisfaction
        state = .scored
        predictionID = id
        riskRatio = 0.71
        lowRatio = 0.58
        highRatio = 0.82
        band = .high
        averageRatio = 0.19
        previousRatio = 0.4
        reasons = [
            PredictionReason(
                feature: "longest_wait_seconds", unit: .seconds, value: .number(93_600), usual: .number(10_800),
                contribution: 0.9)
        ]
        facts = [RiskFact("reopened", 2, .count)]
        suggestion = .answerNow
        needed = LabelsNeeded(nil)
        model = .example
        feedback = nil
    }

    package static var example: PredictionView {
        PredictionView(example: ID<Prediction>("0192e4a0-7c1f-7abc-8def-0123456789ab")?.uuid ?? UUID())
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("kind", kind)
            json.field("state", state)
            json.field("prediction_id", predictionID.map { ID<Prediction>($0) })
            json.field("risk_ratio", riskRatio)
            json.field("low_ratio", lowRatio)
            json.field("high_ratio", highRatio)
            json.field("band", band?.rawValue)
            json.field("average_ratio", averageRatio)
            json.field("previous_ratio", previousRatio)
            json.field("reasons", reasons)
            json.field("facts", facts)
            json.field("suggestion", suggestion)
            json.field("needed", needed)
            json.field("model", model)
            json.field("feedback", feedback)
        }
    }
}
