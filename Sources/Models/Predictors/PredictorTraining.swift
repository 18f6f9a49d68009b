/// Fits a predictor: the ladder decides what may serve, time-ordered validation what does.
///
/// - Source: MODELS.md 5.3. No resampling and no class weights (1.5).
package struct PredictorTraining: Sendable {
    package let features: [Feature]
    /// Names of the at most eight features used below 200 labels.
    package let bandFeatures: [String]
    /// The kind the product was founded with, which competes with the logistic regression.
    package let founding: ClassifierKind
    package let seed: UInt64

    package init(features: [Feature], bandFeatures: [String], founding: ClassifierKind, seed: UInt64 = 1) {
        self.features = features
        self.bandFeatures = Array(bandFeatures.prefix(Ladder.bandFeatures))
        self.founding = founding
        self.seed = seed
    }

    /// How strongly the bands' model is held back.
    private static let bandStrength = 0.1

    /// The same rows and seed give the same predictor, whatever order the rows come in.
    ///
    /// - Parameter progress: Told the share done between steps; throwing from it ends the training.
    package func train(
        _ unsorted: [PredictorRow], progress: @escaping @Sendable (Double) async throws -> Void = { _ in }
    ) async throws -> Predictor {
        let labels = unsorted.count { $0.isJudged }
        let yes = unsorted.count { $0.isJudged && $0.label }
        let rarer = min(yes, labels - yes)
        let ladder = Ladder(labels: labels, rarer: rarer)
        let average = labels == 0 ? 0 : Double(yes) / Double(labels)
        guard ladder != .notEnoughData else {
            return Predictor(
                ladder: ladder, verdict: .notEnoughData, labels: labels, rarer: rarer, average: average,
                model: nil, trials: [], surrogate: nil, uncertainty: nil, explainsBySurrogate: true, references: [:])
        }
        let used = ladder == .bands ? features.filter { bandFeatures.contains($0.name) } : features
        let rows = narrowed(unsorted, to: used).sorted { ($0.at, $0.knownAt, $0.group) < ($1.at, $1.knownAt, $1.group) }

        let kinds: [ClassifierKind] = founding == .logistic ? [.logistic] : [.logistic, founding]
        var judged: [(kind: ClassifierKind, chained: ChainedScores)] = []
        for (place, kind) in kinds.enumerated() {
            let chained = try await chained(kind, used, rows, ladder) { share in
                try await progress(0.9 * (Double(place) + share) / Double(kinds.count))
            }
            judged.append((kind, chained))
        }
        let trials = judged.compactMap { kind, chained in
            chained.findings.map { Predictor.Trial(method: kind, findings: $0) }
        }
        let winner = winner(judged.map(\.chained), kinds, ladder)
        let strength = strength(used, rows, ladder)
        let surrogate = fit(.logistic, used, rows, strength: strength)
        try await progress(0.95)
        let model = winner == .logistic ? surrogate : fit(winner, used, rows, strength: strength)
        let winning = judged.first { $0.kind == winner }?.chained
        return Predictor(
            ladder: ladder, verdict: verdict(winning, ladder), labels: labels, rarer: rarer, average: average,
            model: model, trials: trials, surrogate: surrogate,
            uncertainty: uncertainty(surrogate, rows, strength: strength),
            explainsBySurrogate: winner == .logistic || agree(model, surrogate, rows),
            references: references(used, rows.filter(\.isJudged)))
    }

    private func narrowed(_ rows: [PredictorRow], to used: [Feature]) -> [PredictorRow] {
        guard used.count < features.count else { return rows }
        let places = used.compactMap { feature in features.firstIndex(of: feature) }
        return rows.map { row in
            PredictorRow(
                group: row.group, at: row.at, knownAt: row.knownAt, values: places.map { row.values[$0] },
                label: row.label, isJudged: row.isJudged)
        }
    }

    // MARK: In time order

    private func chained(
        _ kind: ClassifierKind, _ used: [Feature], _ rows: [PredictorRow], _ ladder: Ladder,
        progress: @Sendable (Double) async throws -> Void
    ) async throws -> ChainedScores {
        var chained = ChainedScores()
        let splits = ForwardChain.splits(rows)
        for (place, split) in splits.enumerated() {
            try await progress(Double(place) / Double(splits.count))
            let fitRows = split.fit.map { rows[$0] }
            let model = fit(kind, used, fitRows, strength: strength(used, fitRows, ladder))
            let average = Statistics.mean(fitRows.labels)
            for test in split.test {
                chained.add(
                    min(max(model.probability(rows[test].values), 0.001), 0.999), rows[test].label ? 1 : 0,
                    average: average)
            }
            chained.fitted = fitRows.labels
        }
        return chained
    }

    private func strength(_ used: [Feature], _ rows: [PredictorRow], _ ladder: Ladder) -> Double {
        ladder == .bands ? Self.bandStrength : PenaltyChoice.best(used, rows)
    }

    /// The network's answers are over-sure: they are calibrated on the latest fifth, which it is not fitted on.
    private func fit(
        _ kind: ClassifierKind, _ used: [Feature], _ rows: [PredictorRow], strength: Double
    ) -> FeatureModel {
        let encoder = Self.encoder(used, rows)
        guard kind == .network, rows.count >= 50 else {
            let inputs = encoder.encode(rows.map(\.values))
            return FeatureModel(
                kind: kind, encoder: encoder,
                classifier: kind.fit(inputs, rows.labels, seed: seed, inverseStrength: strength))
        }
        let cut = rows.count * 4 / 5
        let (early, late) = (Array(rows[..<cut]), Array(rows[cut...]))
        let classifier = kind.fit(encoder.encode(early.map(\.values)), early.labels, seed: seed)
        let scores = classifier.probabilities(encoder.encode(late.map(\.values)))
        return FeatureModel(
            kind: kind, encoder: encoder, classifier: classifier,
            calibration: Platt(fitting: scores, labels: late.labels))
    }

    /// What lies further out than four deviations says no more than that: a model knows nothing of such rows.
    static func encoder(_ features: [Feature], _ rows: [PredictorRow]) -> Encoder {
        Encoder(features: features, fitting: rows.map(\.values), limit: 4)
    }

    // MARK: What serves

    /// The founding kind serves once there are enough labels and it is reliably better in time order.
    private func winner(_ judged: [ChainedScores], _ kinds: [ClassifierKind], _ ladder: Ladder) -> ClassifierKind {
        guard ladder == .competition, judged.count == 2, judged[0].labels == judged[1].labels,
            !judged[0].labels.isEmpty,
            ClassifierFindings.isBetter(judged[1].scores, than: judged[0].scores, judged[0].labels)
        else { return .logistic }
        return kinds[1]
    }

    /// Percentages need to be reliably better than telling everybody the average.
    ///
    /// Three bands are let through when they were better at all: 50 answers cannot show more (an AUC's interval is ± 0.21
    /// there).
    private func verdict(_ chained: ChainedScores?, _ ladder: Ladder) -> ClassifierFindings.Verdict {
        guard let chained, !chained.labels.isEmpty else { return .noUsablePattern }
        if ladder == .bands {
            let gain =
                Scores.logLoss(chained.averages, chained.labels) - Scores.logLoss(chained.scores, chained.labels)
            let auc = Scores.areaUnderCurve(chained.scores, chained.labels) ?? 0.5
            return gain > 0 && auc > 0.5 ? .usable : .noUsablePattern
        }
        return ClassifierFindings.isBetter(chained.scores, than: chained.averages, chained.labels)
            ? .usable : .noUsablePattern
    }

    private func agree(_ model: FeatureModel, _ surrogate: FeatureModel, _ rows: [PredictorRow]) -> Bool {
        Statistics.rankCorrelation(
            rows.map { model.probability($0.values) }, rows.map { surrogate.probability($0.values) }) >= 0.8
    }

    private func uncertainty(
        _ surrogate: FeatureModel, _ rows: [PredictorRow], strength: Double
    ) -> LogisticUncertainty? {
        guard case .logistic(let regression) = surrogate.classifier else { return nil }
        return LogisticUncertainty(
            of: regression, fittedOn: surrogate.encoder.encode(rows.map(\.values)), inverseStrength: strength)
    }

    private func references(_ used: [Feature], _ rows: [PredictorRow]) -> [String: DriftReference] {
        Dictionary(
            used.enumerated().map { place, feature in
                (feature.name, DriftReference(feature.kind, rows.map { $0.values[place] }))
            }, uniquingKeysWith: { first, _ in first })
    }
}
