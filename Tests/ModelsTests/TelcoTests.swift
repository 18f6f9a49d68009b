import Foundation
import Models
import Testing

/// MODELS.md section 3.1, protocol T, on the public churn table; skipped where the table is not.
@Suite("Telco churn", .enabled(if: SharedData.isThere)) struct TelcoTests {
    private func trial() throws -> ClassifierTrial {
        let lines = try SharedData.lines("telco_churn.csv").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        var question = ClassifierTrial.Question(target: "Churn")
        question.id = "customerID"
        return try ClassifierTrial(TrialTable(columns: lines[0], rows: Array(lines.dropFirst())), question)
    }

    @Test("the split and the inputs are those of the protocol")
    func protocolT() throws {
        let trial = try trial()
        #expect(trial.testRows.count == 1415)
        #expect(trial.labels(trial.testRows).reduce(0, +) == 383)
        #expect(trial.fitRows.count == 5628)
        #expect(trial.fit(.linear).encoder.width == 46)
    }

    @Test("the logistic regression reaches its unique optimum and the reference's figures")
    func logistic() throws {
        let trial = try trial()
        let model = trial.fit(.logistic)
        guard case .logistic(let fitted) = model.classifier else { return #expect(Bool(false)) }
        let weights = Dictionary(uniqueKeysWithValues: zip(model.encoder.names, fitted.weights))
        let expected = [
            "tenure": -1.5153, "TotalCharges": 0.7330, "Contract=Month-to-month": 0.6615, "Contract=Two year": -0.6574,
            "InternetService=Fiber optic": 0.5720,
        ]
        #expect(abs(fitted.intercept + 2.1733) < 0.0005)
        for (name, value) in expected { #expect(abs((weights[name] ?? .nan) - value) < 0.0005, "\(name)") }
        #expect(abs(fitted.objective - 2308.1507) < 0.0001)
        let findings = trial.judge(model)
        #expect(abs(findings.auc - 0.8352) < 0.0003)
        #expect(abs(findings.logLoss - 0.4315) < 0.0002)
        #expect(abs(findings.brier - 0.1408) < 0.0002)
        #expect(findings.verdict == .usable)
    }

    @Test("the founding linear regression and the trees are as good as the reference's")
    func baselines() throws {
        let trial = try trial()
        #expect(abs(trial.judge(trial.fit(.linear)).auc - 0.8292) < 0.0003)
        #expect(abs(trial.judge(trial.fit(.foundingTree)).auc - 0.6315) < 0.02)
        #expect(abs(trial.judge(trial.fit(.tree)).auc - 0.8169) < 0.003)
    }

    @Test("the network's mean over five seeds stands in its band")
    func network() throws {
        let trial = try trial()
        let encoder = trial.fit(.linear).encoder
        let rows = encoder.encode(trial.fitRows.map { trial.rows[$0] })
        let labels = trial.labels(trial.fitRows)
        let tests = encoder.encode(trial.testRows.map { trial.rows[$0] })
        let truth = trial.labels(trial.testRows)
        // In a debug build one fit takes half a minute; two seeds stand for the five that `model fit` was run with.
        #if DEBUG
            let seeds = 0..<1
        #else
            let seeds = 0..<5
        #endif
        var (areas, losses) = ([Double](), [Double]())
        for seed in seeds {
            let scores = Network(fitting: rows, labels: labels, seed: UInt64(seed)).probabilities(tests)
            areas.append(try #require(Scores.areaUnderCurve(scores, truth)))
            losses.append(Scores.logLoss(scores, truth))
        }
        #expect((0.822...0.833).contains(Statistics.mean(areas)))
        #expect((0.437...0.450).contains(Statistics.mean(losses)))
    }
}
