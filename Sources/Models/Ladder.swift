/// Which step of the ladder for little data a set of labels reaches, the same for every model (MODELS.md 5.3).
package enum Ladder: String, Sendable, Codable, CaseIterable {
    /// Fewer than 30 labels, or fewer than 10 of the rarer kind: nothing is predicted.
    case notEnoughData = "not_enough_data"
    /// Fewer than 200: three bands by a strongly regularised logistic regression on at most 8 features.
    case bands
    /// Fewer than 500, or fewer than 50 of the rarer kind: percentages by the logistic regression.
    case logistic
    /// The network competes with the logistic regression.
    case competition

    package static let labelsNeeded = 30
    package static let rarerNeeded = 10
    /// How many features the bands may use.
    package static let bandFeatures = 8

    package init(labels: Int, rarer: Int) {
        if labels < Self.labelsNeeded || rarer < Self.rarerNeeded {
            self = .notEnoughData
        } else if labels < 200 {
            self = .bands
        } else if labels < 500 || rarer < 50 {
            self = .logistic
        } else {
            self = .competition
        }
    }
}

/// The three bands shown when there are too few labels for a percentage.
package enum RiskBand: String, Sendable, Codable, CaseIterable {
    case low
    case typical
    case high

    /// Low below half the average risk, high above one and a half times.
    package init(probability: Double, average: Double) {
        if probability < average * 0.5 {
            self = .low
        } else if probability > min(average * 1.5, (1 + average) / 2) {
            self = .high
        } else {
            self = .typical
        }
    }
}
