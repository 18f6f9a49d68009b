import Basics
import EventLoop
import Foundation
import Insight
import Postgres
import TestSupport
import Testing

@Suite("The standard reports")
@Loop struct ReportStoreTests {
    typealias Row = ReportTable.Row

    @Test("say zero for counts and nothing for medians and shares where nothing happened")
    func emptyCompany() async throws {
        let cast = try await ReportCast.make("Asia/Shanghai", now: "2026-11-03T04:00:00Z")
        let volume = try await cast.table(.volume, "2026-11-02", "2026-11-05")
        #expect(volume.total == [0, 0, 0, 0])
        #expect(volume.rows.map(\.group) == ["2026-11-02", "2026-11-03", "2026-11-04"])
        #expect(
            volume.rows.map(\.values) == [[0, 0, 0, 0], [0, 0, 0, 0], [nil, nil, nil, nil]], "tomorrow is unknown")
        #expect(try await cast.table(.firstResponse, "2026-11-02", "2026-11-03").total == [0, 0, nil, nil, nil])
        #expect(try await cast.table(.resolution, "2026-11-02", "2026-11-03").total == [0, nil, nil])
        #expect(try await cast.table(.csat, "2026-11-02", "2026-11-03", by: .agent).rows.isEmpty)
        #expect(try await cast.table(.csat, "2026-11-02", "2026-11-03").total == [0, 0, 0, nil, nil, nil])
        #expect(
            try await cast.table(.overview, "2026-11-03", "2026-11-04").total
                == [0, 0, 0, 0, 0, nil, 0, nil, 0, nil, 0, nil])
    }

    @Test("count a ticket on the company's day, not on UTC's")
    func companyDays() async throws {
        let cast = try await ReportCast.make("Asia/Shanghai", now: "2026-11-05T04:00:00Z")
        try await cast.ticket(1, created: "2026-11-02T15:59:59Z")
        try await cast.ticket(2, created: "2026-11-02T16:00:00Z")
        let table = try await cast.table(.volume, "2026-11-02", "2026-11-04")
        #expect(
            table.rows == [
                Row(group: "2026-11-02", name: nil, values: [1, 0, 0, 0]),
                Row(group: "2026-11-03", name: nil, values: [1, 0, 0, 0]),
            ])
    }

    @Test("give the day on which the clocks go back its 25 hours")
    func summerTimeEnds() async throws {
        let cast = try await ReportCast.make("Europe/Berlin", now: "2026-10-27T12:00:00Z")
        // 25 October 2026 lasts from 22:00 UTC the evening before to 23:00 UTC.
        for (number, at) in [
            "2026-10-24T21:59:59Z", "2026-10-24T22:00:00Z", "2026-10-25T22:59:59Z", "2026-10-25T23:00:00Z",
        ].enumerated() {
            try await cast.ticket(number + 1, created: at)
            try await cast.message(number + 1, seq: 1, at: at)
        }
        let expected = [
            Row(group: "2026-10-24", name: nil, values: [1, 0, 0, 1]),
            Row(group: "2026-10-25", name: nil, values: [2, 0, 0, 2]),
            Row(group: "2026-10-26", name: nil, values: [1, 0, 0, 1]),
        ]
        #expect(try await cast.table(.volume, "2026-10-24", "2026-10-27").rows == expected)
        try await cast.prepare()
        #expect(
            try await cast.table(.volume, "2026-10-24", "2026-10-27").rows == expected, "from the prepared table too")
    }

    @Test("count every solving and reopening, and a closing after a solving not again")
    func volume() async throws {
        let cast = try await ReportCast.make("UTC", now: "2026-11-10T00:00:00Z")
        try await cast.ticket(1, created: "2026-11-02T10:00:00Z", agent: ReportCast.mei, solvedAfter: 3600)
        try await cast.change(1, at: "'2026-11-03T09:00:00Z'", from: "solved", to: "open", agent: ReportCast.mei)
        try await cast.change(1, at: "'2026-11-03T10:00:00Z'", from: "open", to: "solved", agent: ReportCast.liam)
        try await cast.change(1, at: "'2026-11-04T10:00:00Z'", from: "solved", to: "closed")
        try await cast.ticket(2, created: "2026-11-03T10:00:00Z")
        for (seq, author) in [(1, "customer"), (2, "agent"), (3, "system")] {
            try await cast.message(2, seq: seq, at: "2026-11-03T10:0\(seq):00Z", author: author)
        }
        try await cast.message(2, seq: 4, at: "2026-11-03T10:05:00Z", kind: "note", author: "agent")
        let days = try await cast.table(.volume, "2026-11-02", "2026-11-05")
        #expect(days.rows.map(\.values) == [[1, 1, 0, 0], [1, 1, 1, 2], [0, 0, 0, 0]])
        #expect(days.total == [2, 2, 1, 2])
        let agents = try await cast.table(.volume, "2026-11-02", "2026-11-05", by: .agent)
        #expect(
            agents.rows == [
                Row(group: ReportCast.liam, name: "Liam", values: [0, 1, 0, 0]),
                Row(group: ReportCast.mei, name: "Mei", values: [1, 1, 1, 0]),
                Row(group: nil, name: nil, values: [1, 0, 0, 2]),
            ])
    }

    @Test("take the median and the ninetieth percentile of first responses, and leave out tickets no customer wrote in")
    func firstResponse() async throws {
        let cast = try await ReportCast.make("UTC", now: "2026-11-10T00:00:00Z")
        try await cast.ticket(1, created: "2026-11-02T10:00:00Z", agent: ReportCast.mei, answeredAfter: 100)
        try await cast.ticket(2, created: "2026-11-02T11:00:00Z", agent: ReportCast.mei, answeredAfter: 300)
        try await cast.ticket(3, created: "2026-11-03T11:00:00Z", agent: ReportCast.liam, answeredAfter: 200)
        try await cast.ticket(4, created: "2026-11-03T12:00:00Z")
        try await cast.ticket(
            5, created: "2026-11-03T12:00:00Z", agent: ReportCast.mei, answeredAfter: 9999, customerSeq: 0)
        let table = try await cast.table(.firstResponse, "2026-11-02", "2026-11-05")
        // Between 100 and 300 the median is 200 and nine tenths lie at 100 + 0.9 * 200.
        #expect(table.rows.map(\.values) == [[2, 0, 200, 280, 200], [1, 1, 200, 200, 200], [0, 0, nil, nil, nil]])
        #expect(table.total == [3, 1, 200, 280, 200])
        let mei = try await cast.table(
            .firstResponse, "2026-11-02", "2026-11-05", by: .channel,
            filter: ReportFilter(agent: UUID(uuidString: ReportCast.mei)))
        #expect(mei.rows == [Row(group: "chat", name: "chat", values: [2, 0, 200, 280, 200])])
    }

    @Test("compare with the period of the same length just before")
    func previous() async throws {
        let cast = try await ReportCast.make("UTC", now: "2026-11-10T00:00:00Z")
        try await cast.ticket(1, created: "2026-11-01T10:00:00Z", agent: ReportCast.mei, solvedAfter: 600)
        try await cast.ticket(2, created: "2026-11-03T10:00:00Z", agent: ReportCast.mei, solvedAfter: 60)
        let table = try await cast.table(.resolution, "2026-11-03", "2026-11-05", compare: true)
        #expect(table.total == [1, 60, 60])
        #expect(table.previous?.from == CalendarDay("2026-11-01"))
        #expect(table.previous?.to == CalendarDay("2026-11-03"))
        #expect(table.previous?.total == [1, 600, 600])
    }

    @Test("count a ticket with two tags in two rows but once in the total")
    func tags() async throws {
        let cast = try await ReportCast.make("UTC", now: "2026-11-10T00:00:00Z")
        try await cast.ticket(
            1, created: "2026-11-02T10:00:00Z", agent: ReportCast.mei, solvedAfter: 60,
            tags: [ReportCast.late, ReportCast.gift])
        try await cast.ticket(2, created: "2026-11-02T10:00:00Z", agent: ReportCast.mei, solvedAfter: 180)
        let table = try await cast.table(.resolution, "2026-11-02", "2026-11-03", by: .tag)
        #expect(
            table.rows == [
                Row(group: ReportCast.gift, name: "gift", values: [1, 60, 60]),
                Row(group: ReportCast.late, name: "late", values: [1, 60, 60]),
                Row(group: nil, name: nil, values: [1, 180, 180]),
            ])
        #expect(table.total == [2, 120, 168])
    }

    @Test("call four and five satisfied, divide by answers, and do not take silence for a bad answer")
    func csat() async throws {
        let cast = try await ReportCast.make("UTC", now: "2026-11-10T00:00:00Z")
        for (number, rating) in [5, 4, 3, nil].enumerated() {
            try await cast.ticket(number + 1, created: "2026-11-02T10:00:00Z", agent: ReportCast.mei, solvedAfter: 60)
            try await cast.survey(
                number + 1, sent: "2026-11-02T11:00:00Z", agent: number == 2 ? ReportCast.liam : ReportCast.mei,
                rating: rating)
        }
        let table = try await cast.table(.csat, "2026-11-02", "2026-11-03", by: .agent)
        #expect(
            table.rows == [
                Row(group: ReportCast.liam, name: "Liam", values: [1, 1, 0, 0, 3, 1]),
                Row(group: ReportCast.mei, name: "Mei", values: [3, 2, 2, 1, 4.5, 2.0 / 3]),
            ])
        #expect(table.total == [4, 3, 2, 2.0 / 3, 4, 0.75])
    }

    @Test("keep the backlog of each day's end, leave a gap where nobody looked, and show today as it is")
    func backlog() async throws {
        let cast = try await ReportCast.make("UTC", now: "2026-11-03T12:00:00Z")
        try await cast.ticket(1, created: "2026-11-03T10:00:00Z", agent: ReportCast.mei)
        try await cast.ticket(2, created: "2026-11-03T11:00:00Z")
        let now = Date(rfc3339: "2026-11-01T23:55:00Z") ?? Date()
        try await cast.database.connection.script(
            """
            INSERT INTO backlog_pictures VALUES ('2026-11-01', '\(now.rfc3339)');
            INSERT INTO backlog_days VALUES ('2026-11-01', '\(ReportCast.mei)', NULL, 'chat', '\(ReportCast.chat)', 3, 2, 1, 0, 500);
            """)
        let table = try await cast.table(.backlog, "2026-11-01", "2026-11-05")
        #expect(
            table.rows.map(\.values) == [
                [3, 2, 1, 0, 500], [nil, nil, nil, nil, nil], [2, 0, 0, 1, 7200], [nil, nil, nil, nil, nil],
            ])
        #expect(table.total == [2, 0, 0, 1, 7200])
        let agents = try await cast.table(.backlog, "2026-11-01", "2026-11-05", by: .agent)
        #expect(
            agents.rows == [
                Row(group: ReportCast.mei, name: "Mei", values: [1, 0, 0, 0, 7200]),
                Row(group: nil, name: nil, values: [1, 0, 0, 1, 3600]),
            ])
        try await cast.database.connection.script("UPDATE tickets SET waiting_since = NULL")
        #expect(try await cast.table(.backlog, "2026-11-03", "2026-11-04").total == [2, 0, 0, 1, nil], "nobody waits")
        try await cast.prepare()
        let pictured = try await cast.database.connection.one(
            { row in try row["n"] as Int },
            "SELECT sum(open_count)::integer AS n FROM backlog_days WHERE day = '2026-11-03'")
        #expect(pictured == 2)
    }

    @Test("list the tickets behind a figure, newest first, page by page")
    func rows() async throws {
        let cast = try await ReportCast.make("UTC", now: "2026-11-10T00:00:00Z")
        for number in 1...3 {
            try await cast.ticket(
                number, created: "2026-11-02T10:00:00Z", agent: ReportCast.mei, answeredAfter: number * 60,
                tags: [ReportCast.late])
        }
        try await cast.ticket(4, created: "2026-11-03T10:00:00Z")
        let store = ReportStore(cast.database.connection, clock: cast.clock)
        let query = ReportQuery(
            from: CalendarDay(year: 2026, month: 11, day: 2), to: CalendarDay(year: 2026, month: 11, day: 4),
            grouping: .tag)
        let first = try await store.tickets(
            .firstResponse, query, measure: "answered", group: ReportCast.late, after: nil, limit: 2)
        #expect(first.items.map(\.number) == [3, 2])
        #expect(first.items.map(\.valueSeconds) == [180, 120])
        #expect(first.items[0].customerName == "Wang Mei")
        let second = try await store.tickets(
            .firstResponse, query, measure: "answered", group: ReportCast.late, after: try first.nextCursor?.place(),
            limit: 2)
        #expect(second.items.map(\.number) == [1])
        #expect(second.nextCursor == nil)
        let unanswered = try await store.tickets(
            .firstResponse, query, measure: "unanswered", group: "none", after: nil, limit: 2)
        #expect(unanswered.items.map(\.number) == [4])
        for report in Report.allCases where report.subject == .tickets {
            for measure in report.measures {
                _ = try await store.tickets(report, query, measure: measure, group: nil, after: nil, limit: 1)
            }
        }
    }

    @Test("answer every cut they offer")
    func everyCut() async throws {
        let cast = try await ReportCast.make("UTC", now: "2026-11-10T00:00:00Z")
        try await cast.ticket(
            1, created: "2026-11-04T10:00:00Z", agent: ReportCast.mei, answeredAfter: 60, solvedAfter: 90)
        try await cast.message(1, seq: 1, at: "2026-11-04T10:00:00Z")
        for report in Report.allCases where report != .backlog && report.subject == .tickets {
            for grouping in report.groupings {
                let table = try await cast.table(report, "2026-11-02", "2026-11-10", by: grouping, compare: true)
                #expect(table.total[0] == ([.csat, .answerRate].contains(report) ? 0 : 1), "\(report) \(grouping)")
                #expect(table.rows.allSatisfy { $0.values.count == report.columns.count })
            }
        }
        #expect(
            try await cast.table(.volume, "2026-11-04", "2026-11-17", by: .week).rows.map(\.group) == [
                "2026-11-02", "2026-11-09", "2026-11-16",
            ])
    }
}
