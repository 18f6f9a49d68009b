import Basics
import EventLoop
import Foundation
import Postgres

/// Every SQL statement about invitations.
@Loop struct InvitationStore {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    func insert(_ id: ID<Invitation>, user: ID<User>, tokenHash: [UInt8], now: Date) async throws {
        let expiresAt = now.addingTimeInterval(Invitation.validSeconds)
        try await connection.execute(
            """
            INSERT INTO invitations (id, user_id, token_hash, expires_at, created_at)
            VALUES (\(id), \(user), \(tokenHash), \(expiresAt), \(now))
            """)
    }

    func revokeAll(of user: ID<User>, at now: Date) async throws {
        try await connection.execute(
            """
            UPDATE invitations SET revoked_at = \(now)
            WHERE user_id = \(user) AND accepted_at IS NULL AND revoked_at IS NULL
            """)
    }

    /// Whom the link is for.
    ///
    /// - Throws: `Problem.notFound` when there was never such a link, `Problem.gone` when it no longer works.
    func invited(tokenHash: [UInt8], now: Date) async throws -> User {
        let found = try await connection.first(
            { row -> (User, Bool) in (try User(row), try row["is_good"]) },
            """
            SELECT i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > \(now) AND u.active AS is_good,
                   \(UserStore.columns)
            FROM invitations i
            JOIN users u ON u.id = i.user_id
            WHERE i.token_hash = \(tokenHash)
            """)
        guard let (user, isGood) = found else { throw Problem.notFound("invitation") }
        guard isGood else { throw Invitation.used }
        return user
    }

    /// Uses the link up; of two at the same time one gets the person, the other `nil`.
    func accept(tokenHash: [UInt8], now: Date) async throws -> ID<User>? {
        try await connection.first(
            { try $0["user_id"] },
            """
            UPDATE invitations SET accepted_at = \(now)
            WHERE token_hash = \(tokenHash) AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > \(now)
            RETURNING user_id
            """)
    }
}
