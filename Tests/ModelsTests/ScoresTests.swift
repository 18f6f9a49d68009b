import Foundation
import Models
import Testing

@Suite("Measures") struct ScoresTests {
    private let scores = [0.1, 0.4, 0.4, 0.8]
    private let labels = [0.0, 0, 1, 1]

    @Test("the area under the curve counts a tie half")
    func area() {
        // Pairs: (0.4, 0.1) 1, (0.4, 0.4) ½, (0.8, 0.1) 1, (0.8, 0.4) 1: 3.5 of 4.
        #expect(Scores.areaUnderCurve(scores, labels) == 0.875)
        #expect(Scores.areaUnderCurve(scores, [1, 1, 1, 1]) == nil)
    }

    @Test("average precision takes tied scores together")
    func averagePrecision() throws {
        // First step: 1 of 1; second: 2 of 3.
        let value = try #require(Scores.averagePrecision(scores, labels))
        #expect(abs(value - (0.5 * 1 + 0.5 * 2 / 3)) < 1e-12)
    }

    @Test("log-loss, Brier score and accuracy by hand")
    func losses() {
        let expected = -(log(0.9) + log(0.6) + log(0.4) + log(0.8)) / 4
        #expect(abs(Scores.logLoss(scores, labels) - expected) < 1e-12)
        #expect(abs(Scores.brier(scores, labels) - (0.01 + 0.16 + 0.36 + 0.04) / 4) < 1e-12)
        #expect(Scores.accuracy(scores, labels) == 0.75)
        #expect(Scores.logLoss([0], [1]) == -log(1e-7))
    }

    @Test("the calibration error is the gap weighted by bins")
    func calibrationError() {
        // Two bins: 0.25 predicted and 0 seen, 0.6 predicted and 1 seen.
        #expect(abs(Scores.calibrationError(scores, labels, bins: 2) - (0.5 * 0.25 + 0.5 * 0.4)) < 1e-12)
    }

    @Test("Wilson's interval of 7 in 10")
    func wilson() throws {
        let interval = try #require(Intervals.wilson(7, of: 10))
        #expect(abs(interval.lowerBound - 0.3968) < 1e-4)
        #expect(abs(interval.upperBound - 0.8922) < 1e-4)
        #expect(Intervals.wilson(0, of: 0) == nil)
    }

    @Test("Hanley and McNeil's half widths of an AUC of 0.75 at 15 % bad answers")
    func hanleyMcNeil() throws {
        for (count, expected) in [(100, 0.15), (200, 0.11), (500, 0.07), (1000, 0.05)] {
            let yes = count * 15 / 100
            let half = try #require(Intervals.aucHalfWidth(0.75, yes: yes, no: count - yes))
            #expect(abs(half - expected) < 0.006, "\(count)")
        }
    }

    @Test("the stability index is nothing without a change and alarms at a move of a deviation")
    func drift() {
        var random = SplitMix64(seed: 1)
        let fitted = (0..<2000).map { _ in random.unit() + random.unit() + random.unit() }
        let same = (0..<2000).map { _ in random.unit() + random.unit() + random.unit() }
        #expect(Drift.stabilityIndex(fitted: fitted, now: same) < 0.1)
        #expect(Drift.stabilityIndex(fitted: fitted, now: same.map { $0 + 0.5 }) > 0.25)
        #expect(Drift.stabilityIndex(fitted: ["a", "b", "a", "b"], now: ["a", "b", "a", "b"]) == 0)
    }

    @Test("the ladder's steps")
    func ladder() {
        #expect(Ladder(labels: 29, rarer: 14) == .notEnoughData)
        #expect(Ladder(labels: 400, rarer: 9) == .notEnoughData)
        #expect(Ladder(labels: 30, rarer: 10) == .bands)
        #expect(Ladder(labels: 200, rarer: 10) == .logistic)
        #expect(Ladder(labels: 5000, rarer: 49) == .logistic)
        #expect(Ladder(labels: 500, rarer: 50) == .competition)
    }

    @Test("labels drawn at random end in \"no usable pattern\"", arguments: [1, 2, 3] as [UInt64])
    func noPattern(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let rows = (0..<600).map { row in
            ["\(row)", "\(random.unit())", "\(random.unit())", random.unit() < 0.3 ? "yes" : "no"]
        }
        var question = ClassifierTrial.Question(target: "left")
        question.id = "id"
        let trial = try ClassifierTrial(TrialTable(columns: ["id", "a", "b", "left"], rows: rows), question)
        for kind in ClassifierKind.allCases {
            #expect(trial.judge(trial.fit(kind)).verdict == .noUsablePattern, "\(kind)")
        }
    }
}
