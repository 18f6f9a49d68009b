import ArgumentParser
import Basics
import EventLoop
import Foundation
import Insight
import Models
import Postgres
import Web

/// `deskbell train [MODEL]`: trains models on the company's own data, now instead of at night.
struct Train: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train", abstract: "Train the models on what the company's customers did and said.")

    @Argument(help: "satisfaction, churn or purchase; all of them without it.")
    var model: String?

    @OptionGroup var data: DataOptions

    func run() async throws {
        let kinds = try model.map { try [PredictionWork.kind($0)] } ?? PredictionKind.allCases
        try await PredictionWork.run(data) { context in
            let scoring = ScoringJobs(context: context, desk: PredictionDesk(context: context))
            let training = TrainingJobs(context: context, scoring: scoring)
            for kind in kinds {
                guard let run = try await training.train(kind, cause: .command), run.state == .done else {
                    throw StartupFault("\(kind.rawValue) was not trained: another training of it runs, or it failed.")
                }
                let version = try await ModelVersionStore(context.database.connection).serving(kind)
                print(version.map(PredictionWork.sentence) ?? "\(kind.rawValue): nothing to learn from")
            }
        }
    }
}

/// `deskbell score`: predicts for every unsolved ticket and every customer, now instead of at night.
struct ScoreAll: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "score", abstract: "Predict for every unsolved ticket and every customer who ever ordered.")

    @OptionGroup var data: DataOptions

    func run() async throws {
        try await PredictionWork.run(data) { context in
            let scoring = ScoringJobs(context: context, desk: PredictionDesk(context: context))
            for kind in PredictionKind.allCases {
                let done = try await scoring.scoreAll(kind, cause: .nightly)
                print("\(kind.rawValue): \(done.scored) looked at, \(done.appended) predictions changed")
            }
        }
    }
}

/// What both commands share: the company's database opened beside a running server, and words.
private enum PredictionWork {
    static func kind(_ name: String) throws -> PredictionKind {
        guard let kind = PredictionKind(rawValue: name) else {
            throw StartupFault(
                "There is no model \(name); there are \(PredictionKind.allCases.map(\.rawValue).joined(separator: ", "))."
            )
        }
        return kind
    }

    static func run(_ data: DataOptions, _ work: @Loop (AppContext) async throws -> Void) async throws {
        let store = try await Store.open(
            dataDirectory: data.dataDirectory, databaseURL: data.externalDatabase, poolSize: 2, joining: true)
        do {
            try await store.migrate()
            let secrets = try MasterKey.load(
                path: Environment.text("DESKBELL_SECRET_FILE") ?? data.dataDirectory + "/master.key")
            try await work(
                AppContext(
                    database: store.database, dataDirectory: data.dataDirectory, webRoot: "", publicURL: "",
                    secrets: secrets))
            await store.close()
        } catch {
            await store.close()
            throw StartupFault.from(error)
        }
    }

    static func sentence(_ version: ModelVersion) -> String {
        let predictor = version.model.predictor
        let name = version.model.kind.rawValue
        let labels = "\(predictor.labels) labels, \(predictor.rarer) of the rarer kind"
        switch predictor.verdict {
        case .notEnoughData:
            return "\(name): not enough data, \(labels) (\(Ladder.labelsNeeded) and \(Ladder.rarerNeeded) needed)"
        case .noUsablePattern: return "\(name): no usable pattern in \(labels)"
        case .usable:
            let auc = predictor.findings.map { String(format: ", AUC %.3f in time order", $0.auc) } ?? ""
            return "\(name): \(predictor.model?.kind.rawValue ?? "") serves, \(labels)\(auc)"
        }
    }
}
