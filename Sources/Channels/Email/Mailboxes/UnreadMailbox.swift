import Basics
import EventLoop
import Foundation
package import Postgres

/// A mailbox whose last fetch failed, for the doctor.
package struct UnreadMailbox: Sendable {
    let name: String
    let reason: String
    /// The last fetch that went well; `nil` when none ever did.
    let lastSuccessAt: Date?
    let begunAt: Date

    private init(_ row: Row) throws {
        name = try row["name"]
        reason = try row["reason"]
        lastSuccessAt = try row["last_success_at"]
        begunAt = try row["begun_at"]
    }

    /// Which mailbox, since when, and what its server said.
    package var sentence: String {
        let since =
            lastSuccessAt.map { "not read since \(Self.minute($0))" }
            ?? "never read, tried since \(Self.minute(begunAt))"
        return "\(name): \(since): \(reason.hasSuffix(".") ? String(reason.dropLast()) : reason)"
    }

    private static func minute(_ at: Date) -> String { at.rfc3339.prefix(16).replacing("T", with: " ") + " UTC" }

    /// The mailboxes in use that are fetched from in vain, by name.
    @Loop package static func all(_ connection: Connection) async throws -> [UnreadMailbox] {
        try await connection.rows(
            UnreadMailbox.init,
            """
            SELECT i.name, m.last_success_at, m.begun_at,
                COALESCE(NULLIF(btrim(m.last_error), ''), m.last_error_code, 'nothing was heard of its server')
                    AS reason
            FROM mailbox_states AS m
            JOIN inboxes AS i ON i.id = m.inbox_id
            WHERE i.kind = 'email' AND i.enabled AND COALESCE(i.settings #>> '{mail,imap,host}', '') <> ''
                AND (m.state = 'failing' OR m.last_error_code IS NOT NULL)
            ORDER BY i.name, i.id
            """)
    }
}
