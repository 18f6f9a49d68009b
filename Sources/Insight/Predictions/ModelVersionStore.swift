import Basics
package import EventLoop
package import Foundation
import Models
package import Postgres
import Web

/// Every statement about trained models.
@Loop package struct ModelVersionStore {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// Which model of a kind serves, and since when it is withdrawn.
    func serving(of kind: PredictionKind) async throws -> (id: UUID, withdrawnAt: Date?)? {
        try await connection.first(
            { row in (id: try row["id"], withdrawnAt: try row["withdrawn_at"]) },
            """
            SELECT m.id, w.at AS withdrawn_at
            FROM model_versions AS m
            LEFT JOIN model_withdrawals AS w ON w.model_id = m.id
            WHERE m.kind = \(kind)
            ORDER BY m.version DESC
            LIMIT 1
            """)
    }

    /// The model that serves; `nil` before the first training.
    package func serving(_ kind: PredictionKind) async throws -> ModelVersion? {
        try await connection.first(
            ModelVersion.init,
            """
            SELECT m.id, m.version, m.trained_at, m.artifact, w.at AS withdrawn_at
            FROM model_versions AS m
            LEFT JOIN model_withdrawals AS w ON w.model_id = m.id
            WHERE m.kind = \(kind)
            ORDER BY m.version DESC
            LIMIT 1
            """)
    }

    /// Shows nothing of a model any more, and forgets the risks it told of.
    func withdraw(_ version: ModelVersion, _ record: TrackRecord, at now: Date) async throws {
        try await connection.execute(
            """
            INSERT INTO model_withdrawals (model_id, at, outcomes, skill)
            VALUES (\(version.id), \(now), \(record.judged.count), \(record.skill ?? 0))
            ON CONFLICT DO NOTHING
            """)
        try await connection.execute("DELETE FROM current_risks WHERE kind = \(version.model.kind)")
    }

    /// Stores a model, which serves from now on; risks by the one before it are forgotten.
    package func insert(_ model: PredictionModel, id: UUID, at now: Date) async throws {
        let artifact = try model.artifact()
        let predictor = model.predictor
        try await connection.execute(
            """
            INSERT INTO model_versions (id, kind, version, trained_at, labels, rarer, ladder, verdict, artifact, sha256)
            SELECT \(id), \(model.kind), COALESCE(max(version), 0) + 1, \(now), \(predictor.labels), \(predictor.rarer),
                   \(predictor.ladder.rawValue), \(predictor.verdict.rawValue), \(artifact),
                   \(Digest.sha256(artifact).hexadecimal)
            FROM model_versions
            WHERE kind = \(model.kind)
            """)
        try await connection.execute("DELETE FROM current_risks WHERE kind = \(model.kind)")
    }
}
