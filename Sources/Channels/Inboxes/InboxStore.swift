package import Basics
package import EventLoop
import Foundation
package import Postgres

/// Every SQL statement about inboxes.
@Loop package struct InboxStore {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    private static let columns: SQL = """
        id, key, kind, name, enabled, team_id, settings, identity_secret IS NOT NULL AS has_identity_secret,
        created_at, version
        """

    package func inbox(_ id: ID<Inbox>) async throws -> Inbox? {
        try await connection.first(Inbox.init, "SELECT \(Self.columns) FROM inboxes WHERE id = \(id)")
    }

    func lockedInbox(_ id: ID<Inbox>) async throws -> Inbox? {
        try await connection.first(Inbox.init, "SELECT \(Self.columns) FROM inboxes WHERE id = \(id) FOR UPDATE")
    }

    package func inbox(key: String) async throws -> Inbox? {
        try await connection.first(Inbox.init, "SELECT \(Self.columns) FROM inboxes WHERE key = \(key)")
    }

    /// The oldest inbox of this kind that is in use.
    package func defaultInbox(_ kind: ChannelKind) async throws -> Inbox? {
        try await connection.first(
            Inbox.init,
            """
            SELECT \(Self.columns)
            FROM inboxes
            WHERE kind = \(kind) AND enabled
            ORDER BY created_at, id
            LIMIT 1
            """)
    }

    /// All inboxes by name, at most `limit`.
    package func inboxes(after: (name: String, id: ID<Inbox>)? = nil, limit: Int = 200) async throws -> [Inbox] {
        var filter: SQL = "true"
        if let after { filter = "(name, id) > (\(after.name), \(after.id))" }
        return try await connection.rows(
            Inbox.init, "SELECT \(Self.columns) FROM inboxes WHERE \(filter) ORDER BY name, id LIMIT \(limit)")
    }

    /// - Throws: `Problem.invalid` when the team does not exist.
    package func insert(_ inbox: Inbox) async throws {
        try await naming {
            try await connection.execute(
                """
                INSERT INTO inboxes (id, key, kind, name, enabled, team_id, settings, created_at, updated_at)
                VALUES (\(inbox.id), \(inbox.key), \(inbox.kind), \(inbox.name), \(inbox.enabled), \(inbox.teamID),
                        \(inbox.settings.value), \(inbox.createdAt), \(inbox.createdAt))
                """)
        }
    }

    /// - Throws: as `insert`.
    func update(_ inbox: Inbox, at now: Date) async throws {
        try await naming {
            try await connection.execute(
                """
                UPDATE inboxes
                SET name = \(inbox.name), enabled = \(inbox.enabled), team_id = \(inbox.teamID),
                    settings = \(inbox.settings.value), updated_at = \(now), version = version + 1
                WHERE id = \(inbox.id)
                """)
        }
    }

    /// - Throws: `Problem` of kind `inbox-in-use` when it has tickets.
    func delete(_ id: ID<Inbox>) async throws {
        do {
            try await connection.execute("DELETE FROM inboxes WHERE id = \(id)")
        } catch let error as DatabaseError where error.sqlState == "23503" {
            throw Problem.conflict(
                "inbox-in-use", "This inbox has tickets", "Switch it off instead: its tickets need it.")
        }
    }

    /// The sealed secret identities are signed with.
    func identitySecret(_ id: ID<Inbox>) async throws -> [UInt8]? {
        try await connection.first(
            { row -> [UInt8]? in try row["identity_secret"] },
            "SELECT identity_secret FROM inboxes WHERE id = \(id)") ?? nil
    }

    func setIdentitySecret(_ sealed: [UInt8], of id: ID<Inbox>, at now: Date) async throws {
        try await connection.execute(
            """
            UPDATE inboxes SET identity_secret = \(sealed), updated_at = \(now), version = version + 1
            WHERE id = \(id)
            """)
    }

    private func naming(_ run: () async throws -> Void) async throws {
        do {
            try await run()
        } catch let error as DatabaseError where error.sqlState == "23503" {
            throw Problem.invalid("/team_id", "names no team known here")
        }
    }
}
