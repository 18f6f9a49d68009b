package import EventLoop
import Foundation
import Jobs
import Postgres
package import Web

/// Scores everybody in the background: each night, and when a new model comes into use.
@Loop package struct ScoringJobs {
    private let context: AppContext
    private let desk: PredictionDesk
    private static let batch = 500

    package init(context: AppContext, desk: PredictionDesk) {
        self.context = context
        self.desk = desk
    }

    /// Scores every unsolved ticket, or every customer who ever ordered.
    ///
    /// - Returns: How many were looked at and how many predictions changed.
    @discardableResult package func scoreAll(
        _ kind: PredictionKind, cause: Prediction.Cause
    ) async throws -> (scored: Int, appended: Int) {
        var (scored, appended) = (0, 0)
        var last: UUID?
        while true {
            let subjects = try await subjects(kind, after: last)
            guard !subjects.isEmpty else { return (scored, appended) }
            appended += try await desk.score(kind, subjects, cause: cause, context.database.connection).count
            scored += subjects.count
            last = subjects.last
            try Task.checkCancellation()
        }
    }

    private func subjects(_ kind: PredictionKind, after last: UUID?) async throws -> [UUID] {
        let place: SQL = last.map { "id > \($0)" } ?? "true"
        let source: SQL =
            kind.isOfTickets
            ? "SELECT id FROM tickets WHERE status IN ('open', 'waiting', 'snoozed') AND \(place)"
            : """
            SELECT id FROM customers
            WHERE deleted_at IS NULL AND \(place)
                AND EXISTS (SELECT FROM orders WHERE orders.customer_id = customers.id)
            """
        return try await context.database.connection.rows(
            { row in try row["id"] as UUID }, "\(source) ORDER BY id LIMIT \(Self.batch)")
    }
}
