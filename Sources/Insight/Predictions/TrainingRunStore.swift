package import EventLoop
import Foundation
package import Postgres

/// Every statement about trainings.
@Loop package struct TrainingRunStore {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    private static let columns: SQL = "id, kind, cause, state, progress_ratio, requested_at, finished_at"

    /// Notes that a training is wanted; `nil` when one of this kind is waiting or running.
    func insert(
        _ kind: PredictionKind, id: UUID, cause: TrainingRun.Cause, userID: UUID?, at now: Date
    ) async throws -> TrainingRun? {
        try await connection.first(
            TrainingRun.init,
            """
            INSERT INTO training_runs (id, kind, cause, user_id, requested_at)
            VALUES (\(id), \(kind), \(cause), \(userID), \(now))
            ON CONFLICT (kind) WHERE state IN ('queued', 'running') DO NOTHING
            RETURNING \(Self.columns)
            """)
    }

    /// The last training of a kind.
    package func latest(_ kind: PredictionKind) async throws -> TrainingRun? {
        try await connection.first(
            TrainingRun.init,
            """
            SELECT \(Self.columns)
            FROM training_runs
            WHERE kind = \(kind)
            ORDER BY requested_at DESC, id DESC
            LIMIT 1
            """)
    }

    /// Marks it as running, also again after a restart; `nil` when it has ended or was cancelled.
    func begin(_ id: UUID) async throws -> TrainingRun? {
        try await connection.first(
            TrainingRun.init,
            """
            UPDATE training_runs
            SET state = 'running', progress_ratio = 0
            WHERE id = \(id) AND state IN ('queued', 'running')
            RETURNING \(Self.columns)
            """)
    }

    /// - Returns: Whether it is still wanted.
    func progress(_ id: UUID, _ ratio: Double) async throws -> Bool {
        try await connection.execute(
            "UPDATE training_runs SET progress_ratio = \(ratio) WHERE id = \(id) AND state = 'running'") == 1
    }

    /// - Returns: Whether it was running; a cancelled one stays cancelled.
    func finish(
        _ id: UUID, _ state: TrainingRun.State, modelID: UUID? = nil, error: String? = nil, at now: Date
    ) async throws -> Bool {
        try await connection.execute(
            """
            UPDATE training_runs
            SET state = \(state), finished_at = \(now), model_id = \(modelID), error = \(error),
                progress_ratio = CASE WHEN \(state)::text = 'done' THEN 1 ELSE progress_ratio END
            WHERE id = \(id) AND state = 'running'
            """) == 1
    }

    /// Ends a training that waits or runs; `nil` when there is none.
    func cancel(_ kind: PredictionKind, at now: Date) async throws -> TrainingRun? {
        try await connection.first(
            TrainingRun.init,
            """
            UPDATE training_runs
            SET state = 'cancelled', finished_at = \(now)
            WHERE kind = \(kind) AND state IN ('queued', 'running')
            RETURNING \(Self.columns)
            """)
    }
}
