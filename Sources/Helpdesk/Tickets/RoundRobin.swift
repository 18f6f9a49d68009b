import Basics
package import EventLoop
package import Foundation
package import Postgres

/// Gives work to people who are there and have room for it.
///
/// A chat counts 1, everything else 0.2, and only open tickets count (CAPABILITIES.md section 1, detail 14).
@Loop package struct RoundRobin {
    let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// The online member of the team with most room, whose last ticket came longest ago; `nil` when everybody is full
    /// or away.
    ///
    /// Without a team, everybody may be chosen.
    ///
    /// Assigners take turns by a lock held to the end of the caller's transaction, so two of them cannot give away the
    /// same last place.
    package func choose(team: UUID?, online: [UUID]) async throws -> (id: UUID, name: String)? {
        guard !online.isEmpty else { return nil }
        try await connection.execute("SELECT pg_advisory_xact_lock(hashtext('deskbell.round_robin'))")
        return try await connection.first(
            { row in (id: try row["id"], name: try row["name"]) },
            """
            SELECT u.id, u.name
            FROM users AS u
            CROSS JOIN LATERAL (
                SELECT COALESCE(sum(CASE t.channel WHEN 'chat' THEN 1.0 ELSE 0.2 END), 0) AS load,
                    max(t.created_at) AS newest_at
                FROM tickets AS t
                WHERE t.assignee_id = u.id AND t.status = 'open'
            ) AS work
            WHERE u.active AND u.id = ANY (\(online)) AND work.load < u.capacity
                AND (\(team)::uuid IS NULL OR EXISTS (
                    SELECT FROM team_members AS m WHERE m.team_id = \(team)::uuid AND m.user_id = u.id))
            ORDER BY work.load / u.capacity, work.newest_at NULLS FIRST, u.id
            LIMIT 1
            """)
    }
}
