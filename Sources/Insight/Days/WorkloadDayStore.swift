package import EventLoop
import Foundation
package import Postgres

/// The prepared tables of tickets, answers, solutions and ratings per day.
@Loop package struct WorkloadDayStore {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// Prepares the days of which something has changed; all of them on the first time and after a change of the company's
    /// time zone.
    ///
    /// Assumes it is alone in a transaction of its own. What is committed meanwhile is left to the next time, and the
    /// views read it from the tickets until then.
    package func prepare() async throws {
        let changed = try await connection.rows(
            { row in try row["day"] as String },
            """
            WITH taken AS (DELETE FROM workload_changes RETURNING day)
            SELECT DISTINCT day::text AS day FROM taken ORDER BY day
            """)
        if try await isCurrent() {
            if !changed.isEmpty { try await prepare(days: "(\(changed)::text[])::date[]", old: true) }
            return
        }
        guard try await hasCompany() else { return }
        try await prepare(days: "report.changed_workload_days()", old: false)
        try await connection.execute(
            """
            INSERT INTO workload_days_state (time_zone) SELECT time_zone FROM company_profile
            ON CONFLICT (singleton) DO UPDATE SET time_zone = EXCLUDED.time_zone
            """)
    }

    private func isCurrent() async throws -> Bool {
        try await connection.one(
            { row in try row["is_current"] as Bool },
            """
            SELECT EXISTS (
                SELECT FROM workload_days_state AS s JOIN company_profile AS p ON p.time_zone = s.time_zone
            ) AS is_current
            """)
    }

    private func hasCompany() async throws -> Bool {
        try await connection.one(
            { row in try row["has_company"] as Bool }, "SELECT EXISTS (SELECT FROM company_profile) AS has_company")
    }

    /// - Parameter old: Whether rows of other days stay.
    private func prepare(days: SQL, old: Bool) async throws {
        let gone: SQL = old ? "day = ANY (\(days))" : "true"
        try await connection.execute("DELETE FROM volume_days WHERE \(gone)")
        try await connection.execute(
            """
            INSERT INTO volume_days (
                day, agent_id, team_id, channel, inbox_id, created_count, solved_count, reopened_count)
            SELECT day, agent_id, team_id, channel, inbox_id, created_count, solved_count, reopened_count
            FROM report.volume_days_of(\(days))
            """)
        try await connection.execute("DELETE FROM first_response_days WHERE \(gone)")
        try await connection.execute(
            """
            INSERT INTO first_response_days (day, agent_id, team_id, channel, inbox_id, seconds, unanswered_count)
            SELECT day, agent_id, team_id, channel, inbox_id, seconds, unanswered_count
            FROM report.first_response_days_of(\(days))
            """)
        try await connection.execute("DELETE FROM resolution_days WHERE \(gone)")
        try await connection.execute(
            """
            INSERT INTO resolution_days (day, agent_id, team_id, channel, inbox_id, seconds)
            SELECT day, agent_id, team_id, channel, inbox_id, seconds
            FROM report.resolution_days_of(\(days))
            """)
        try await connection.execute("DELETE FROM csat_days WHERE \(gone)")
        try await connection.execute(
            """
            INSERT INTO csat_days (
                day, agent_id, team_id, channel, inbox_id, band, sent_count, answered_count, satisfied_count, rating_sum)
            SELECT day, agent_id, team_id, channel, inbox_id, band, sent_count, answered_count, satisfied_count, rating_sum
            FROM report.csat_days_of(\(days))
            """)
        try await connection.execute("DELETE FROM message_day_counts WHERE \(gone)")
        try await connection.execute(
            """
            INSERT INTO message_day_counts (day, agent_id, team_id, channel, inbox_id, message_count)
            SELECT day, agent_id, team_id, channel, inbox_id, message_count
            FROM report.message_day_counts_of(\(days))
            """)
    }
}
