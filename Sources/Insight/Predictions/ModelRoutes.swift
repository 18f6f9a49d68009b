import Access
import Basics
import EventLoop
import Foundation
import Gateway
import Models
import Postgres
import Web

/// The cards of the models, and their training.
@Loop struct ModelRoutes {
    let context: AppContext
    let desk: PredictionDesk
    let training: TrainingJobs

    /// How far back predictions are judged on a card, in days.
    private static let recordDays = 180.0

    var routes: [Route] {
        [
            .get(
                "/models", "A card for each model", .permission(.predictionsRead), output: ModelCard.self, page: true
            ) { _ in
                var cards: [ModelCard] = []
                for kind in PredictionKind.allCases { cards.append(try await card(kind)) }
                return .json(Page(items: cards, nextCursor: nil))
            },
            .get(
                "/models/{name}", "What a model learned from, how it did, and whether it is in use",
                .permission(.predictionsRead), output: ModelCard.self
            ) { .json(try await card(try kind($0))) },
            .post(
                "/models/{name}/training", "Train a model again, in the background", .permission(.modelsManage),
                output: TrainingRun.self, status: 202, body: .none
            ) { try await train($0) },
            .get(
                "/models/{name}/training", "The last training and how far it is", .permission(.predictionsRead),
                output: TrainingRun.self
            ) { request in
                let kind = try kind(request)
                guard let run = try await TrainingRunStore(context.database.connection).latest(kind) else {
                    throw Problem.notFound("training")
                }
                return .json(run)
            },
            .delete(
                "/models/{name}/training", "Cancel the training that waits or runs", .permission(.modelsManage),
                output: TrainingRun.self, status: 200
            ) { try await cancel($0) },
        ]
    }

    private func kind(_ request: Request) throws -> PredictionKind {
        guard let kind = PredictionKind(rawValue: request.parameter("name")) else { throw Problem.notFound("model") }
        return kind
    }

    private func card(_ kind: PredictionKind) async throws -> ModelCard {
        let connection = context.database.connection
        // Before the version: who reads that a training is over reads its model as well.
        let training = try await TrainingRunStore(connection).latest(kind)
        let version = try await desk.model(kind, connection)
        let records = TrackRecordStore(connection)
        let since = context.clock.now.addingTimeInterval(-Self.recordDays * 86_400)
        var record: TrackRecord?
        var drift: [String: Double] = [:]
        if let version {
            record = try await records.record(
                kind, average: version.model.predictor.average, since: since,
                until: context.clock.now.addingTimeInterval(86_400))
            drift = version.model.drift(
                try await records.recent(kind, model: version.id, now: context.clock.now))
        }
        return ModelCard(
            kind, version, training: training, record: record, drift: drift)
    }

    private func train(_ request: Request) async throws -> Response {
        let kind = try kind(request)
        let run = try await context.database.transaction { connection in
            let run = try await training.request(
                kind, cause: .manual, by: request.principal.kind == .user ? request.principal.id : nil,
                in: connection)
            try await record("model.training_started", kind, request, connection)
            return run
        }
        return .json(run, status: 202)
    }

    private func cancel(_ request: Request) async throws -> Response {
        let kind = try kind(request)
        let run = try await context.database.transaction { connection in
            guard let run = try await TrainingRunStore(connection).cancel(kind, at: context.clock.now) else {
                throw Problem.notFound("training that runs")
            }
            try await record("model.training_cancelled", kind, request, connection)
            return run
        }
        return .json(run)
    }

    private func record(
        _ action: String, _ kind: PredictionKind, _ request: Request, _ connection: Connection
    ) async throws {
        try await AuditStore(connection, clock: context.clock).record(
            AuditEntry(
                actor: request.principal, action: action, subjectKind: "model", subjectID: nil,
                changes: ["model": (from: .null, to: .string(kind.rawValue))]),
            remoteAddress: request.head.remoteAddress)
    }
}
