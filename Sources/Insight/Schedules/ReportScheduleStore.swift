package import Basics
package import EventLoop
package import Foundation
package import Postgres
import Web

/// Every statement about schedules and their sendings.
@Loop package struct ReportScheduleStore {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// Every schedule with its last five sendings.
    package func schedules() async throws -> [ReportSchedule] {
        var schedules = try await connection.rows(
            ReportSchedule.init,
            "SELECT \(ReportSchedule.columns) FROM report_schedules AS s ORDER BY s.created_at, s.id")
        for place in schedules.indices { schedules[place].sendings = try await sendings(of: schedules[place].id) }
        return schedules
    }

    package func schedule(_ id: ID<ReportSchedule>, locking: Bool = false) async throws -> ReportSchedule? {
        let lock: SQL = locking ? "FOR UPDATE" : ""
        var schedule = try await connection.first(
            ReportSchedule.init,
            "SELECT \(ReportSchedule.columns) FROM report_schedules AS s WHERE s.id = \(id) \(lock)")
        schedule?.sendings = try await sendings(of: id)
        return schedule
    }

    /// One schedule that is due and that no other node is sending, locked until the transaction ends.
    func due(at now: Date) async throws -> ReportSchedule? {
        try await connection.first(
            ReportSchedule.init,
            """
            SELECT \(ReportSchedule.columns)
            FROM report_schedules AS s
            WHERE s.enabled AND s.next_at <= \(now)
            ORDER BY s.next_at, s.id
            LIMIT 1
            FOR UPDATE SKIP LOCKED
            """)
    }

    private func sendings(of id: ID<ReportSchedule>) async throws -> [ReportSending] {
        struct Line: Sendable {
            let sending: UUID
            let sentAt: Date
            let mail: ReportSending.Mail
        }
        let lines = try await connection.rows(
            { row in
                Line(
                    sending: try row["id"], sentAt: try row["sent_at"],
                    mail: ReportSending.Mail(
                        address: try row["address"], state: try row["state"], detail: try row["detail"]))
            },
            """
            SELECT g.id, g.sent_at, mail.value ->> 'address' AS address, COALESCE(o.state, 'refused') AS state,
                   COALESCE(mail.value ->> 'refused', NULLIF(o.last_text, ''), '') AS detail
            FROM (
                SELECT id, sent_at, mails
                FROM report_sendings
                WHERE schedule_id = \(id)
                ORDER BY sent_at DESC, id DESC
                LIMIT 5
            ) AS g
            CROSS JOIN LATERAL jsonb_array_elements(g.mails) WITH ORDINALITY AS mail (value, place)
            LEFT JOIN outbound_mails AS o ON o.id = (mail.value ->> 'mail_id')::uuid
            ORDER BY g.sent_at DESC, g.id DESC, mail.place
            """)
        var sendings: [ReportSending] = []
        var last: UUID?
        for line in lines {
            if line.sending == last, let open = sendings.popLast() {
                sendings.append(ReportSending(sentAt: open.sentAt, mails: open.mails + [line.mail]))
            } else {
                sendings.append(ReportSending(sentAt: line.sentAt, mails: [line.mail]))
            }
            last = line.sending
        }
        return sendings
    }

    /// What of a schedule does not exist: a mailbox that sends, active staff with these addresses, the agent, the team.
    func faults(_ schedule: ReportSchedule) async throws -> [Problem.Field] {
        var fields = Fields()
        let hasMailbox = try await exists(
            "SELECT FROM inboxes WHERE id = \(schedule.inboxID) AND kind = 'email' AND settings #>> '{mail,address}' <> ''"
        )
        fields.check(hasMailbox, "/inbox_id", "must be a mailbox with an address")
        for (place, address) in schedule.recipients.enumerated() {
            let isStaff = try await exists("SELECT FROM users WHERE lower(email) = lower(\(address)) AND active")
            fields.check(isStaff, "/recipients/\(place)", "must be the address of somebody of the staff")
        }
        if let agent = schedule.filter.agent {
            fields.check(try await exists("SELECT FROM users WHERE id = \(agent)"), "/agent_id", "does not exist")
        }
        if let team = schedule.filter.team {
            fields.check(try await exists("SELECT FROM teams WHERE id = \(team)"), "/team_id", "does not exist")
        }
        return fields.faults
    }

    private func exists(_ statement: SQL) async throws -> Bool {
        try await connection.one({ row in try row["found"] as Bool }, "SELECT EXISTS (\(statement)) AS found")
    }

    package func insert(_ schedule: ReportSchedule, by user: UUID?, at now: Date) async throws {
        try await connection.execute(
            """
            INSERT INTO report_schedules (id, report, group_by, period_days, agent_id, team_id, channel, cadence, weekday,
                month_day, at_time, inbox_id, recipients, locale, enabled, next_at, created_by, created_at, updated_at)
            VALUES (\(schedule.id), \(schedule.report.rawValue), \(schedule.grouping.rawValue), \(schedule.periodDays),
                \(schedule.filter.agent), \(schedule.filter.team), \(schedule.filter.channel), \(schedule.cadence),
                \(schedule.weekday), \(schedule.monthDay), (\(schedule.time)::text)::time, \(schedule.inboxID),
                \(schedule.recipients)::text[], \(schedule.locale), \(schedule.enabled),
                \(try await next(schedule, after: now)), \(user), \(now), \(now))
            """)
    }

    func update(_ schedule: ReportSchedule, at now: Date) async throws {
        try await connection.execute(
            """
            UPDATE report_schedules
            SET report = \(schedule.report.rawValue), group_by = \(schedule.grouping.rawValue),
                period_days = \(schedule.periodDays), agent_id = \(schedule.filter.agent),
                team_id = \(schedule.filter.team), channel = \(schedule.filter.channel), cadence = \(schedule.cadence),
                weekday = \(schedule.weekday), month_day = \(schedule.monthDay),
                at_time = (\(schedule.time)::text)::time, inbox_id = \(schedule.inboxID),
                recipients = \(schedule.recipients)::text[], locale = \(schedule.locale), enabled = \(schedule.enabled),
                next_at = \(try await next(schedule, after: now)), error = NULL, updated_at = \(now), version = version + 1
            WHERE id = \(schedule.id)
            """)
    }

    func delete(_ id: ID<ReportSchedule>) async throws {
        try await connection.execute("DELETE FROM report_schedules WHERE id = \(id)")
    }

    /// The first time after `moment` on the company's clock; PostgreSQL knows the summer time.
    package func next(_ schedule: ReportSchedule, after moment: Date) async throws -> Date {
        try await connection.one(
            { row in try row["next_at"] },
            """
            SELECT min((day + (\(schedule.time)::text)::time) AT TIME ZONE profile.time_zone) AS next_at
            FROM company_profile AS profile
            CROSS JOIN LATERAL generate_series(
                date_trunc('day', (\(moment)::timestamptz) AT TIME ZONE profile.time_zone),
                date_trunc('day', (\(moment)::timestamptz) AT TIME ZONE profile.time_zone) + interval '63 days',
                interval '1 day') AS day
            WHERE (day + (\(schedule.time)::text)::time) AT TIME ZONE profile.time_zone > \(moment)
                AND (\(schedule.weekday)::integer IS NULL OR EXTRACT(ISODOW FROM day) = \(schedule.weekday)::integer)
                AND (\(schedule.monthDay)::integer IS NULL OR EXTRACT(DAY FROM day) = LEAST(\(schedule.monthDay)::integer,
                    EXTRACT(DAY FROM date_trunc('month', day) + interval '1 month - 1 day')))
            """)
    }

    /// Notes what was queued, and when it is due again.
    func keep(
        _ mails: [ReportMail.Queued], of schedule: ReportSchedule, dueAt: Date?, at now: Date
    ) async throws {
        let list = JSONValue.array(
            mails.map { mail in
                [
                    "address": .string(mail.address), "mail_id": mail.mailID.map { .string($0.uuidString) } ?? .null,
                    "refused": mail.refusal.map { .string($0) } ?? .null,
                ]
            })
        try await connection.execute(
            """
            INSERT INTO report_sendings (id, schedule_id, due_at, sent_at, mails)
            VALUES (\(ID<ReportSending>.make(at: now)), \(schedule.id), \(dueAt), \(now),
                \(String(decoding: JSONWriter.write(list), as: UTF8.self))::jsonb)
            """)
        let next = dueAt == nil ? schedule.nextAt : try await self.next(schedule, after: now)
        try await connection.execute(
            "UPDATE report_schedules SET next_at = \(next), error = NULL WHERE id = \(schedule.id)")
    }

    func note(error: String, of id: ID<ReportSchedule>, tryAgainAt next: Date) async throws {
        try await connection.execute(
            "UPDATE report_schedules SET error = \(String(error.prefix(500))), next_at = \(next) WHERE id = \(id)")
    }
}
