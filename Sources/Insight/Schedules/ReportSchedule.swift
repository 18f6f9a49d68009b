package import Basics
package import Foundation
import Postgres

/// A report that is mailed again and again.
package struct ReportSchedule: Sendable, Equatable {
    /// How often; the day of the week or month goes with it.
    package enum Cadence: String, CaseIterable, Sendable, Decodable, JSONWritable, SQLText {
        case day, week, month
    }

    package let id: ID<ReportSchedule>
    package var report: Report
    package var grouping: Report.Grouping
    /// The days before the day of sending that the report covers.
    package var periodDays: Int
    package var filter: ReportFilter
    package var cadence: Cadence
    /// From 1, Monday.
    package var weekday: Int?
    /// From 1; in a shorter month its last day.
    package var monthDay: Int?
    /// `HH:MM` on the company's clock.
    package var time: String
    package var inboxID: UUID
    package var recipients: [String]
    package var locale: String
    package var enabled: Bool
    package var nextAt: Date
    package var error: String?
    package var version: Int
    /// The last sending, newest first; only for showing.
    package var sendings: [ReportSending] = []

    static let columns: SQL = """
        s.id, s.report, s.group_by, s.period_days, s.agent_id, s.team_id, s.channel, s.cadence, s.weekday, s.month_day,
        to_char(s.at_time, 'HH24:MI') AS at_time, s.inbox_id, s.recipients, s.locale, s.enabled, s.next_at, s.error, s.version
        """

    init(_ row: Row) throws {
        id = try row["id"]
        report = Report(rawValue: try row["report"]) ?? .overview
        grouping = Report.Grouping(rawValue: try row["group_by"]) ?? .day
        periodDays = try row["period_days"]
        filter = ReportFilter(agent: try row["agent_id"], team: try row["team_id"], channel: try row["channel"])
        cadence = Cadence(rawValue: try row["cadence"]) ?? .day
        weekday = try row["weekday"]
        monthDay = try row["month_day"]
        time = try row["at_time"]
        inboxID = try row["inbox_id"]
        recipients = try row["recipients"]
        locale = try row["locale"]
        enabled = try row["enabled"]
        nextAt = try row["next_at"]
        error = try row["error"]
        version = try row["version"]
    }

    init(id: ID<ReportSchedule>, input: ReportScheduleInput, version: Int) {
        self.id = id
        report = input.report
        grouping = input.groupBy
        periodDays = input.periodDays
        filter = ReportFilter(agent: input.agentID?.uuid, team: input.teamID?.uuid, channel: input.channel)
        cadence = input.cadence
        weekday = input.cadence == .week ? input.weekday : nil
        monthDay = input.cadence == .month ? input.monthDay : nil
        time = input.time
        inboxID = input.inboxID.uuid
        recipients = input.recipients
        locale = input.locale
        enabled = input.enabled ?? true
        nextAt = .distantFuture
        self.version = version
    }

    /// What it asks of its report when sent on `day`: whole days that are over.
    func query(on day: CalendarDay) -> ReportQuery {
        ReportQuery(from: day.adding(-periodDays), to: day, grouping: grouping, filter: filter)
    }
}

/// What became of one sending, by recipient.
package struct ReportSending: Sendable, Equatable, JSONWritable {
    package struct Mail: Sendable, Equatable, JSONWritable {
        package let address: String
        /// `queued`, `sending`, `retry`, `uncertain`, `sent`, `failed`, or `refused`.
        package let state: String
        /// Why it was refused, or what the other server said last.
        package let detail: String

        package func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("address", address)
                json.field("state", state)
                json.field("detail", detail)
            }
        }
    }

    package let sentAt: Date
    package let mails: [Mail]

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("sent_at", sentAt)
            json.field("mails", mails)
        }
    }
}

extension ReportSchedule: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("report", report.rawValue)
            json.field("group_by", grouping)
            json.field("period_days", periodDays)
            json.field("agent_id", filter.agent.map { ID<ReportSchedule>($0) })
            json.field("team_id", filter.team.map { ID<ReportSchedule>($0) })
            json.field("channel", filter.channel)
            json.field("cadence", cadence)
            json.field("weekday", weekday)
            json.field("month_day", monthDay)
            json.field("time", time)
            json.field("inbox_id", ID<ReportSchedule>(inboxID))
            json.field("recipients", recipients)
            json.field("locale", locale)
            json.field("enabled", enabled)
            json.field("next_at", nextAt)
            json.field("error", error)
            json.field("version", version)
            json.field("sendings", sendings)
        }
    }
}
