/// How a classifier did on rows it was not fitted on, beside what costs nothing.
package struct ClassifierFindings: Sendable, Codable, Equatable {
    package enum Verdict: String, Sendable, Codable {
        case usable
        /// Not reliably better than telling everybody the average.
        case noUsablePattern = "no_usable_pattern"
        case notEnoughData = "not_enough_data"
    }

    package struct Baseline: Sendable, Codable, Equatable {
        /// Telling everybody the share of "yes" among the fitted rows.
        package let logLoss: Double
        package let brier: Double
        /// Always guessing the more frequent kind.
        package let majorityAccuracy: Double
    }

    package let auc: Double
    /// 95 %, bootstrap.
    package let aucInterval: [Double]
    package let averagePrecision: Double
    package let logLoss: Double
    package let brier: Double
    /// At 0.5.
    package let accuracy: Double
    /// Expected calibration error over ten bins of equal count.
    package let calibrationError: Double
    /// Among the highest tenth.
    package let lift: Double
    package let baseline: Baseline
    package let reliability: [Scores.Bin]
    /// The step of the ladder the fitted labels reach.
    package let ladder: Ladder
    package let verdict: Verdict

    package init(scores: [Double], labels: [Double], fitLabels: [Double]) {
        let rate = Statistics.mean(fitLabels)
        let yes = fitLabels.reduce(0, +)
        ladder = Ladder(labels: fitLabels.count, rarer: Int(min(yes, Double(fitLabels.count) - yes)))
        auc = Scores.areaUnderCurve(scores, labels) ?? .nan
        let interval = Intervals.bootstrap(rows: labels.count, samples: 500) { sample in
            Scores.areaUnderCurve(sample.map { scores[$0] }, sample.map { labels[$0] })
        }
        aucInterval = interval.map { [$0.lowerBound, $0.upperBound] } ?? []
        averagePrecision = Scores.averagePrecision(scores, labels) ?? .nan
        logLoss = Scores.logLoss(scores, labels)
        brier = Scores.brier(scores, labels)
        accuracy = Scores.accuracy(scores, labels)
        calibrationError = Scores.calibrationError(scores, labels)
        lift = Scores.lift(scores, labels) ?? .nan
        reliability = Scores.reliability(scores, labels)
        let guess = [Double](repeating: rate, count: labels.count)
        let share = Statistics.mean(labels)
        baseline = Baseline(
            logLoss: Scores.logLoss(guess, labels), brier: Scores.brier(guess, labels),
            majorityAccuracy: rate >= 0.5 ? share : 1 - share)
        verdict =
            ladder == .notEnoughData
            ? .notEnoughData : Self.isBetter(scores, than: guess, labels) ? .usable : .noUsablePattern
    }

    /// Whether the log-loss is below the other's in 97.5 % of paired bootstrap samples.
    package static func isBetter(_ scores: [Double], than others: [Double], _ labels: [Double]) -> Bool {
        let gains = labels.indices.map { place in
            Scores.logLoss([others[place]], [labels[place]]) - Scores.logLoss([scores[place]], [labels[place]])
        }
        let interval = Intervals.bootstrap(rows: gains.count, samples: 500) { sample in
            Statistics.mean(sample.map { gains[$0] })
        }
        return (interval?.lowerBound ?? -1) > 0
    }

    private enum CodingKeys: String, CodingKey {
        case auc, brier, accuracy, lift, baseline, reliability, ladder, verdict
        case aucInterval = "auc_interval"
        case averagePrecision = "average_precision"
        case logLoss = "log_loss"
        case calibrationError = "calibration_error"
    }
}

extension ClassifierFindings.Baseline {
    private enum CodingKeys: String, CodingKey {
        case brier
        case logLoss = "log_loss"
        case majorityAccuracy = "majority_accuracy"
    }
}
