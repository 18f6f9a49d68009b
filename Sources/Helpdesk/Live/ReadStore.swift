import Basics
package import EventLoop
package import Foundation
package import Postgres

/// How far people have read; positions only ever move forward.
@Loop package struct ReadStore {
    let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// - Returns: Whether the position moved.
    package func staffRead(_ ticket: UUID, user: UUID, seq: Int, at now: Date) async throws -> Bool {
        try await connection.execute(
            """
            INSERT INTO ticket_reads (ticket_id, user_id, seq, read_at)
            SELECT id, \(user)::uuid, LEAST(\(seq)::bigint, last_seq), \(now)::timestamptz
            FROM tickets
            WHERE id = \(ticket)
            ON CONFLICT (ticket_id, user_id) DO UPDATE
            SET seq = excluded.seq, read_at = excluded.read_at
            WHERE ticket_reads.seq < excluded.seq
            """) > 0
    }

    /// - Returns: Whether the position moved.
    package func customerRead(_ ticket: UUID, seq: Int) async throws -> Bool {
        try await connection.execute(
            """
            UPDATE tickets
            SET customer_read_seq = LEAST(\(seq)::bigint, last_seq)
            WHERE id = \(ticket) AND customer_read_seq < LEAST(\(seq)::bigint, last_seq)
            """) > 0
    }
}
