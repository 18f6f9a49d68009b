import Basics
import EventLoop
import Foundation
import Insight
import Postgres
import TestSupport
import Testing

@Suite("The report of answers by predicted risk")
@Loop struct AnswerRateReportTests {
    /// Six questions in one week: two of low risk, three of high risk, one nothing was predicted of.
    ///
    /// Of low risk both were answered with 5; of high risk one with 2 and one with 4. The fifth was of low risk until shortly
    /// before, the first became high later.
    private func desk() async throws -> ReportCast {
        let cast = try await ReportCast.make("UTC", now: "2026-11-10T00:00:00Z")
        try await cast.database.connection.script(
            """
            INSERT INTO model_versions (id, kind, version, trained_at, labels, rarer, ladder, verdict, artifact, sha256)
            VALUES ('\(ReportCast.id(900))', 'satisfaction', 1, '2026-10-01T00:00:00Z', 300, 90, 'logistic', 'usable', '{}', '')
            """)
        for (number, rating) in [5, 5, 2, 4, nil, nil].enumerated() {
            try await cast.ticket(number + 1, created: "2026-11-02T10:00:00Z", agent: ReportCast.mei, solvedAfter: 60)
            try await cast.survey(number + 1, sent: "2026-11-02T11:00:00Z", agent: ReportCast.mei, rating: rating)
        }
        for (place, (number, band, at)) in [
            (1, "low", "10:30"), (1, "high", "12:00"), (2, "low", "10:30"), (3, "high", "10:30"), (4, "high", "10:30"),
            (5, "low", "10:10"), (5, "high", "10:59"),
        ].enumerated() {
            try await cast.database.connection.script(
                """
                INSERT INTO predictions (id, kind, subject_id, as_of, model_id, probability, low, high, band, features,
                    reasons, cause)
                VALUES ('\(ReportCast.id(901 + place))', 'satisfaction', '\(ReportCast.id(number))', '2026-11-02T\(at):00Z',
                    '\(ReportCast.id(900))', 0.5, 0.4, 0.6, '\(band)', '{}', '[]', 'message')
                """)
        }
        return cast
    }

    // Asked, answered, rate; then asked, rate and satisfied of low, usual, high and not predicted.
    private static let week: [Double?] = [
        6, 4, 4.0 / 6, 2, 1, 1, 0, nil, nil, 3, 2.0 / 3, 0.5, 1, 0, nil,
    ]

    @Test("takes the band predicted last before the question, from the tickets and from the prepared days")
    func bands() async throws {
        let cast = try await desk()
        let raw = try await cast.table(.answerRate, "2026-11-02", "2026-11-09", by: .week, compare: true)
        #expect(raw.rows.map(\.values) == [Self.week])
        #expect(raw.total == Self.week)
        let nothing: [Double?] = [0, 0, nil, 0, nil, nil, 0, nil, nil, 0, nil, nil, 0, nil, nil]
        #expect(raw.previous?.total == nothing)
        try await cast.prepare()
        #expect(try await cast.table(.answerRate, "2026-11-02", "2026-11-09", by: .week, compare: true) == raw)
        let csat = try await cast.table(.csat, "2026-11-02", "2026-11-09", by: .agent)
        #expect(csat.rows.map(\.values) == [[6, 4, 3, 0.75, 4, 4.0 / 6]], "one row, whatever the bands")
    }

    @Test("opens to the tickets of each band")
    func rows() async throws {
        let cast = try await desk()
        let store = ReportStore(cast.database.connection, clock: cast.clock)
        let query = ReportQuery(
            from: CalendarDay(year: 2026, month: 11, day: 2), to: CalendarDay(year: 2026, month: 11, day: 9),
            grouping: .week)
        for (measure, numbers) in [
            ("low", [1, 2]), ("typical", []), ("high", [3, 4, 5]), ("unpredicted", [6]), ("answered", [1, 2, 3, 4]),
            ("unanswered", [5, 6]), ("sent", [1, 2, 3, 4, 5, 6]),
        ] {
            let page = try await store.tickets(.answerRate, query, measure: measure, group: nil, after: nil, limit: 9)
            #expect(Set(page.items.map(\.number)) == Set(numbers), "\(measure)")
        }
    }
}
