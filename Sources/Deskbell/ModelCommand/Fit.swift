import ArgumentParser
import Foundation
import Models

/// `deskbell model fit KIND --csv FILE --target COLUMN`: fits on one side of a split, judges on the other.
struct Fit: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Fit a model and print how good it is.")

    @OptionGroup var options: TrialOptions

    @Option(help: "A file to save the fitted model to, for `model score`.")
    var save: String?

    func run() throws {
        let trial = try options.trial()
        let kinds = try options.kinds()
        if save != nil, kinds.count > 1 {
            throw StartupFault("Only one model can be saved: name it instead of \"all\".")
        }
        let reports = try kinds.map { kind in
            let (model, seconds) = Trial.timed { trial.fit(kind) }
            if let save { try Self.save(model, to: save) }
            return FitReport(trial, model, seconds: seconds)
        }
        if reports.count == 1 { try Trial.write(reports[0]) } else { try Trial.write(reports) }
    }

    private static func save(_ model: FeatureModel, to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        do {
            try encoder.encode(model).write(to: URL(fileURLWithPath: path))
        } catch {
            throw StartupFault("The model cannot be written to \(path).")
        }
    }
}

/// What `model fit` prints.
struct FitReport: Encodable {
    struct Counts: Encodable {
        let rows: Int
        let positive: Int
    }

    let kind: ClassifierKind
    let positive: String
    let features: Int
    let inputs: Int
    let leftOut: [String]
    let fit: Counts
    let test: Counts
    /// Rows whose target is blank: neither fitted on nor judged by.
    let blankTarget: Int
    let fitSeconds: Double
    let metrics: ClassifierFindings
    /// Of the logistic and linear regression.
    let intercept: Double?
    let coefficients: [String: Double]?
    /// Of the logistic regression: sum of log-losses and half the squared weights over C.
    let objective: Double?

    init(_ trial: ClassifierTrial, _ model: FeatureModel, seconds: Double) {
        kind = model.kind
        positive = trial.positive
        features = trial.features.count
        inputs = model.encoder.width
        leftOut = trial.leftOut
        fit = Self.counts(trial, trial.fitRows)
        test = Self.counts(trial, trial.testRows)
        blankTarget = trial.answers.count { $0 == nil }
        fitSeconds = seconds
        metrics = trial.judge(model)
        func named(_ weights: [Double]) -> [String: Double] {
            Dictionary(zip(model.encoder.names, weights), uniquingKeysWith: { first, _ in first })
        }
        switch model.classifier {
        case .logistic(let fitted):
            (intercept, coefficients, objective) = (fitted.intercept, named(fitted.weights), fitted.objective)
        case .linear(let fitted): (intercept, coefficients, objective) = (fitted.intercept, named(fitted.weights), nil)
        default: (intercept, coefficients, objective) = (nil, nil, nil)
        }
    }

    private static func counts(_ trial: ClassifierTrial, _ rows: [Int]) -> Counts {
        Counts(rows: rows.count, positive: Int(trial.labels(rows).reduce(0, +)))
    }

    private enum CodingKeys: String, CodingKey {
        case kind, positive, features, inputs, fit, test, metrics, intercept, coefficients, objective
        case leftOut = "left_out"
        case blankTarget = "blank_target"
        case fitSeconds = "fit_seconds"
    }
}
