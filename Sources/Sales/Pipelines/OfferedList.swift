import EventLoop
import Foundation
import Postgres

/// A table whose rows are offered in an order of the company's own: `position`, without those that have `archived_at`.
@Loop struct OfferedList {
    private let table: SQL
    private let connection: Connection

    init(_ table: SQL, _ connection: Connection) {
        self.table = table
        self.connection = connection
    }

    /// Puts a row at a place among those offered, from 1; the others keep their order.
    func put(_ id: UUID, at place: Int) async throws {
        try await lock()
        try await connection.execute(
            """
            UPDATE \(table) AS r
            SET position = placed.position
            FROM (
                SELECT id, row_number() OVER (ORDER BY place, id)::integer AS position
                FROM (
                    SELECT id, CASE WHEN id = \(id) THEN \(place)::integer - 0.5
                        ELSE row_number() OVER (PARTITION BY id = \(id) ORDER BY position, id) END AS place
                    FROM \(table)
                    WHERE archived_at IS NULL OR id = \(id)
                ) AS wished
            ) AS placed
            WHERE r.id = placed.id
            """)
    }

    /// Locks every row, in one order, for changes that touch others beside their own.
    func lock() async throws {
        try await connection.execute("SELECT id FROM \(table) ORDER BY id FOR UPDATE")
    }
}
