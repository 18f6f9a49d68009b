package import Basics
package import EventLoop
package import Foundation
package import Postgres
import Web

/// Every SQL statement about teams.
@Loop package struct TeamStore {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    private static let columns: SQL = """
        t.id, t.name, t.description,
        ARRAY(SELECT m.user_id FROM team_members m WHERE m.team_id = t.id ORDER BY m.user_id) AS member_ids,
        t.version
        """

    package func team(_ id: ID<Team>) async throws -> Team? {
        try await connection.first(Team.init, "SELECT \(Self.columns) FROM teams t WHERE t.id = \(id)")
    }

    func lockedTeam(_ id: ID<Team>) async throws -> Team? {
        try await connection.first(Team.init, "SELECT \(Self.columns) FROM teams t WHERE t.id = \(id) FOR UPDATE OF t")
    }

    /// Teams by name, at most `limit`.
    package func teams(after: (name: String, id: ID<Team>)?, limit: Int) async throws -> [Team] {
        var filter: SQL = "true"
        if let after { filter = "(lower(t.name), t.id) > (\(after.name), \(after.id))" }
        return try await connection.rows(
            Team.init,
            """
            SELECT \(Self.columns)
            FROM teams t
            WHERE \(filter)
            ORDER BY lower(t.name), t.id
            LIMIT \(limit)
            """)
    }

    /// The names of these teams, for lists that refer to them; unknown ids are left out.
    package func teamNames(_ ids: [ID<Team>]) async throws -> [ID<Team>: String] {
        let rows = try await connection.rows(
            { row -> (ID<Team>, String) in (try row["id"], try row["name"]) },
            "SELECT id, name FROM teams WHERE id = ANY(\(ids)) ORDER BY id")
        return Dictionary(uniqueKeysWithValues: rows)
    }

    /// - Throws: `Problem` of kind `name-taken`.
    package func insert(_ team: Team, at now: Date) async throws {
        try await translating {
            try await connection.execute(
                """
                INSERT INTO teams (id, name, description, created_at)
                VALUES (\(team.id), \(team.name), \(team.description), \(now))
                """)
        }
    }

    /// - Throws: `Problem` of kind `name-taken`.
    func update(_ team: Team) async throws {
        try await translating {
            try await connection.execute(
                """
                UPDATE teams SET name = \(team.name), description = \(team.description), version = version + 1
                WHERE id = \(team.id)
                """)
        }
    }

    /// Makes exactly these people the members, and moves the versions of the people for whom that is news.
    ///
    /// - Throws: `Problem.invalid` when a person does not exist.
    package func setMembers(of id: ID<Team>, to members: [ID<User>]) async throws {
        try await connection.execute(
            """
            UPDATE users SET version = version + 1
            WHERE (id = ANY(\(members))) <> EXISTS (
                SELECT FROM team_members m WHERE m.user_id = users.id AND m.team_id = \(id))
            """)
        try await connection.execute(
            "DELETE FROM team_members WHERE team_id = \(id) AND user_id <> ALL(\(members))")
        do {
            try await connection.execute(
                """
                INSERT INTO team_members (team_id, user_id)
                SELECT \(id)::uuid, user_id FROM unnest(\(members)::uuid[]) AS user_id
                ON CONFLICT DO NOTHING
                """)
        } catch let error as DatabaseError where error.sqlState == "23503" {
            throw Problem.invalid("/member_ids", "names a person who does not exist")
        }
    }

    func delete(_ id: ID<Team>) async throws {
        try await connection.execute("DELETE FROM teams WHERE id = \(id)")
    }

    private func translating(_ statement: () async throws -> Int) async throws {
        do {
            _ = try await statement()
        } catch let error as DatabaseError where error.constraint == "teams_name_unique" {
            throw Problem.conflict(
                "name-taken", "This name is in use", "Another team has this name already.",
                fields: [Problem.Field("/name", "is in use")])
        }
    }
}
