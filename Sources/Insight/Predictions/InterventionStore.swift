import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// Every statement about what was done about risks.
@Loop struct InterventionStore {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// - Throws: `Problem.notFound` when there is no such customer.
    func insert(
        _ intervention: Intervention, of subject: UUID, note: String, by principal: Principal, at now: Date,
        random: Randomness
    ) async throws {
        let kind = intervention.kind
        if kind == .customers {
            let customer = try await connection.first(
                { row in try row["id"] as UUID },
                "SELECT id FROM customers WHERE id = \(subject) AND deleted_at IS NULL")
            guard customer != nil else { throw Problem.notFound("customer") }
        }
        let id = ID<Intervention>.make(at: now, random: random)
        let user = principal.kind == .user ? principal.id : nil
        try await connection.execute(
            """
            INSERT INTO risk_interventions (id, kind, subject_id, prediction_id, action, note, user_id, at)
            VALUES (\(id), \(kind.prediction), \(subject),
                (SELECT prediction_id FROM current_risks
                WHERE kind = \(kind.prediction) AND subject_id = \(subject)),
                \(intervention.action.rawValue), \(note), \(user), \(now))
            """)
    }
}
