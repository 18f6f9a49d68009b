package import Basics
import Foundation
import Models
import Web

/// An honest account of one model: what it learned from, how it did on what it had not seen, and whether it is in use.
package struct ModelCard: WireType, JSONWritable {
    package let kind: PredictionKind
    let version: ModelVersion?
    let training: TrainingRun?
    let record: TrackRecord?
    /// Drift of each feature since the training, by name.
    let drift: [String: Double]

    package static var example: ModelCard {
        ModelCard(kind: .satisfaction, version: nil, training: nil, record: nil, drift: [:])
    }

    package func write(to json: inout JSONWriter) {
        let predictor = version?.model.predictor
        json.object { json in
            json.field("name", kind)
            json.field("verdict", predictor?.verdict.rawValue ?? "not_enough_data")
            json.field("ladder", predictor?.ladder.rawValue ?? "not_enough_data")
            json.field("method", predictor?.model?.kind.rawValue)
            json.field("version", version?.version)
            json.field("trained_at", version?.trainedAt)
            json.field("until", version?.model.until)
            json.field("labels", predictor?.labels ?? 0)
            json.field("rarer", predictor?.rarer ?? 0)
            json.field("labels_wanted", Ladder.labelsNeeded)
            json.field("rarer_wanted", Ladder.rarerNeeded)
            json.field("average_ratio", predictor?.average)
            json.array("trials") { json in
                for trial in predictor?.trials ?? [] {
                    write(trial, serves: trial.method == predictor?.model?.kind, &json)
                }
            }
            json.array("features") { json in features(to: &json) }
            json.field("record", record)
            json.field("training", training)
        }
    }

    private func write(_ trial: Predictor.Trial, serves: Bool, _ json: inout JSONWriter) {
        let findings = trial.findings
        json.object { json in
            json.field("method", trial.method.rawValue)
            json.field("serves", serves)
            json.field("auc", findings.auc.finite)
            json.field("auc_low", findings.aucInterval.first)
            json.field("auc_high", findings.aucInterval.last)
            json.field("log_loss", findings.logLoss)
            json.field("base_log_loss", findings.baseline.logLoss)
            json.field("brier", findings.brier)
            json.field("base_brier", findings.baseline.brier)
            json.field("accuracy_ratio", findings.accuracy)
            json.field("majority_ratio", findings.baseline.majorityAccuracy)
            json.field("calibration_error", findings.calibrationError)
            json.field("lift", findings.lift.finite)
            json.array("calibration") { json in
                for bin in findings.reliability { write(bin, &json) }
            }
        }
    }

    private func write(_ bin: Scores.Bin, _ json: inout JSONWriter) {
        let interval = Intervals.wilson(Int((bin.actual * Double(bin.count)).rounded()), of: bin.count)
        json.object { json in
            json.field("count", bin.count)
            json.field("predicted_ratio", bin.predicted)
            json.field("actual_ratio", bin.actual)
            json.field("actual_low_ratio", interval?.lowerBound)
            json.field("actual_high_ratio", interval?.upperBound)
        }
    }

    /// The features it uses, the most telling first.
    private func features(to json: inout JSONWriter) {
        guard let version else { return }
        for importance in version.model.importance {
            let known = kind.features.first { $0.name == importance.feature }
            json.object { json in
                json.field("feature", importance.feature)
                json.field("unit", known?.unit.rawValue ?? "none")
                json.field("meaning", known?.meaning ?? "")
                json.field("importance", importance.size)
                json.field("usual", JSONFeatureValue(version.model.usual[importance.feature] ?? .missing))
                json.field("drift", drift[importance.feature])
            }
        }
    }
}
