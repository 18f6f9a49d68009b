import Basics
package import EventLoop
import Foundation
import Jobs
import Postgres
package import Web

/// Mails reports when they are due: once per due time, however many nodes there are and whenever one stops.
@Loop package struct ReportScheduleJobs {
    private static let retrySeconds = 300.0

    private let context: AppContext
    private let send: ReportMail.Send

    package init(context: AppContext, send: @escaping ReportMail.Send) {
        self.context = context
        self.send = send
    }

    func register(_ queue: JobQueue) {
        queue.every(seconds: 20, name: "insight.report-schedules") { try await sendDue() }
        let files = files
        let clock = context.clock
        queue.every(seconds: 86_400, name: "insight.report-files") {
            await files.clean(before: clock.now.addingTimeInterval(-PassingFiles.keepSeconds))
        }
    }

    /// Sends what is due.
    ///
    /// A report missed while no node ran is sent once, late.
    package func sendDue() async throws {
        while let schedule = try await sendOne() {
            Log.info(
                "report sent by schedule", ["schedule": schedule.id.description, "report": schedule.report.rawValue])
        }
    }

    /// - Returns: The schedule that was sent; `nil` when none was due any more.
    private func sendOne() async throws -> ReportSchedule? {
        let now = context.clock.now
        var taken: ReportSchedule?
        do {
            return try await context.database.transaction { connection in
                guard let schedule = try await ReportScheduleStore(connection).due(at: now) else { return nil }
                taken = schedule
                try await deliver(schedule, dueAt: schedule.nextAt, in: connection)
                return schedule
            }
        } catch {
            guard let taken else { throw error }
            Log.error("report could not be sent", ["schedule": taken.id.description, "reason": "\(error)"])
            let next = now.addingTimeInterval(Self.retrySeconds)
            try await ReportScheduleStore(context.database.connection).note(
                error: "\(error)", of: taken.id, tryAgainAt: next)
            return taken
        }
    }

    /// Makes the report and queues its mails in the caller's transaction.
    ///
    /// - Parameter dueAt: `nil` for a sending somebody asked for now.
    func deliver(_ schedule: ReportSchedule, dueAt: Date?, in connection: Connection) async throws {
        let now = context.clock.now
        let store = ReportStore(connection, clock: context.clock)
        let (_, today) = try await store.calendar()
        let query = schedule.query(on: today)
        let table = try await store.table(schedule.report, query, compare: true)
        let company = try await connection.first(
            { row in try row["name"] as String }, "SELECT name FROM company_profile")
        var mail = ReportMail(
            schedule, table, company: company ?? "Deskbell",
            link: "\(context.publicURL)/reports\(Self.address(schedule, query))")
        mail.filePath = try await files.keep(mail.csv, ending: "csv")
        var queued: [ReportMail.Queued] = []
        for address in schedule.recipients { queued.append(try await send(mail, address, connection)) }
        try await ReportScheduleStore(connection).keep(queued, of: schedule, dueAt: dueAt, at: now)
    }

    /// The page's address for the same figures.
    private static func address(_ schedule: ReportSchedule, _ query: ReportQuery) -> String {
        var parts = ["from=\(query.from)", "until=\(query.to.adding(-1))"]
        if !schedule.report.isFiltered { parts.append("page=sales") }
        if let team = query.filter.team { parts.append("team=\(ID<Report>(team))") }
        if let agent = query.filter.agent { parts.append("agent=\(ID<Report>(agent))") }
        if let channel = query.filter.channel, channel.allSatisfy(\.isLetter) { parts.append("channel=\(channel)") }
        return "?" + parts.joined(separator: "&")
    }

    // MARK: Files

    private var files: PassingFiles { PassingFiles(folder: context.dataDirectory + "/reports") }
}
