package import Basics
import Models

/// How one kind of model did in time order, beside telling everybody the average.
package struct ModelTrial: Sendable, JSONWritable {
    let method: String
    let serves: Bool
    let auc: Double?
    let aucLow: Double?
    let aucHigh: Double?
    let logLoss: Double
    let baseLogLoss: Double
    let brier: Double
    let baseBrier: Double
    let accuracyRatio: Double
    let majorityRatio: Double
    let calibrationError: Double
    let lift: Double?
    let calibration: [CalibrationBin]

    init(_ trial: Predictor.Trial, serves: Bool) {
        self.init(trial.method.rawValue, trial.findings, serves: serves)
    }

    private init(_ method: String, _ findings: ClassifierFindings, serves: Bool) {
        self.method = method
        self.serves = serves
        auc = findings.auc.finite
        aucLow = findings.aucInterval.first
        aucHigh = findings.aucInterval.last
        logLoss = findings.logLoss
        baseLogLoss = findings.baseline.logLoss
        brier = findings.brier
        baseBrier = findings.baseline.brier
        accuracyRatio = findings.accuracy
        majorityRatio = findings.baseline.majorityAccuracy
        calibrationError = findings.calibrationError
        lift = findings.lift.finite
        calibration = findings.reliability.map { CalibrationBin($0) }
    }

    static var example: ModelTrial {
        ModelTrial(
            "logistic",
            ClassifierFindings(
                scores: [0.1, 0.2, 0.2, 0.3, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8], labels: [0, 0, 0, 1, 0, 0, 1, 0, 1, 1],
                fitLabels: [0, 0, 1, 0, 1]), serves: true)
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("method", method)
            json.field("serves", serves)
            json.field("auc", auc)
            json.field("auc_low", aucLow)
            json.field("auc_high", aucHigh)
            json.field("log_loss", logLoss)
            json.field("base_log_loss", baseLogLoss)
            json.field("brier", brier)
            json.field("base_brier", baseBrier)
            json.field("accuracy_ratio", accuracyRatio)
            json.field("majority_ratio", majorityRatio)
            json.field("calibration_error", calibrationError)
            json.field("lift", lift)
            json.field("calibration", calibration)
        }
    }
}
