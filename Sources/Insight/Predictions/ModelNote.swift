package import Basics
package import Foundation
package import Models

/// What every shown figure carries of the model behind it.
package struct ModelNote: Sendable, JSONWritable {
    package let name: PredictionKind
    package let version: Int
    package let method: ClassifierKind?
    package let labels: Int
    package let trainedAt: Date
    /// The latest moment a label it learned from was known.
    package let until: Date?
    package let auc: Double?
    package let aucLow: Double?
    package let aucHigh: Double?
    package let brier: Double?
    /// Of telling everybody the average.
    package let baseBrier: Double?

    init(_ version: ModelVersion) {
        let predictor = version.model.predictor
        let findings = predictor.findings
        name = version.model.kind
        self.version = version.version
        method = predictor.model?.kind
        labels = predictor.labels
        trainedAt = version.trainedAt
        until = version.model.until
        auc = findings?.auc.finite
        aucLow = findings?.aucInterval.first
        aucHigh = findings?.aucInterval.last
        brier = findings?.brier
        baseBrier = findings?.baseline.brier
    }

    private init(trainedAt: Date) {
        name = .satisfaction
        version = 3
        method = .logistic
        labels = 250
        self.trainedAt = trainedAt
        until = trainedAt
        auc = 0.71
        aucLow = 0.58
        aucHigh = 0.82
        brier = 0.123
        baseBrier = 0.135
    }

    static var example: ModelNote { ModelNote(trainedAt: Date(timeIntervalSince1970: 1_793_500_000)) }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("name", name)
            json.field("version", version)
            json.field("method", method?.rawValue)
            json.field("labels", labels)
            json.field("trained_at", trainedAt)
            json.field("until", until)
            json.field("auc", auc)
            json.field("auc_low", aucLow)
            json.field("auc_high", aucHigh)
            json.field("brier", brier)
            json.field("base_brier", baseBrier)
        }
    }
}

extension Double {
    /// The number, unless it is none.
    var finite: Double? { isFinite ? self : nil }
}
