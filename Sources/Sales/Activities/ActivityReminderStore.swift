import Basics
import EventLoop
import Foundation
import Postgres

/// Something to do whose time has come.
struct DueActivity: Sendable {
    let id: UUID
    let kind: Activity.Kind
    let subject: String
    let ownerID: UUID
    let dueAt: Date
    let customerName: String
    /// The console's page it is about.
    let path: String

    init(_ row: Row) throws {
        id = try row["id"]
        kind = try row["kind"]
        subject = try row["subject"]
        ownerID = try row["owner_id"]
        dueAt = try row["due_at"]
        customerName = try row["customer_name"]
        path = try row["path"]
    }
}

/// The statement by which activities are told of.
@Loop struct ActivityReminderStore {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// Marks those whose time has come as told, each once, the longest due first.
    func claim(at now: Date, meetingLeadSeconds: Double, limit: Int) async throws -> [DueActivity] {
        let soon = now.addingTimeInterval(meetingLeadSeconds)
        let due = try await connection.rows(
            DueActivity.init,
            """
            UPDATE activities AS a
            SET reminded_at = \(now)
            FROM (
                SELECT n.id, d.number
                FROM activities AS n
                LEFT JOIN opportunities AS d ON d.id = n.opportunity_id
                WHERE n.done_at IS NULL AND n.reminded_at IS NULL AND n.due_at <= \(soon)
                    AND (n.kind = 'meeting' OR n.due_at <= \(now)) AND n.owner_id IS NOT NULL AND d.deleted_at IS NULL
                ORDER BY n.due_at, n.id
                LIMIT \(limit)
                FOR UPDATE OF n SKIP LOCKED
            ) AS due
            WHERE a.id = due.id
            RETURNING a.id, a.kind, a.subject, a.owner_id, a.due_at,
                COALESCE((SELECT c.name FROM customers AS c WHERE c.id = a.customer_id), '') AS customer_name,
                CASE WHEN due.number IS NULL THEN '/customers/' || a.customer_id ELSE '/sales/deals/' || due.number END
                    AS path
            """)
        return due.sorted { ($0.dueAt, $0.id.uuidString) < ($1.dueAt, $1.id.uuidString) }
    }
}
