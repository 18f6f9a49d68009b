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

    /// Which model of each kind serves.
    func servingIDs() async throws -> [PredictionKind: UUID] {
        let rows = try await connection.rows(
            { row in (kind: try row["kind"] as PredictionKind, id: try row["id"] as UUID) },
            "SELECT DISTINCT ON (kind) kind, id FROM model_versions ORDER BY kind, version DESC")
        return Dictionary(rows.map { ($0.kind, $0.id) }, uniquingKeysWith: { first, _ in first })
    }

    /// The model that serves; `nil` before the first training.
    package func serving(_ kind: PredictionKind) async throws -> ModelVersion? {
        try await connection.first(
            ModelVersion.init,
            """
            SELECT id, version, trained_at, artifact
            FROM model_versions
            WHERE kind = \(kind)
            ORDER BY version DESC
            LIMIT 1
            """)
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
