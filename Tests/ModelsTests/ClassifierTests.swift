import Foundation
import Models
import Testing

@Suite("Classifiers") struct ClassifierTests {
    /// Two numbers of which only the first matters: the odds of "yes" rise by e² per unit.
    private static func planted(_ count: Int, seed: UInt64) -> (rows: Matrix, labels: [Double]) {
        var random = SplitMix64(seed: seed)
        var rows = Matrix(rows: count, columns: 2)
        var labels: [Double] = []
        for row in 0..<count {
            rows[row, 0] = 2 * random.unit() - 1
            rows[row, 1] = 2 * random.unit() - 1
            labels.append(random.unit() < sigmoid(2 * rows[row, 0] - 0.5) ? 1 : 0)
        }
        return (rows, labels)
    }

    @Test("the logistic regression's gradient is zero where it stops")
    func optimum() {
        let (rows, labels) = Self.planted(400, seed: 1)
        let model = LogisticRegression(fitting: rows, labels: labels, inverseStrength: 0.5)
        let misses = (0..<400).map { model.probability(rows.row($0)) - labels[$0] }
        #expect(abs(misses.reduce(0, +)) < 1e-8)
        for column in 0..<2 {
            let slope = (0..<400).reduce(0) { $0 + misses[$1] * rows[$1, column] } + 2 * model.weights[column]
            #expect(abs(slope) < 1e-8)
        }
    }

    @Test("every kind finds a planted effect and ranks it far above chance", arguments: ClassifierKind.allCases)
    func plantedEffect(kind: ClassifierKind) throws {
        let (rows, labels) = Self.planted(2000, seed: 2)
        let model = kind.fit(rows, labels, seed: 3)
        let (fresh, truth) = Self.planted(2000, seed: 4)
        let auc = try #require(Scores.areaUnderCurve(model.probabilities(fresh), truth))
        // The true odds themselves reach 0.79; a tree grown to pure leaves learns the noise.
        #expect(auc > (kind == .foundingTree ? 0.6 : 0.74))
    }

    @Test("contributions name the input that matters", arguments: ClassifierKind.allCases)
    func contributions(kind: ClassifierKind) {
        let (rows, labels) = Self.planted(2000, seed: 2)
        let model = kind.fit(rows, labels, seed: 3)
        var sums = [0.0, 0.0]
        for row in 0..<200 {
            for (input, value) in model.contributions(rows.row(row)).enumerated() { sums[input] += abs(value) }
        }
        #expect(sums[0] > (kind == .foundingTree ? 1 : 3) * sums[1])
    }

    @Test("the network's contributions add up to the change from the mean row")
    func integratedGradients() {
        let (rows, labels) = Self.planted(500, seed: 5)
        let model = Network(fitting: rows, labels: labels, seed: 1)
        let means = (0..<2).map { column in Statistics.mean((0..<500).map { rows[$0, column] }) }
        let point = [0.9, -0.7]
        let change = model.logOdds(point) - model.logOdds(means)
        #expect(abs(model.contributions(point).reduce(0, +) - change) < 0.02 * max(1, abs(change)))
    }

    @Test("the same rows and seed give the same bytes, another seed gives others")
    func determinism() throws {
        let (rows, labels) = Self.planted(300, seed: 6)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let first = try encoder.encode(Network(fitting: rows, labels: labels, seed: 9))
        #expect(try encoder.encode(Network(fitting: rows, labels: labels, seed: 9)) == first)
        #expect(try encoder.encode(Network(fitting: rows, labels: labels, seed: 10)) != first)
    }

    @Test("a saved model answers as before", arguments: ClassifierKind.allCases)
    func saving(kind: ClassifierKind) throws {
        let (rows, labels) = Self.planted(300, seed: 7)
        let model = kind.fit(rows, labels)
        let loaded = try JSONDecoder().decode(FittedClassifier.self, from: JSONEncoder().encode(model))
        #expect(loaded == model)
        #expect(loaded.probabilities(rows) == model.probabilities(rows))
    }

    @Test("Platt's curve brings boastful scores back to what happens")
    func calibration() {
        var random = SplitMix64(seed: 8)
        var (scores, labels) = ([Double](), [Double]())
        for _ in 0..<4000 {
            let z = 4 * random.unit() - 2
            labels.append(random.unit() < sigmoid(z) ? 1 : 0)
            scores.append(sigmoid(3 * z))
        }
        let platt = Platt(fitting: scores, labels: labels)
        #expect(abs(platt.slope - 1.0 / 3) < 0.04)
        #expect(Scores.calibrationError(scores.map(platt.calibrated), labels) < 0.03)
        #expect(Scores.calibrationError(scores, labels) > 0.1)
    }

    @Test("inputs come from features the same way for fitting and scoring")
    func encoding() {
        let features = [Feature("age", .number), Feature("plan", .category)]
        let rows: [[FeatureValue]] = [
            [.number(20), .category("b")], [.number(40), .category("a")], [.missing, .category("a")],
        ]
        let encoder = Encoder(features: features, fitting: rows)
        #expect(encoder.names == ["age", "age is missing", "plan=a", "plan=b"])
        // The median of 20 and 40 stands in: mean 30, deviation √(200/3).
        let deviation = (200.0 / 3).squareRoot()
        #expect(encoder.encode([.number(20), .category("b")]) == [-10 / deviation, 0, 0, 1])
        #expect(encoder.encode([.missing, .category("never seen")]) == [0, 1, 0, 0])
    }
}
