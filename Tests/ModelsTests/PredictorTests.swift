import Foundation
import Models
import Testing

@Suite("Predictors") struct PredictorTests {
    private static let training = PredictorTraining(
        features: [Feature("waited", .number), Feature("noise", .number), Feature("channel", .category)],
        bandFeatures: ["waited", "channel"], founding: .network)

    /// A row an hour; the odds rise by e^`effect` per unit of `waited`, which is all that matters.
    private static func rows(_ count: Int, effect: Double, seed: UInt64) -> [PredictorRow] {
        var random = SplitMix64(seed: seed)
        return (0..<count).map { place in
            let waited = 4 * random.unit() - 2
            return PredictorRow(
                group: String(random.below(count / 3 + 1)), at: Double(place) * 3600,
                knownAt: Double(place) * 3600 + 7200,
                values: [.number(waited), .number(random.unit()), .category(random.below(2) == 0 ? "chat" : "email")],
                label: random.unit() < sigmoid(effect * waited - 0.5))
        }
    }

    @Test("12 labels are not enough data, and nothing is scored")
    func fewLabels() async throws {
        let predictor = try await Self.training.train(Self.rows(12, effect: 2, seed: 1))
        #expect(predictor.verdict == .notEnoughData)
        #expect(predictor.labels == 12)
        #expect(predictor.score([.number(2), .number(0), .category("chat")]) == nil)
    }

    @Test("29 labels, or 9 of the rarer kind, are one too few")
    func justTooFew() async throws {
        let rows = Self.rows(200, effect: 3, seed: 2)
        let yes = rows.filter(\.label)
        let no = rows.filter { !$0.label }
        #expect(try await Self.training.train(Array(yes.prefix(14) + no.prefix(15))).ladder == .notEnoughData)
        #expect(try await Self.training.train(Array(yes.prefix(9) + no.prefix(60))).ladder == .notEnoughData)
        #expect(try await Self.training.train(Array(yes.prefix(10) + no.prefix(20))).ladder == .bands)
    }

    @Test("50 labels give bands by the fixed features")
    func bands() async throws {
        let predictor = try await Self.training.train(Self.rows(50, effect: 2, seed: 3))
        #expect(predictor.ladder == .bands)
        #expect(predictor.verdict == .usable)
        #expect(predictor.model?.encoder.features.map(\.name) == ["waited", "channel"])
        #expect(predictor.score([.number(1.9), .category("chat")])?.band == .high)
        #expect(predictor.score([.number(-1.9), .category("chat")])?.band == .low)
    }

    @Test("a planted effect is found at 300 labels, with an interval around the truth and the right reason")
    func percentages() async throws {
        let predictor = try await Self.training.train(Self.rows(300, effect: 2, seed: 4))
        #expect(predictor.ladder == .logistic)
        #expect(predictor.verdict == .usable)
        let score = try #require(predictor.score([.number(1), .number(0.5), .category("chat")]))
        #expect(score.interval.contains(sigmoid(2 - 0.5)))
        #expect(score.interval.contains(score.probability))
        #expect(score.interval.upperBound - score.interval.lowerBound < 0.35)
        #expect(score.reasons.first?.feature.name == "waited")
        #expect((score.reasons.first?.contribution ?? 0) > 0)
        let auc = try #require(predictor.findings?.auc)
        #expect(auc > 0.75)
    }

    @Test("labels drawn at random end in no usable pattern", arguments: [220, 300, 700])
    func noPattern(count: Int) async throws {
        for seed in 10..<14 as Range<UInt64> {
            let predictor = try await Self.training.train(Self.rows(count, effect: 0, seed: seed))
            #expect(predictor.verdict == .noUsablePattern)
            #expect(predictor.score([.number(1), .number(0.5), .category("chat")]) == nil)
        }
    }

    @Test("the network is tried, and serves only when it is reliably better in time order")
    func competition() async throws {
        let straight = try await Self.training.train(Self.rows(700, effect: 2, seed: 5))
        #expect(straight.ladder == .competition)
        #expect(straight.trials.map(\.method) == [.logistic, .network])
        #expect(straight.model?.kind == .logistic)
        // What happens is decided by the distance from the middle, which no straight line can see.
        let bent = Self.rows(2_000, effect: 0, seed: 6).map { row in
            guard case .number(let waited) = row.values[0] else { return row }
            return PredictorRow(
                group: row.group, at: row.at, knownAt: row.knownAt, values: row.values, label: abs(waited) > 1)
        }
        let won = try await Self.training.train(bent)
        #expect(won.model?.kind == .network)
        #expect(won.verdict == .usable)
        #expect((won.score([.number(1.9), .number(0.5), .category("chat")])?.probability ?? 0) > 0.6)
        #expect((won.score([.number(0), .number(0.5), .category("chat")])?.probability ?? 1) < 0.4)
    }

    @Test("no block is predicted by what was not known when it began")
    func inTimeOrder() async throws {
        // Labels known only long after: nothing can be judged, so nothing may be shown.
        let late = Self.rows(300, effect: 2, seed: 7).map { row in
            PredictorRow(group: row.group, at: row.at, knownAt: 1e12, values: row.values, label: row.label)
        }
        let predictor = try await Self.training.train(late)
        #expect(predictor.verdict == .noUsablePattern)
        #expect(predictor.trials.isEmpty)
    }

    @Test("the same rows in any order give the same bytes")
    func sameBytes() async throws {
        let rows = Self.rows(520, effect: 1, seed: 8)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        let first = try encoder.encode(try await Self.training.train(rows))
        #expect(try encoder.encode(try await Self.training.train(rows.reversed())) == first)
    }

    @Test("throwing from the progress ends a training")
    func cancelling() async throws {
        await #expect(throws: CancellationError.self) {
            try await Self.training.train(Self.rows(300, effect: 1, seed: 9)) { share in
                if share > 0.2 { throw CancellationError() }
            }
        }
    }

    @Test("the uncertainty shrinks with the square root of the rows")
    func uncertainty() throws {
        let deviations = [400, 1_600].map { count in
            let rows = Self.rows(count, effect: 1, seed: 11)
            let encoder = Encoder(features: Self.training.features, fitting: rows.map(\.values))
            let inputs = encoder.encode(rows.map(\.values))
            let model = LogisticRegression(fitting: inputs, labels: rows.map { $0.label ? 1 : 0 })
            return LogisticUncertainty(of: model, fittedOn: inputs, inverseStrength: 1)
                .deviation(encoder.encode([.number(1), .number(0.5), .category("chat")]))
        }
        let ratio = deviations[0] / deviations[1]
        #expect(ratio > 1.7 && ratio < 2.3)
    }
}
