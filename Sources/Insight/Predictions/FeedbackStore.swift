import EventLoop
import Foundation
import Postgres

/// Every statement about what staff say of predictions.
@Loop struct FeedbackStore {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// Keeps somebody's last word.
    func put(
        _ verdict: PredictionFeedback.Verdict, note: String, of prediction: UUID, by user: UUID, at now: Date
    ) async throws {
        try await connection.execute(
            """
            INSERT INTO prediction_feedback (prediction_id, user_id, verdict, note, at)
            VALUES (\(prediction), \(user), \(verdict), \(note), \(now))
            ON CONFLICT (prediction_id, user_id) DO UPDATE
            SET verdict = EXCLUDED.verdict, note = EXCLUDED.note, at = EXCLUDED.at
            """)
    }

    func verdict(of prediction: UUID?, by user: UUID?) async throws -> PredictionFeedback.Verdict? {
        try await connection.first(
            { row in try row["verdict"] as PredictionFeedback.Verdict },
            """
            SELECT verdict FROM prediction_feedback
            WHERE prediction_id = \(prediction) AND user_id = \(user)
            """)
    }
}
