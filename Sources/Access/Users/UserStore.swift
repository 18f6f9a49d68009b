package import Basics
package import EventLoop
import Foundation
package import Postgres

/// Every SQL statement about members of staff.
@Loop package struct UserStore {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    static let columns: SQL = """
        u.id, u.name, u.email, u.role, u.ticket_scope, u.locale, u.time_zone, u.capacity, u.active,
        u.password_hash IS NOT NULL AS has_password,
        ARRAY(SELECT m.team_id FROM team_members m WHERE m.user_id = u.id ORDER BY m.team_id) AS team_ids,
        u.created_at, u.version
        """

    package func user(_ id: ID<User>) async throws -> User? {
        try await connection.first(User.init, "SELECT \(Self.columns) FROM users u WHERE u.id = \(id)")
    }

    /// The same, locked until the caller's transaction ends.
    func lockedUser(_ id: ID<User>) async throws -> User? {
        try await connection.first(User.init, "SELECT \(Self.columns) FROM users u WHERE u.id = \(id) FOR UPDATE OF u")
    }

    package func user(email: String) async throws -> User? {
        try await connection.first(
            User.init, "SELECT \(Self.columns) FROM users u WHERE lower(u.email) = lower(\(email))")
    }

    /// The names of these people, for lists that refer to them; unknown ids are left out.
    package func userNames(_ ids: [ID<User>]) async throws -> [ID<User>: String] {
        let rows = try await connection.rows(
            { row -> (ID<User>, String) in (try row["id"], try row["name"]) },
            "SELECT id, name FROM users WHERE id = ANY(\(ids)) ORDER BY id")
        return Dictionary(uniqueKeysWithValues: rows)
    }

    /// Staff by name, at most `limit`.
    package func users(active: Bool?, after: (name: String, id: ID<User>)?, limit: Int) async throws -> [User] {
        var filter: SQL = "true"
        if let active { filter = "u.active = \(active)" }
        if let after { filter = "\(filter) AND (lower(u.name), u.id) > (\(after.name), \(after.id))" }
        return try await connection.rows(
            User.init,
            """
            SELECT \(Self.columns)
            FROM users u
            WHERE \(filter)
            ORDER BY lower(u.name), u.id
            LIMIT \(limit)
            """)
    }

    package func isEmpty() async throws -> Bool {
        try await connection.one({ try $0["is_empty"] }, "SELECT NOT EXISTS (SELECT FROM users) AS is_empty")
    }

    /// How many can sign in.
    package func activeCount() async throws -> Int {
        try await connection.one({ try $0["active_count"] }, "SELECT count(*) AS active_count FROM users WHERE active")
    }

    /// Adds a person.
    ///
    /// - Throws: `Problem` of kind `email-taken`.
    package func insert(_ user: User, passwordHash: String?) async throws {
        do {
            try await connection.execute(
                """
                INSERT INTO users
                    (id, name, email, role, ticket_scope, password_hash, locale, time_zone, capacity, active,
                     created_at, updated_at)
                VALUES
                    (\(user.id), \(user.name), \(user.email), \(user.role), \(user.ticketScope), \(passwordHash),
                     \(user.locale), \(user.timeZone), \(user.capacity), \(user.active),
                     \(user.createdAt), \(user.createdAt))
                """)
        } catch let error as DatabaseError where error.constraint == "users_email_unique" {
            throw Problem.staffEmailTaken
        }
    }

    /// Stores everything but the password and the teams; the version grows by one.
    ///
    /// - Throws: `Problem` of kind `email-taken`.
    func update(_ user: User, at now: Date) async throws {
        do {
            try await connection.execute(
                """
                UPDATE users
                SET name = \(user.name), email = \(user.email), role = \(user.role), ticket_scope = \(user.ticketScope),
                    locale = \(user.locale), time_zone = \(user.timeZone), capacity = \(user.capacity),
                    active = \(user.active), updated_at = \(now), version = version + 1
                WHERE id = \(user.id)
                """)
        } catch let error as DatabaseError where error.constraint == "users_email_unique" {
            throw Problem.staffEmailTaken
        }
    }

    func setPassword(_ id: ID<User>, hash: String, at now: Date) async throws {
        try await connection.execute(
            "UPDATE users SET password_hash = \(hash), updated_at = \(now), version = version + 1 WHERE id = \(id)")
    }

    /// Stores the same password hashed with newer parameters.
    func replaceHash(_ id: ID<User>, with hash: String) async throws {
        try await connection.execute("UPDATE users SET password_hash = \(hash) WHERE id = \(id)")
    }

    /// A person with the hash to compare, in one statement whether or not there is such a person.
    struct Credentials {
        let user: User
        /// `nil` for the deactivated and those who have not accepted their invitation.
        let passwordHash: String?

        init(_ row: Row) throws {
            user = try User(row)
            passwordHash = try row["password_hash"]
        }
    }

    func credentials(email: String) async throws -> Credentials? {
        try await connection.first(
            Credentials.init,
            """
            SELECT CASE WHEN u.active THEN u.password_hash END AS password_hash, \(Self.columns)
            FROM users u
            WHERE lower(u.email) = lower(\(email))
            """)
    }

    /// The same for one person, locked until the caller's transaction ends.
    func lockedCredentials(_ id: ID<User>) async throws -> Credentials? {
        try await connection.first(
            Credentials.init,
            """
            SELECT CASE WHEN u.active THEN u.password_hash END AS password_hash, \(Self.columns)
            FROM users u
            WHERE u.id = \(id)
            FOR UPDATE OF u
            """)
    }

    /// Puts the person into exactly these teams, and moves the versions of the teams that change.
    ///
    /// - Throws: `Problem.invalid` when a team does not exist.
    func setTeams(of id: ID<User>, to teams: [ID<Team>]) async throws {
        try await connection.execute(
            """
            UPDATE teams SET version = version + 1
            WHERE (id = ANY(\(teams))) <> EXISTS (
                SELECT FROM team_members m WHERE m.team_id = teams.id AND m.user_id = \(id))
            """)
        try await connection.execute(
            "DELETE FROM team_members WHERE user_id = \(id) AND team_id <> ALL(\(teams))")
        do {
            try await connection.execute(
                """
                INSERT INTO team_members (team_id, user_id)
                SELECT team_id, \(id)::uuid FROM unnest(\(teams)::uuid[]) AS team_id
                ON CONFLICT DO NOTHING
                """)
        } catch let error as DatabaseError where error.sqlState == "23503" {
            throw Problem.invalid("/team_ids", "names a team that does not exist")
        }
    }

    /// Locks the active owners and says whether anyone but `id` is one, so that two who leave at once cannot both pass.
    func hasOtherOwner(than id: ID<User>) async throws -> Bool {
        let owners: [ID<User>] = try await connection.rows(
            { try $0["id"] }, "SELECT id FROM users WHERE role = 'owner' AND active ORDER BY id FOR UPDATE")
        return owners.contains { $0 != id }
    }

    /// Holds back every other creation of a first owner until the caller's transaction ends.
    func lockForFirstOwner() async throws {
        try await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('deskbell.first_owner', 0))")
    }
}

extension Problem {
    static let staffEmailTaken = Problem.conflict(
        "email-taken", "This e-mail address is in use", "Someone of the staff has this address already.",
        fields: [Problem.Field("/email", "is in use")])
}
