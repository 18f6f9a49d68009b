import Basics
package import EventLoop
package import Foundation
import Models
package import Postgres

/// Every statement about predictions; they are only ever added.
@Loop package struct PredictionStore {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// What a subject's latest prediction says, for lists and for telling whether something changed.
    package struct Risk: Sendable, Equatable {
        package let predictionID: UUID
        package let modelID: UUID
        package let probability: Double
        package let band: String

        init(_ row: Row) throws {
            predictionID = try row["prediction_id"]
            modelID = try row["model_id"]
            probability = try row["probability"]
            band = try row["band"]
        }
    }

    /// The latest risk of each of the subjects that has one.
    package func risks(_ kind: PredictionKind, of subjects: [UUID]) async throws -> [UUID: Risk] {
        let rows = try await connection.rows(
            { row in (subject: try row["subject_id"] as UUID, risk: try Risk(row)) },
            """
            SELECT subject_id, prediction_id, model_id, probability, band
            FROM current_risks
            WHERE kind = \(kind) AND subject_id = ANY (\(subjects))
            """)
        return Dictionary(rows.map { ($0.subject, $0.risk) }, uniquingKeysWith: { first, _ in first })
    }

    /// Adds a prediction and makes it the subject's latest, unless a later moment's is there already.
    func append(_ prediction: Prediction, id: UUID) async throws {
        let raising = prediction.reasons.filter { $0.contribution > 0 }.map(\.feature)
        try await connection.execute(
            """
            WITH added AS (
                INSERT INTO predictions (
                    id, kind, subject_id, as_of, model_id, probability, low, high, band, features, reasons, cause)
                VALUES (\(id), \(prediction.kind), \(prediction.row.subject), \(prediction.row.asOf),
                    \(prediction.modelID), \(prediction.probability), \(prediction.score.interval.lowerBound),
                    \(prediction.score.interval.upperBound), \(prediction.score.band.rawValue),
                    \(Self.features(prediction.row))::jsonb, \(Self.reasons(prediction.reasons))::jsonb,
                    \(prediction.cause.rawValue))
                RETURNING id, kind, subject_id, as_of, model_id, probability, band
            ), told AS (
                INSERT INTO timeline_entries (id, customer_id, at, kind, title)
                SELECT gen_random_uuid(), c.id, added.as_of, 'prediction.churn', before.band || ' → ' || added.band
                FROM added
                JOIN current_risks AS before ON before.kind = added.kind AND before.subject_id = added.subject_id
                JOIN customers AS c ON c.id = added.subject_id
                WHERE added.kind = 'churn' AND before.band <> added.band AND before.as_of <= added.as_of
            )
            INSERT INTO current_risks AS risk (
                kind, subject_id, prediction_id, model_id, probability, band, reasons, as_of)
            SELECT kind, subject_id, id, model_id, probability, band, \(raising)::text[], as_of FROM added
            ON CONFLICT (kind, subject_id) DO UPDATE
            SET prediction_id = EXCLUDED.prediction_id, model_id = EXCLUDED.model_id,
                probability = EXCLUDED.probability, band = EXCLUDED.band, reasons = EXCLUDED.reasons,
                as_of = EXCLUDED.as_of
            WHERE risk.as_of <= EXCLUDED.as_of
            """)
    }

    /// The chance the prediction before the subject's latest one gave; `nil` without one by the same model.
    package func previousProbability(_ kind: PredictionKind, of subject: UUID) async throws -> Double? {
        try await connection.first(
            { row in try row["probability"] as Double },
            """
            SELECT before.probability
            FROM current_risks AS risk
            JOIN predictions AS before ON before.kind = risk.kind AND before.subject_id = risk.subject_id
                AND before.model_id = risk.model_id AND before.id <> risk.prediction_id AND before.as_of <= risk.as_of
            WHERE risk.kind = \(kind) AND risk.subject_id = \(subject)
            ORDER BY before.as_of DESC, before.id DESC
            LIMIT 1
            """)
    }

    private static func features(_ row: FeatureRow) -> String {
        var json = JSONWriter(capacity: 2_048)
        json.object { json in
            for (name, value) in row.values.sorted(by: { $0.key < $1.key }) {
                json.field(name, JSONFeatureValue(value))
            }
        }
        return String(decoding: json.bytes, as: UTF8.self)
    }

    private static func reasons(_ reasons: [PredictionReason]) -> String {
        var json = JSONWriter()
        json.array { json in for reason in reasons { reason.write(to: &json) } }
        return String(decoding: json.bytes, as: UTF8.self)
    }
}
