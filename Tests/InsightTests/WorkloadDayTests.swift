import Basics
import EventLoop
import Foundation
import Insight
import Postgres
import TestSupport
import Testing

@Suite("The prepared days of service")
@Loop struct WorkloadDayTests {
    /// Thirty tickets of twelve days, of two agents or none, by chat and form, most answered, half solved, a third rated.
    private func desk() async throws -> ReportCast {
        let cast = try await ReportCast.make("Asia/Shanghai", now: "2026-11-14T03:00:00Z")
        for number in 1...30 {
            let at = (Date(rfc3339: "2026-11-01T15:00:00Z") ?? Date()).addingTimeInterval(Double(number) * 34_567)
            let agent = [ReportCast.mei, ReportCast.liam, nil][number % 3]
            try await cast.ticket(
                number, created: at.rfc3339, agent: agent, answeredAfter: number % 4 == 0 ? nil : number * 97 % 1_000,
                solvedAfter: number % 2 == 0 && agent != nil ? number * 7_919 % 200_000 : nil,
                channel: number % 5 == 0 ? "form" : "chat")
            for seq in 1...(number % 3 + 1) {
                try await cast.message(
                    number, seq: seq, at: at.addingTimeInterval(Double(seq) * 3_600).rfc3339,
                    author: seq % 2 == 0 ? "agent" : "customer")
            }
            if let agent, number % 2 == 0 {
                try await cast.survey(
                    number, sent: at.addingTimeInterval(90_000).rfc3339, agent: agent,
                    rating: number % 3 == 0 ? nil : number % 5 + 1)
            }
        }
        return cast
    }

    private func reports(_ cast: ReportCast) async throws -> [ReportTable] {
        var tables: [ReportTable] = []
        for report in [Report.volume, .firstResponse, .resolution, .csat] {
            for grouping in [Report.Grouping.day, .week, .month, .agent, .team, .channel, .inbox] {
                tables.append(try await cast.table(report, "2026-11-02", "2026-11-15", by: grouping))
            }
            let filter = ReportFilter(agent: UUID(uuidString: ReportCast.mei), channel: "chat")
            tables.append(try await cast.table(report, "2026-11-03", "2026-11-12", filter: filter))
        }
        tables.append(try await cast.table(.overview, "2026-11-02", "2026-11-15", by: .week))
        return tables
    }

    private func forget(_ cast: ReportCast) async throws {
        try await cast.database.connection.script("DELETE FROM workload_days_state")
    }

    @Test("give what PostgreSQL's own percentiles over every ticket give")
    func exact() async throws {
        let cast = try await desk()
        try await cast.prepare()
        for (report, view) in [(Report.resolution, "resolution"), (.firstResponse, "first_response")] {
            let raw = try await cast.database.connection.rows(
                { row in
                    (
                        channel: try row["channel"] as String?, count: try row["n"] as Double,
                        half: try row["half"] as Double?, most: try row["most"] as Double?
                    )
                },
                """
                SELECT channel, count(seconds)::double precision AS n,
                       percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) AS half,
                       percentile_cont(0.9) WITHIN GROUP (ORDER BY seconds) AS most
                FROM report.\(SQL(trusted: view))
                WHERE at >= '2026-11-02T00:00:00+08' AND at < '2026-11-15T00:00:00+08'
                GROUP BY GROUPING SETS ((channel), ())
                ORDER BY channel
                """)
            let table = try await cast.table(report, "2026-11-02", "2026-11-15", by: .channel)
            #expect(raw.count == 3 && table.rows.count == 2)
            let counts = report == .resolution ? 1 : 2
            for (figures, expected) in zip(table.rows.map(\.values) + [table.total], raw) {
                #expect(figures[0] == expected.count)
                #expect(figures[counts] == expected.half && figures[counts + 1] == expected.most)
            }
        }
    }

    @Test("are read instead of the tickets")
    func areRead() async throws {
        let cast = try await desk()
        let raw = try await reports(cast)
        try await cast.prepare()
        #expect(try await reports(cast) == raw)
        for (table, column) in [
            ("volume_days", "created_count"), ("csat_days", "sent_count"), ("first_response_days", "unanswered_count"),
            ("message_day_counts", "message_count"),
        ] {
            try await cast.database.connection.script("UPDATE \(table) SET \(column) = \(column) + 1")
            #expect(try await reports(cast) != raw, "\(table)")
            try await cast.database.connection.script("UPDATE \(table) SET \(column) = \(column) - 1")
        }
        #expect(try await reports(cast) == raw)
        try await cast.database.connection.script("UPDATE resolution_days SET seconds = float8send(1)")
        #expect(try await reports(cast) != raw)
        try await forget(cast)
        #expect(try await reports(cast) == raw, "without a word on what they were made of the tables are not read")
    }

    @Test(
        "follow every change at once, and when they are prepared again",
        arguments: [
            "UPDATE tickets SET assignee_id = '\(ReportCast.liam)', team_id = NULL WHERE number = 3",
            "UPDATE tickets SET first_response_at = created_at + interval '5 s', waiting_since = NULL WHERE number = 4",
            "UPDATE tickets SET first_responder_id = '\(ReportCast.liam)' WHERE number = 6",
            "UPDATE tickets SET status = 'solved', solved_at = created_at + interval '3 days' WHERE number = 5",
            "UPDATE tickets SET status = 'open', solved_at = NULL, solved_by_id = NULL WHERE number = 4",
            "UPDATE tickets SET channel = 'form', inbox_id = '\(ReportCast.form)' WHERE number = 4",
            "UPDATE tickets SET created_at = created_at - interval '1 day' WHERE number = 8",
            "UPDATE tickets SET last_customer_seq = 0 WHERE number = 8",
            """
            INSERT INTO ticket_status_changes (id, ticket_id, at, from_status, to_status, actor_kind)
            SELECT gen_random_uuid(), id, created_at + interval '50 hours', 'solved', 'open', 'customer'
            FROM tickets WHERE number = 4
            """,
            "UPDATE ticket_status_changes SET at = at + interval '1 day' WHERE to_status = 'solved'",
            "DELETE FROM ticket_status_changes WHERE to_status = 'solved'",
            "UPDATE survey_answers SET rating = 6 - rating",
            "DELETE FROM survey_answers",
            "UPDATE survey_invitations SET sent_at = sent_at + interval '1 day'",
            "DELETE FROM survey_invitations WHERE agent_id = '\(ReportCast.mei)'",
            "DELETE FROM tickets WHERE number = 4",
            "DELETE FROM users WHERE id = '\(ReportCast.liam)'",
            "UPDATE company_profile SET time_zone = 'America/New_York'",
        ])
    func changes(_ change: String) async throws {
        let cast = try await desk()
        try await cast.prepare()
        let before = try await reports(cast)
        try await cast.database.connection.script(change)
        let changed = try await reports(cast)
        #expect(changed != before)
        try await cast.prepare()
        #expect(try await reports(cast) == changed, "prepared again")
        try await forget(cast)
        #expect(try await reports(cast) == changed, "from the tickets")
    }

    @Test("note nothing for a further message, and prepare nothing where nothing changed")
    func quiet() async throws {
        let cast = try await desk()
        try await cast.prepare()
        try await cast.database.connection.script(
            "UPDATE tickets SET last_seq = last_seq + 1, last_customer_seq = last_customer_seq + 1, updated_at = now()")
        let noted = try await cast.database.connection.one(
            { row in try row["n"] as Int }, "SELECT count(*) AS n FROM workload_changes")
        #expect(noted == 0)
    }
}

@Suite("Lengths of time")
struct LengthsTests {
    @Test("have the shares that the sorted ones have")
    func shares() {
        var random = SystemRandomNumberGenerator()
        for count in 1...60 {
            let values = (0..<count).map { _ in Double(Int.random(in: 0...20, using: &random)) / 4 }
            let sorted = values.sorted()
            for share in [0, 0.1, 0.5, 0.9, 1] {
                let place = share * Double(count - 1)
                let low = sorted[Int(place)]
                let high = sorted[min(count - 1, Int(place.rounded(.up)))]
                var lengths = Lengths(values)
                #expect(lengths.share(share) == low + (place - place.rounded(.down)) * (high - low))
            }
        }
        var none = Lengths()
        #expect(none.share(0.5) == nil && none.average == nil)
    }

    @Test("are read as PostgreSQL writes them")
    func hexadecimal() {
        let lengths = Lengths(hexadecimal: Array("\\x3ff0000000000000405fd9999999999a".utf8))
        #expect(lengths.count == 2)
        #expect(lengths.average == (1 + 127.4) / 2)
        #expect(Lengths(hexadecimal: Array("\\x".utf8)).count == 0)
    }
}
