import Basics
import EventLoop
import Foundation
import Models
import Postgres

/// Reads how predictions did.
@Loop struct TrackRecordStore {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// Outcomes since `since` with the prediction each is judged by: the last one made before both the judged moment (or
    /// the minute of it) and the first intervention, at most 60 days old.
    ///
    /// - Source: MODELS.md 5.5: without heeding interventions success looks like a false alarm.
    /// - Parameter model: Only its predictions; without it those of every model so far.
    func record(
        _ kind: PredictionKind, average: Double, model: UUID? = nil, since: Date, until: Date
    ) async throws -> TrackRecord {
        let byModel: SQL = model.map { "p.model_id = \($0)" } ?? "true"
        let judged = try await connection.rows(
            { row in
                TrackRecord.Judged(
                    probability: try row["probability"], came: try row["label"], week: try row["week"])
            },
            """
            SELECT prediction.probability, outcome.label,
                   date_trunc('week', outcome.as_of AT TIME ZONE profile.time_zone)::date::text AS week
            FROM company_profile AS profile
            CROSS JOIN (
                SELECT DISTINCT ON (subject_id, as_of) subject_id, as_of, label
                FROM outcomes
                WHERE kind = \(kind) AND as_of >= \(since) AND as_of < \(until)
                ORDER BY subject_id, as_of, known_at DESC
            ) AS outcome
            CROSS JOIN LATERAL (
                SELECT p.probability
                FROM predictions AS p
                WHERE p.kind = \(kind) AND \(byModel) AND p.subject_id = outcome.subject_id AND p.as_of <= outcome.as_of + interval '1 minute'
                    AND p.as_of > outcome.as_of - interval '60 days'
                    AND NOT EXISTS (
                        SELECT FROM risk_interventions AS i
                        WHERE i.kind = \(kind) AND i.subject_id = outcome.subject_id AND i.at < p.as_of
                            AND i.at > outcome.as_of - interval '60 days')
                ORDER BY p.as_of DESC, p.id DESC
                LIMIT 1
            ) AS prediction
            ORDER BY outcome.as_of, outcome.subject_id
            """)
        return TrackRecord(judged: judged, average: average)
    }

    /// What subjects like those a model learned from look like now, for drift.
    ///
    /// Tickets solved in the last 60 days as they were then, or customers as the newest predictions saw them. Few say
    /// nothing, so fewer than 30 give none.
    func recent(_ kind: PredictionKind, model: UUID, now: Date, limit: Int = 200) async throws -> [FeatureRow] {
        var rows: [FeatureRow]
        if kind.isOfTickets {
            let solved = try await connection.rows(
                { row in (id: try row["id"] as UUID, asOf: try row["solved_at"] as Date) },
                """
                SELECT id, solved_at FROM tickets
                WHERE solved_at > (\(now)::timestamptz) - interval '60 days'
                ORDER BY solved_at DESC, id DESC
                LIMIT \(limit)
                """)
            rows = try await FeatureStore(connection).tickets(solved)
        } else {
            rows = try await connection.rows(
                { row in
                    FeatureRow(
                        subject: try row["subject_id"], asOf: try row["as_of"], kept: row.bytes("features") ?? [])
                },
                """
                SELECT subject_id, as_of, features FROM predictions
                WHERE model_id = \(model) AND kind = \(kind)
                ORDER BY as_of DESC, id DESC
                LIMIT \(limit)
                """)
        }
        return rows.count < 30 ? [] : rows
    }
}

extension FeatureRow {
    /// As predictions keep it, JSON.
    fileprivate init(subject: UUID, asOf: Date, kept bytes: [UInt8]) {
        var values: [String: FeatureValue] = [:]
        if case .object(let fields)? = try? JSONValue(parsing: bytes) {
            for (name, value) in fields {
                switch value {
                case .number(let number): values[name] = .number(number)
                case .string(let word): values[name] = .category(word)
                default: values[name] = .missing
                }
            }
        }
        self.init(subject: subject, asOf: asOf, values: values)
    }
}
