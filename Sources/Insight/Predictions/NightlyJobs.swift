import Basics
package import EventLoop
import Foundation
import Jobs
import Models
import Postgres
package import Web

/// What happens each night: outcomes are noted, models trained that have something to learn, everybody is scored.
@Loop package struct NightlyJobs {
    /// From this hour of the company's day on.
    private static let hour = 2
    /// A model as old as this is trained again, though nothing much is new.
    private static let ageLimit = 7 * 86_400.0

    private let context: AppContext
    private let training: TrainingJobs
    private let scoring: ScoringJobs

    package init(context: AppContext, training: TrainingJobs, scoring: ScoringJobs) {
        self.context = context
        self.training = training
        self.scoring = scoring
    }

    func register(_ queue: JobQueue) {
        queue.every(seconds: 300, name: "insight.nightly") { try await run() }
    }

    /// Does the night's work once per day of the company's calendar; on the first start at once.
    package func run() async throws {
        let now = context.clock.now
        let connection = context.database.connection
        guard let night = try await NightStore(connection).due(at: now, hour: Self.hour) else { return }
        try await OutcomeStore(connection).gather(now: now)
        for kind in PredictionKind.allCases { try await judge(kind, now: now) }
        var (scored, appended) = (0, 0)
        for kind in PredictionKind.allCases {
            if try await isTrainingDue(kind, now: now) {
                try await training.train(kind, cause: .nightly)
            } else {
                let done = try await scoring.scoreAll(kind, cause: .nightly)
                scored += done.scored
                appended += done.appended
            }
        }
        try await NightStore(connection).finish(night, scored: scored, appended: appended, at: context.clock.now)
    }

    /// Withdraws a model that did worse than the average in the last two windows of 28 days, 30 outcomes each.
    ///
    /// - Source: MODELS.md 5.5.
    private func judge(_ kind: PredictionKind, now: Date) async throws {
        let connection = context.database.connection
        guard let version = try await ModelVersionStore(connection).serving(kind), version.serves else { return }
        let window = 28 * 86_400.0
        let records = TrackRecordStore(connection)
        let average = version.model.predictor.average
        for place in 1...2 {
            let since = now.addingTimeInterval(-window * Double(place))
            let record = try await records.record(
                kind, average: average, model: version.id, since: since, until: since.addingTimeInterval(window))
            guard record.judged.count >= 30, let skill = record.skill, skill < 0 else { return }
        }
        let record = try await records.record(
            kind, average: average, model: version.id, since: now.addingTimeInterval(-2 * window), until: now)
        try await context.database.transaction { connection in
            try await ModelVersionStore(connection).withdraw(version, record, at: now)
        }
        Log.warning("model withdrawn", ["model": kind.rawValue, "outcomes": record.judged.count])
    }

    /// After five hundredths more labels than it learned from, or a week.
    private func isTrainingDue(_ kind: PredictionKind, now: Date) async throws -> Bool {
        let connection = context.database.connection
        guard let version = try await ModelVersionStore(connection).serving(kind) else { return true }
        if version.withdrawnAt != nil || now.timeIntervalSince(version.trainedAt) >= Self.ageLimit { return true }
        guard kind.isOfTickets else { return false }
        let known = try await LabelStore(connection).satisfaction(until: now).count
        return Double(known) >= Double(version.model.predictor.labels) * 1.05 + 1
    }
}
