import Basics
import EventLoop
import Foundation
import Postgres

/// Every SQL statement about the reasons deals are lost for.
@Loop struct LostReasonStore {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    func reasons(archived: Bool) async throws -> [LostReason] {
        let condition: SQL = archived ? "true" : "archived_at IS NULL"
        return try await connection.rows(
            LostReason.init,
            """
            SELECT id, name, known_as, archived_at, version
            FROM lost_reasons
            WHERE \(condition)
            ORDER BY position, id
            """)
    }

    func reason(_ id: ID<LostReason>, locked: Bool = false) async throws -> LostReason? {
        let lock: SQL = locked ? "FOR UPDATE" : ""
        return try await connection.first(
            LostReason.init,
            "SELECT id, name, known_as, archived_at, version FROM lost_reasons WHERE id = \(id) \(lock)")
    }

    func insert(_ id: ID<LostReason>, name: String) async throws {
        try await connection.execute(
            """
            INSERT INTO lost_reasons (id, name, position)
            SELECT \(id), \(name), COALESCE(max(position), 0) + 1 FROM lost_reasons
            """)
    }

    /// Puts a reason at a place among those offered, from 1; the others keep their order.
    func put(_ id: ID<LostReason>, at place: Int) async throws {
        try await OfferedList("lost_reasons", connection).put(id.uuid, at: place)
    }

    func update(_ id: ID<LostReason>, name: String, archivedAt: Date?) async throws {
        try await connection.execute(
            """
            UPDATE lost_reasons
            SET name = \(name), known_as = CASE WHEN name = \(name) THEN known_as END, archived_at = \(archivedAt),
                version = version + 1
            WHERE id = \(id)
            """)
    }
}
