import Foundation
import Models
import Testing

/// Other people's tables, as they come.
@Suite("Trials") struct TrialTests {
    /// Who stays longer leaves less; `spend` as `spent` writes it.
    private func table(_ count: Int = 400, spent: (Int, Double) -> String = { "\($1)" }) -> TrialTable {
        var random = SplitMix64(seed: 7)
        let rows = (0..<count).map { row -> [String] in
            let months = random.unit() * 60
            let left = random.unit() < 1 / (1 + exp(months / 10 - 2))
            return ["c\(row)", "\(months)", spent(row, months + random.unit() * 5), "same", left ? "yes" : "no"]
        }
        return TrialTable(columns: ["id", "months", "spend", "plan", "left"], rows: rows)
    }

    private func trial(_ table: TrialTable, ignored: [String] = []) throws -> ClassifierTrial {
        var question = ClassifierTrial.Question(target: "left")
        question.id = "id"
        question.ignored = ignored
        return try ClassifierTrial(table, question)
    }

    private func refusal(_ body: () throws -> Void) -> String {
        do {
            try body()
            return "none"
        } catch {
            return (error as? TrialFault)?.sentence ?? "\(error)"
        }
    }

    @Test(
        "numbers that are missing, not finite or beyond all measure are not known",
        arguments: ["NA", "null", "nan", "-inf", "1e308", "?", ""])
    func missing(word: String) throws {
        let trial = try trial(table { $0 % 10 == 0 ? word : "\($1)" })
        #expect(trial.features.map(\.kind) == [.number, .number, .category] && trial.leftOut == [])
        #expect(trial.rows.count { $0[1] == .missing } == 40)
        for kind in ClassifierKind.allCases {
            let model = trial.fit(kind)
            let findings = trial.judge(model)
            #expect(findings.auc > 0.6 && findings.logLoss.isFinite && findings.brier < 0.3, "\(kind)")
            // A straight line may leave 0 to 1, but it is a number.
            let range = kind == .linear ? -1.0...2 : 0...1
            #expect(trial.rows.allSatisfy { range.contains(model.probability($0)) }, "\(kind)")
        }
    }

    @Test("rows without an answer are neither fitted on nor judged by, but can be scored")
    func blankTarget() throws {
        let whole = table()
        let blank = TrialTable(
            columns: whole.columns, rows: whole.rows.enumerated().map { $0 % 8 == 0 ? $1.dropLast() + [" "] : $1 })
        let trial = try trial(blank)
        #expect(trial.answers.count { $0 == nil } == 50)
        #expect(trial.fitRows.count + trial.testRows.count == 350)
        #expect((trial.fitRows + trial.testRows).allSatisfy { $0 % 8 != 0 })
        #expect(trial.labels(trial.testRows).count == trial.testRows.count)
        #expect((0...1).contains(trial.fit(.logistic).probability(trial.rows[0])))
    }

    @Test("what cannot be answered is said in one sentence")
    func refusals() {
        let whole = table()
        func target(_ value: (Int) -> String) -> TrialTable {
            TrialTable(columns: whole.columns, rows: whole.rows.enumerated().map { $1.dropLast() + [value($0)] })
        }
        #expect(
            refusal { _ = try trial(target { _ in "yes" }) }
                == "\"left\" has 1 different value (\"yes\"); two are needed.")
        #expect(
            refusal { _ = try trial(target { "\($0 % 3)" }) }
                == "\"left\" has 3 different values (\"0\", \"1\", \"2\"); two are needed.")
        #expect(refusal { _ = try trial(target { _ in "" }) } == "\"left\" has 0 different values; two are needed.")
        #expect(
            refusal { _ = try trial(whole, ignored: ["pla"]) }.hasPrefix("There is no column \"pla\"; there are: id,"))
        let five = TrialTable(columns: whole.columns, rows: Array(whole.rows.prefix(5)))
        #expect(refusal { _ = try trial(five) }.contains("rows to "))
    }

    @Test("a wrong year is noticed before a model waits for it")
    func wrongYear() {
        let purchases = (0..<200).map {
            LifetimeTrial.Purchase(customer: "\($0)", day: $0 == 0 ? 3_000_000 : 19_000 + $0, amount: 5)
        }
        #expect(refusal { _ = try LifetimeTrial(purchases) }.contains("years apart"))
    }

    @Test("neighbours are found among more items than a matrix of them would fit")
    func manyItems() {
        let pairs = (0..<60_000).map { (user: $0 / 2, item: $0 % 2 == 0 ? $0 / 2 : ($0 / 2 + 1) % 30_000) }
        let model = ItemNeighbours(fitting: Purchases(users: 30_000, items: 30_000, pairs: pairs))
        #expect(model.likest[5].map(\.item) == [4, 6])
        #expect(model.likest[5].allSatisfy { $0.value == 1 / 12 })
    }
}
