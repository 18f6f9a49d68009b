import Basics
package import EventLoop
import Foundation
package import Postgres

/// Every SQL statement about sessions.
@Loop package struct SessionStore {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// A session that is still good, with its person.
    struct Found {
        let sessionID: ID<Session>
        let user: User
        let lastUsedAt: Date

        init(_ row: Row) throws {
            sessionID = try row["session_id"]
            user = try User(row)
            lastUsedAt = try row["last_used_at"]
        }
    }

    /// The session behind a token, unless it ended, lay idle too long, or its person was deactivated.
    func find(tokenHash: [UInt8], now: Date) async throws -> Found? {
        let idleSince = now.addingTimeInterval(-Session.idleSeconds)
        return try await connection.first(
            Found.init,
            """
            SELECT s.id AS session_id, s.last_used_at, \(UserStore.columns)
            FROM sessions s
            JOIN users u ON u.id = s.user_id
            WHERE s.token_hash = \(tokenHash) AND s.expires_at > \(now) AND s.last_used_at > \(idleSince) AND u.active
            """)
    }

    func insert(
        _ session: Session, tokenHash: [UInt8], remoteAddress: String, userAgent: String, now: Date
    ) async throws {
        let expiresAt = now.addingTimeInterval(Session.absoluteSeconds)
        try await connection.execute(
            """
            INSERT INTO sessions
                (id, user_id, token_hash, remote_address, user_agent, created_at, last_used_at, expires_at)
            VALUES
                (\(session.id), \(session.userID), \(tokenHash), \(remoteAddress), \(userAgent), \(now), \(now),
                 \(expiresAt))
            """)
    }

    /// Whether the person with this e-mail address has a session that was opened from this network address.
    func isOpen(email: String, remoteAddress: String, now: Date) async throws -> Bool {
        try await connection.one(
            { try $0["is_open"] },
            """
            SELECT EXISTS (
                SELECT FROM sessions s
                JOIN users u ON u.id = s.user_id
                WHERE lower(u.email) = lower(\(email)) AND s.remote_address = \(remoteAddress) AND s.expires_at > \(now)
            ) AS is_open
            """)
    }

    /// Notes that the session and its person are in use, at most once a minute.
    func touch(_ id: ID<Session>, now: Date) async throws {
        let before = now.addingTimeInterval(-Session.touchSeconds)
        try await connection.execute(
            """
            WITH touched AS (
                UPDATE sessions SET last_used_at = \(now) WHERE id = \(id) AND last_used_at < \(before) RETURNING user_id)
            UPDATE users SET last_seen_at = \(now) WHERE id = (SELECT user_id FROM touched)
            """)
    }

    func delete(_ id: ID<Session>) async throws {
        try await connection.execute("DELETE FROM sessions WHERE id = \(id)")
    }

    func delete(tokenHash: [UInt8]) async throws {
        try await connection.execute("DELETE FROM sessions WHERE token_hash = \(tokenHash)")
    }

    /// Ends every session of a person, except one.
    @discardableResult
    func deleteAll(of user: ID<User>, except: ID<Session>? = nil) async throws -> Int {
        try await connection.execute(
            "DELETE FROM sessions WHERE user_id = \(user) AND id IS DISTINCT FROM \(except)::uuid")
    }

    /// Removes the sessions that ended by time, and says which.
    func deleteExpired(now: Date) async throws -> [ID<Session>] {
        let idleSince = now.addingTimeInterval(-Session.idleSeconds)
        return try await connection.rows(
            { try $0["id"] },
            "DELETE FROM sessions WHERE expires_at <= \(now) OR last_used_at <= \(idleSince) RETURNING id")
    }
}
