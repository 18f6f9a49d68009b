package import Basics
package import Foundation
import Models
import Web

/// An honest account of one model: what it learned from, how it did on what it had not seen, and whether it is in use.
package struct ModelCard: WireType, JSONWritable {
    package let name: PredictionKind
    package let verdict: String
    package let ladder: String
    package let method: String?
    /// Since when nothing of it is shown, because it did worse than the average in two windows.
    package let withdrawnAt: Date?
    package let version: Int?
    package let trainedAt: Date?
    package let until: Date?
    package let labels: Int
    package let rarer: Int
    package let labelsWanted = Ladder.labelsNeeded
    package let rarerWanted = Ladder.rarerNeeded
    package let averageRatio: Double?
    package let trials: [ModelTrial]
    /// The features it uses, the most telling first.
    package let features: [ModelFeature]
    /// Once it was known what came.
    package let record: TrackRecord?
    package let training: TrainingRun?

    /// - Parameter drift: Of each feature since the training, by name.
    init(
        _ kind: PredictionKind, _ version: ModelVersion?, training: TrainingRun?, record: TrackRecord?,
        drift: [String: Double]
    ) {
        let predictor = version?.model.predictor
        name = kind
        verdict = (predictor?.verdict ?? .notEnoughData).rawValue
        ladder = (predictor?.ladder ?? .notEnoughData).rawValue
        method = predictor?.model?.kind.rawValue
        withdrawnAt = version?.withdrawnAt
        self.version = version?.version
        trainedAt = version?.trainedAt
        until = version?.model.until
        labels = predictor?.labels ?? 0
        rarer = predictor?.rarer ?? 0
        averageRatio = predictor?.average
        trials = (predictor?.trials ?? []).map { ModelTrial($0, serves: $0.method == predictor?.model?.kind) }
        features = (version?.model.importance ?? []).compactMap { importance in
            kind.features.first { $0.name == importance.feature }.map { feature in
                ModelFeature(
                    feature, importance: importance.size, usual: version?.model.usual[feature.name] ?? .missing,
                    drift: drift[feature.name])
            }
        }
        self.record = record
        self.training = training
    }

    private init(trainedAt: Date) {
        name = .satisfaction
        verdict = "usable"
        ladder = "logistic"
        method = "logistic"
        withdrawnAt = nil
        version = 3
        self.trainedAt = trainedAt
        until = trainedAt
        labels = 250
        rarer = 48
        averageRatio = 0.19
        trials = [.example]
        features = [.example]
        record = .example
        training = .example
    }

    package static var example: ModelCard { ModelCard(trainedAt: Date(timeIntervalSince1970: 1_793_500_000)) }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("name", name)
            json.field("verdict", verdict)
            json.field("ladder", ladder)
            json.field("method", method)
            json.field("withdrawn_at", withdrawnAt)
            json.field("version", version)
            json.field("trained_at", trainedAt)
            json.field("until", until)
            json.field("labels", labels)
            json.field("rarer", rarer)
            json.field("labels_wanted", labelsWanted)
            json.field("rarer_wanted", rarerWanted)
            json.field("average_ratio", averageRatio)
            json.field("trials", trials)
            json.field("features", features)
            json.field("record", record)
            json.field("training", training)
        }
    }
}
