/// Predictions made in time order, beside what came and what the average would have said.
struct ChainedScores {
    private(set) var scores: [Double] = []
    private(set) var labels: [Double] = []
    private(set) var averages: [Double] = []
    /// The labels the last model was fitted on.
    var fitted: [Double] = []

    mutating func add(_ score: Double, _ label: Double, average: Double) {
        scores.append(score)
        labels.append(label)
        averages.append(average)
    }

    var findings: ClassifierFindings? {
        Set(labels).count == 2 ? ClassifierFindings(scores: scores, labels: labels, fitLabels: fitted) : nil
    }
}
