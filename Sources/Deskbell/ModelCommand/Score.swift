import ArgumentParser
import Foundation
import Models

/// `deskbell model score KIND --csv FILE --target COLUMN`: one JSON line per judged row with its score and reasons.
struct Score: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print each test row's score and reasons, or every row's with a saved model.")

    @OptionGroup var options: TrialOptions

    @Option(help: "A model saved by `model fit --save`; without it one is fitted on the other side of the split.")
    var model: String?

    func run() throws {
        let trial = try options.trial()
        let kinds = try options.kinds()
        guard kinds.count == 1 else { throw StartupFault("Name one model to score with.") }
        let fitted = try model.map(Self.load) ?? trial.fit(kinds[0])
        guard fitted.kind == kinds[0], fitted.encoder.features == trial.features else {
            throw StartupFault("The saved model is a \(fitted.kind.rawValue) for other columns.")
        }
        for row in model == nil ? trial.testRows : Array(trial.rows.indices) {
            let line = ScoredRow(
                id: trial.ids[row], score: fitted.probability(trial.rows[row]),
                label: trial.answers[row].map { Int($0) },
                reasons: fitted.reasons(trial.rows[row]).prefix(3).map {
                    ScoredRow.Reason(feature: $0.feature.name, contribution: $0.contribution)
                })
            try Trial.write(line, pretty: false)
        }
    }

    private static func load(_ path: String) throws -> FeatureModel {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw StartupFault("The model \(path) cannot be read.")
        }
        do {
            return try JSONDecoder().decode(FeatureModel.self, from: data)
        } catch {
            throw StartupFault("\(path) is no model that `deskbell model fit --save` wrote.")
        }
    }
}

/// A line of `model score`.
struct ScoredRow: Encodable {
    struct Reason: Encodable {
        let feature: String
        let contribution: Double
    }

    let id: String
    let score: Double
    /// `nil` where the target is blank.
    let label: Int?
    let reasons: [Reason]
}
