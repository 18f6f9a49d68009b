import Basics
package import EventLoop
package import Foundation
package import Postgres

/// The prepared daily tables behind the reports: messages per ticket and day, and the backlog at each day's end.
@Loop package struct DayStore {
    let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// Brings both tables up to `now`; cheap when there is nothing new.
    ///
    /// Assumes it is alone in a transaction of its own.
    package func prepare(now: Date) async throws {
        try await prepareMessages(now: now)
        try await takePicture(now: now)
    }

    /// Prepares the messages of every day that has ended.
    ///
    /// The last two days are done again with each new one, for messages that came in late; after a change of the
    /// company's time zone everything is.
    package func prepareMessages(now: Date) async throws {
        let plan = try await connection.first(
            { row in
                (from: try row["from_day"] as String?, to: try row["today"] as String, zone: try row["zone"] as String)
            },
            """
            SELECT (state.before_day - 2)::text AS from_day,
                   ((\(now)::timestamptz) AT TIME ZONE profile.time_zone)::date::text AS today,
                   profile.time_zone AS zone
            FROM company_profile AS profile
            LEFT JOIN message_days_state AS state ON state.time_zone = profile.time_zone
            WHERE state.before_day IS NULL
                OR state.before_day < ((\(now)::timestamptz) AT TIME ZONE profile.time_zone)::date
            """)
        guard let plan else { return }
        let from = plan.from ?? "-infinity"
        try await connection.execute("DELETE FROM message_days WHERE day >= (\(from)::text)::date")
        try await connection.execute(
            """
            INSERT INTO message_days (day, ticket_id, message_count, agent_id, team_id, channel, inbox_id)
            SELECT counted.day, counted.ticket_id, counted.message_count, tickets.assignee_id, tickets.team_id,
                   tickets.channel, tickets.inbox_id
            FROM (
                SELECT (messages.created_at AT TIME ZONE \(plan.zone)::text)::date AS day, messages.ticket_id,
                       count(*)::integer AS message_count
                FROM messages
                WHERE messages.kind = 'reply' AND NOT messages.private
                    AND messages.author_kind IN ('customer', 'agent')
                    AND messages.created_at >= (\(from)::text)::date::timestamp AT TIME ZONE \(plan.zone)::text
                    AND messages.created_at < (\(plan.to)::text)::date::timestamp AT TIME ZONE \(plan.zone)::text
                GROUP BY 1, 2
            ) AS counted
            JOIN tickets ON tickets.id = counted.ticket_id
            """)
        try await connection.execute(
            """
            INSERT INTO message_days_state (time_zone, before_day)
            VALUES (\(plan.zone), (\(plan.to)::text)::date)
            ON CONFLICT (singleton) DO UPDATE
            SET time_zone = EXCLUDED.time_zone, before_day = EXCLUDED.before_day
            """)
    }

    /// Overwrites today's picture of the backlog, so that the last one of a day stays.
    package func takePicture(now: Date) async throws {
        let day = try await connection.first(
            { row in try row["day"] as String },
            """
            INSERT INTO backlog_pictures (day, taken_at)
            SELECT ((\(now)::timestamptz) AT TIME ZONE time_zone)::date, \(now)
            FROM company_profile
            ON CONFLICT (day) DO UPDATE SET taken_at = EXCLUDED.taken_at
            RETURNING day::text AS day
            """)
        guard let day else { return }
        try await connection.execute("DELETE FROM backlog_days WHERE day = (\(day)::text)::date")
        try await connection.execute(
            """
            INSERT INTO backlog_days (
                day, agent_id, team_id, channel, inbox_id, open_count, waiting_count, snoozed_count, unassigned_count,
                oldest_waiting_seconds)
            SELECT (\(day)::text)::date, agent_id, team_id, channel, inbox_id,
                   count(*) FILTER (WHERE status = 'open'), count(*) FILTER (WHERE status = 'waiting'),
                   count(*) FILTER (WHERE status = 'snoozed'), count(*) FILTER (WHERE agent_id IS NULL),
                   EXTRACT(EPOCH FROM (\(now)::timestamptz) - min(waiting_since))::bigint
            FROM report.backlog_now
            GROUP BY agent_id, team_id, channel, inbox_id
            """)
    }
}
