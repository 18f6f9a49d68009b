/// Chooses how strongly a logistic regression is held back, by cross-validation within the rows it may see.
enum PenaltyChoice {
    /// From strong to weak; on 5628 rows of Telco all are alike, on 100 rows 0.1 beats 1 by 0.03 AUC (MODELS.md 3.1).
    static let candidates = [0.01, 0.1, 1.0]
    private static let folds = 4

    /// The `C` with the least log-loss over folds of whole groups; the stronger one of equals.
    static func best(_ features: [Feature], _ rows: [PredictorRow]) -> Double {
        let fold = rows.map { Int(CRC32.of($0.group)) % folds }
        var losses = [Double](repeating: 0, count: candidates.count)
        for held in 0..<folds {
            let fit = rows.indices.filter { fold[$0] != held }
            let test = rows.indices.filter { fold[$0] == held && rows[$0].isJudged }
            guard !test.isEmpty, Set(fit.map { rows[$0].label }).count == 2 else { continue }
            let encoder = PredictorTraining.encoder(features, fit.map { rows[$0] })
            let inputs = encoder.encode(fit.map { rows[$0].values })
            let labels = fit.map { rows[$0] }.labels
            let tests = encoder.encode(test.map { rows[$0].values })
            let truth = test.map { rows[$0] }.labels
            for (place, strength) in candidates.enumerated() {
                let model = LogisticRegression(fitting: inputs, labels: labels, inverseStrength: strength)
                losses[place] += Scores.logLoss(model.probabilities(tests), truth) * Double(test.count)
            }
        }
        let least = losses.min() ?? 0
        return zip(candidates, losses).first { $0.1 <= least + 1e-12 }?.0 ?? 0.1
    }
}
