import Basics
package import EventLoop
import Foundation
import Jobs
import Models
import Postgres
package import Web

/// Trains models in the background; one training per kind at a time, with progress, ended when somebody cancels it.
@Loop package struct TrainingJobs {
    private struct Ticket: Codable, Sendable {
        let run: UUID
    }
    private static let job = Job<Ticket>("insight.train")
    private struct Cancelled: Error {}

    private let context: AppContext
    private let scoring: ScoringJobs

    package init(context: AppContext, scoring: ScoringJobs) {
        self.context = context
        self.scoring = scoring
    }

    func register(_ queue: JobQueue) {
        queue.register(Self.job) { ticket in try await perform(ticket.run) }
    }

    /// Asks for a training, in the caller's transaction.
    ///
    /// - Throws: `Problem` of kind `training-running` while one of the kind waits or runs.
    func request(
        _ kind: PredictionKind, cause: TrainingRun.Cause, by userID: UUID?, in connection: Connection
    ) async throws -> TrainingRun {
        let id = ID<TrainingRun>.make(at: context.clock.now, random: context.random)
        let run = try await TrainingRunStore(connection).insert(
            kind, id: id.uuid, cause: cause, userID: userID, at: context.clock.now)
        guard let run else {
            throw Problem.conflict(
                "training-running", "A training is running already",
                "Wait until it has ended, or cancel it first.")
        }
        try await JobQueue.enqueue(Self.job, Ticket(run: id.uuid), in: connection)
        return run
    }

    /// Trains at once, for the night and the command line.
    ///
    /// - Returns: `nil` when another training of the kind is running.
    @discardableResult package func train(_ kind: PredictionKind, cause: TrainingRun.Cause) async throws -> TrainingRun?
    {
        let id = ID<TrainingRun>.make(at: context.clock.now, random: context.random)
        let store = TrainingRunStore(context.database.connection)
        let run = try await store.insert(kind, id: id.uuid, cause: cause, userID: nil, at: context.clock.now)
        guard run != nil else { return nil }
        try await perform(id.uuid)
        return try await store.latest(kind)
    }

    private func perform(_ id: UUID) async throws {
        let store = TrainingRunStore(context.database.connection)
        guard let run = try await store.begin(id) else { return }
        do {
            try await perform(run, store)
        } catch is Cancelled {
            Log.info("training cancelled", ["model": run.kind.rawValue])
        } catch let error as CancellationError {
            throw error  // We are stopping: the job is given back and begins again.
        } catch {
            Log.warning("training failed", ["model": run.kind.rawValue, "cause": String(describing: error)])
            _ = try await store.finish(id, .failed, error: String(describing: error), at: context.clock.now)
        }
    }

    private func perform(_ run: TrainingRun, _ store: TrainingRunStore) async throws {
        let began = context.clock.now
        let gathered = try await TrainingRows(run.kind, now: began, context.database.connection)
        try await note(run, 0.2, store)
        let predictor = try await run.kind.training.train(gathered.rows) { share in
            try await note(run, 0.2 + 0.6 * share, store)
        }
        let model = PredictionModel(
            kind: run.kind, predictor: predictor, rows: gathered.features, lifetime: gathered.lifetime,
            until: gathered.until)
        let modelID = ID<ModelVersion>.make(at: context.clock.now, random: context.random)
        try await context.database.transaction { connection in
            let store = TrainingRunStore(connection)
            guard try await store.progress(run.id.uuid, 0.8) else { throw Cancelled() }
            try await ModelVersionStore(connection).insert(model, id: modelID.uuid, at: context.clock.now)
        }
        try await scoring.scoreAll(run.kind, cause: .training)
        guard
            try await store.finish(run.id.uuid, .done, modelID: modelID.uuid, at: context.clock.now)
        else { throw Cancelled() }
        Log.info(
            "model trained",
            [
                "model": run.kind.rawValue, "labels": predictor.labels, "verdict": predictor.verdict.rawValue,
                "seconds": context.clock.now.timeIntervalSince(began),
            ])
    }

    private func note(_ run: TrainingRun, _ ratio: Double, _ store: TrainingRunStore) async throws {
        guard try await store.progress(run.id.uuid, ratio) else { throw Cancelled() }
    }
}
