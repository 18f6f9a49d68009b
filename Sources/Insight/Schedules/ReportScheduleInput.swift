import Access
import Basics
import Foundation
import Web

/// The body of `POST /report-schedules` and `PUT /report-schedules/{id}`.
package struct ReportScheduleInput: Decodable, WireType {
    let report: Report
    let groupBy: Report.Grouping
    let periodDays: Int
    let agentID: ID<ReportSchedule>?
    let teamID: ID<ReportSchedule>?
    let channel: String?
    let cadence: ReportSchedule.Cadence
    let weekday: Int?
    let monthDay: Int?
    let time: String
    let inboxID: ID<ReportSchedule>
    var recipients: [String]
    let locale: String
    let enabled: Bool?

    package static var example: ReportScheduleInput {
        ReportScheduleInput(
            report: .csat, groupBy: .agent, periodDays: 7, agentID: nil, teamID: nil, channel: "chat", cadence: .week,
            weekday: 1, monthDay: nil, time: "08:00",
            inboxID: ID("0192e4a0-7c1f-7abc-8def-0123456789ab") ?? ID(UUID()), recipients: ["mei@lantern.example"],
            locale: "zh-Hans", enabled: true)
    }

    /// The longest list of people one report goes to.
    private static let mostRecipients = 20

    /// - Throws: `Problem.invalid` naming every field at fault.
    func checked() throws -> ReportScheduleInput {
        var fields = Fields()
        fields.check((1...ReportQuery.longestDays).contains(periodDays), "/period_days", "must be from 1 to 400")
        fields.check(
            report.groupings.contains(groupBy), "/group_by",
            "must be one of \(report.groupings.map(\.rawValue).joined(separator: ", "))")
        if !report.isFiltered {
            let detail = "does not apply to this report, which is not about tickets"
            fields.check(agentID == nil, "/agent_id", detail)
            fields.check(teamID == nil, "/team_id", detail)
            fields.check(channel == nil, "/channel", detail)
        }
        if cadence == .week {
            fields.check(weekday.map { (1...7).contains($0) } ?? false, "/weekday", "must be from 1, Monday, to 7")
        }
        if cadence == .month {
            fields.check(monthDay.map { (1...31).contains($0) } ?? false, "/month_day", "must be from 1 to 31")
        }
        fields.check(
            time.wholeMatch(of: #/([01][0-9]|2[0-3]):[0-5][0-9]/#) != nil, "/time", "must be a time such as 08:30")
        _ = fields.locale(locale)
        fields.check(
            (1...Self.mostRecipients).contains(recipients.count), "/recipients",
            "must name from 1 to \(Self.mostRecipients) addresses")
        var result = self
        var seen: Set<String> = []
        result.recipients = recipients.map(\.trimmingBlanks).filter { seen.insert($0.lowercased()).inserted }
        try fields.throwIfAny()
        return result
    }
}

extension Report: Decodable {}
extension Report.Grouping: Decodable {}

extension ReportSchedule: WireType {
    package static var example: ReportSchedule {
        var schedule = ReportSchedule(
            id: ID("0192e4a0-7c1f-7abc-8def-0123456789ab") ?? ID(UUID()), input: .example, version: 1)
        schedule.nextAt = Date(timeIntervalSince1970: 1_793_500_000)
        schedule.sendings = [
            ReportSending(
                sentAt: Date(timeIntervalSince1970: 1_792_895_200),
                mails: [ReportSending.Mail(address: "mei@lantern.example", state: "sent", detail: "")])
        ]
        return schedule
    }
}
