import Basics
import EventLoop
import Foundation
import Insight
import Postgres
import Synchronization
import TestSupport
import Testing
import Web

/// A clock the test moves.
private final class MovedClock: Sendable {
    let moment = Mutex(Date(rfc3339: "2026-11-10T05:00:00Z") ?? Date())
}

@Suite("Reports by mail")
@Loop final class ReportScheduleTests {
    private static let mailbox = "00000000-0000-7000-8000-0000000000c9"
    private var sent: [(mail: ReportMail, address: String)] = []
    private let clock = MovedClock()
    private var now: Date {
        get { clock.moment.withLock { $0 } }
        set { clock.moment.withLock { $0 = newValue } }
    }
    private var isBroken = false

    private struct Broken: Error {}

    /// A company in Shanghai with a mailbox, and Mei who reads reports.
    private func office() async throws -> (database: Database, jobs: ReportScheduleJobs, client: RouteClient) {
        let cast = try await ReportCast.make("Asia/Shanghai", now: "2026-11-10T05:00:00Z")
        try await cast.database.connection.script(
            """
            INSERT INTO inboxes (id, key, kind, name, settings) VALUES
                ('\(Self.mailbox)', 'mail', 'email', 'Mail', '{"mail": {"address": "help@tea.example"}}');
            """)
        try await cast.ticket(1, created: "2026-11-09T02:00:00Z", agent: ReportCast.mei, answeredAfter: 90)
        let context = AppContext(
            database: cast.database, clock: WallClock { [clock] in clock.moment.withLock { $0 } },
            dataDirectory: TestDirectory.make("reports"),
            webRoot: "/tmp", publicURL: "http://tea.example",
            secrets: try #require(MasterKey(bytes: [UInt8](repeating: 7, count: 32))))
        let jobs = ReportScheduleJobs(context: context) { [self] mail, address, _ in
            if isBroken { throw Broken() }
            sent.append((mail, address))
            return ReportMail.Queued(
                address: address, mailID: nil, refusal: address == "liam@tea.example" ? "suppressed" : nil)
        }
        let client = RouteClient(
            ReportScheduleRoutes(context: context, jobs: jobs).routes,
            as: Principal(
                kind: .user, id: UUID(uuidString: ReportCast.mei), name: "Mei", role: "supervisor",
                permissions: [.reportsRead]))
        return (cast.database, jobs, client)
    }

    private func body(_ changes: [String: String] = [:]) -> String {
        var fields = [
            "report": "\"first-response\"", "group_by": "\"agent\"", "period_days": "7", "cadence": "\"day\"",
            "time": "\"14:00\"", "inbox_id": "\"\(Self.mailbox)\"",
            "recipients": "[\"mei@tea.example\", \"MEI@tea.example \", \"liam@tea.example\"]", "locale": "\"en\"",
        ]
        fields.merge(changes) { $1 }
        return "{" + fields.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \($0.value)" }.joined(separator: ", ")
            + "}"
    }

    @Test("go out once per due time with figures, a file and the period before")
    func once() async throws {
        let (_, jobs, client) = try await office()
        let made = await client.call("POST", "/report-schedules", json: body())
        #expect(made.status == 201)
        // 14:00 in Shanghai is 06:00 UTC.
        #expect(made.json["next_at"]?.string == "2026-11-10T06:00:00.000000Z")
        try await jobs.sendDue()
        #expect(sent.isEmpty)
        now = now.addingTimeInterval(3_600)
        // Two nodes at once.
        async let other: Void = jobs.sendDue()
        try await jobs.sendDue()
        try await other
        try await jobs.sendDue()
        #expect(sent.map(\.address) == ["mei@tea.example", "liam@tea.example"])
        let mail = try #require(sent.first?.mail)
        #expect(mail.subject == "Tea: First response, 2026-11-03 – 2026-11-09")
        #expect(mail.headings == ["Agent", "Answered", "Not answered", "Median", "Nine in ten within", "Average"])
        #expect(
            mail.rows == [
                ["Mei", "1", "0", "1 min 30 s", "1 min 30 s", "1 min 30 s"],
                ["Total", "1", "0", "1 min 30 s", "1 min 30 s", "1 min 30 s"],
                ["Period before (2026-10-27 – 2026-11-02)", "0", "0", "–", "–", "–"],
            ])
        #expect(mail.fileName == "deskbell-first-response-2026-11-03-2026-11-09.csv")
        #expect(try Data(contentsOf: URL(fileURLWithPath: mail.filePath)) == Data(mail.csv))
        let listed = await client.call("GET", "/report-schedules").json["items"]?.array?.first
        #expect(listed?["next_at"]?.string == "2026-11-11T06:00:00.000000Z")
        let mails = listed?["sendings"]?.array?.first?["mails"]?.array
        #expect(mails?.last?["state"]?.string == "refused" && mails?.last?["detail"]?.string == "suppressed")
    }

    @Test("missed while nothing ran are sent once, late")
    func late() async throws {
        let (_, jobs, client) = try await office()
        _ = await client.call("POST", "/report-schedules", json: body())
        now = now.addingTimeInterval(3 * 86_400)
        try await jobs.sendDue()
        try await jobs.sendDue()
        #expect(sent.count == 2)
    }

    @Test("say why they could not be made, and are tried again")
    func broken() async throws {
        let (_, jobs, client) = try await office()
        _ = await client.call("POST", "/report-schedules", json: body())
        now = now.addingTimeInterval(3_600)
        isBroken = true
        try await jobs.sendDue()
        let faulty = await client.call("GET", "/report-schedules").json["items"]?.array?.first
        #expect(faulty?["error"]?.string == "Broken()")
        isBroken = false
        try await jobs.sendDue()
        #expect(sent.isEmpty, "not before five minutes")
        now = now.addingTimeInterval(300)
        try await jobs.sendDue()
        #expect(sent.count == 2)
        let mended = await client.call("GET", "/report-schedules").json["items"]?.array?.first
        #expect(mended?["error"] == .null)
    }

    @Test("can be changed, switched off, sent at once and deleted")
    func changes() async throws {
        let (database, jobs, client) = try await office()
        let made = await client.call("POST", "/report-schedules", json: body())
        let path = "/report-schedules/\(made.json["id"]?.string ?? "")"
        let weekly = body(["cadence": "\"week\"", "weekday": "1", "locale": "\"zh-Hans\"", "time": "\"00:30\""])
        let changed = await client.call("PUT", path, json: weekly, headers: [("if-match", "\"1\"")])
        // Monday the 16th at half past midnight in Shanghai.
        #expect(changed.json["next_at"]?.string == "2026-11-15T16:30:00.000000Z")
        #expect(await client.call("PUT", path, json: weekly, headers: [("if-match", "\"1\"")]).status == 412)
        let monthly = body(["cadence": "\"month\"", "month_day": "31", "enabled": "false"])
        let off = await client.call("PUT", path, json: monthly, headers: [("if-match", "\"2\"")])
        #expect(off.json["next_at"]?.string == "2026-11-30T06:00:00.000000Z", "November has thirty days")
        now = now.addingTimeInterval(40 * 86_400)
        try await jobs.sendDue()
        #expect(sent.isEmpty)
        let sentNow = await client.call("POST", path + "/sendings")
        #expect(sentNow.status == 201 && sent.count == 2)
        #expect(sentNow.json["sendings"]?.array?.count == 1)
        #expect(await client.call("DELETE", path).status == 204)
        #expect(await client.call("DELETE", path).status == 404)
        let acts = try await database.connection.rows(
            { row in try row["action"] as String }, "SELECT action FROM audit_entries ORDER BY at, id")
        #expect(
            Set(acts) == [
                "report_schedule.created", "report_schedule.changed", "report_schedule.sent", "report_schedule.deleted",
            ])
    }

    @Test("name every field at fault")
    func faults() async throws {
        let (_, _, client) = try await office()
        let wrong: [(String, String)] = [
            ("time", "\"25:00\""), ("period_days", "0"), ("group_by", "\"status\""), ("locale", "\"fr\""),
            ("recipients", "[]"), ("inbox_id", "\"\(ReportCast.chat)\""), ("agent_id", "\"\(ReportCast.id(7))\""),
        ]
        for (field, value) in wrong {
            let answer = await client.call("POST", "/report-schedules", json: body([field: value]))
            #expect(answer.status == 422 && answer.pointers.contains("/\(field)"), "\(field) \(answer.status)")
        }
        let stranger = await client.call(
            "POST", "/report-schedules", json: body(["recipients": "[\"eve@evil.example\"]"]))
        #expect(stranger.pointers == ["/recipients/0"])
        let week = await client.call("POST", "/report-schedules", json: body(["cadence": "\"week\""]))
        #expect(week.pointers == ["/weekday"])
        let orders = await client.call(
            "POST", "/report-schedules",
            json: body(["report": "\"orders\"", "group_by": "\"day\"", "channel": "\"chat\""]))
        #expect(orders.pointers == ["/channel"])
        let agent = Principal(kind: .user, id: UUID(), name: "Liam", permissions: [.ticketsRead])
        #expect(await client.call("GET", "/report-schedules", as: agent).status == 403)
    }
}
