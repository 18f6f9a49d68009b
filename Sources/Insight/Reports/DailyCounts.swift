import Basics
import EventLoop
import Postgres

/// How often something happened by the end of each day, so that a state at any day is one subtraction.
struct DailyCounts: Sendable {
    private let from: CalendarDay
    /// By kind: at place 0 what was before `from`, at place n what had happened by the end of its nth day.
    private let sums: [String: [Int]]

    init(from: CalendarDay, to: CalendarDay, rows: [(day: CalendarDay, kind: String, count: Int)]) {
        self.from = from
        let days = max(0, to.number - from.number)
        var counts: [String: [Int]] = [:]
        for row in rows where row.day < to {
            let place = max(0, row.day.number - from.number + 1)
            counts[row.kind, default: Array(repeating: 0, count: days + 1)][place] += row.count
        }
        sums = counts.mapValues { each in
            var sum = 0
            return each.map {
                sum += $0
                return sum
            }
        }
    }

    /// What had happened before `day` began.
    func before(_ day: CalendarDay, _ kind: String) -> Int {
        guard let sum = sums[kind] else { return 0 }
        return sum[min(max(0, day.number - from.number), sum.count - 1)]
    }
}

extension ReportStore {
    /// Sums the `count` of `events` (`day`, `kind`, `count`), those before the period together; one without a day is none.
    func dailyCounts(_ events: SQL, from: CalendarDay, to: CalendarDay) async throws -> DailyCounts {
        let rows = try await connection.rows(
            { row in
                (
                    day: try row["day"] as String, kind: try row["kind"] as String, count: try row["count"] as Int
                )
            },
            """
            SELECT counted.day::text AS day, counted.kind, counted.count
            FROM (
                SELECT GREATEST(event.day, (\(from.description)::text)::date - 1) AS day, event.kind,
                       sum(event.count)::bigint AS count
                FROM (\(events)) AS event
                WHERE event.day < (\(to.description)::text)::date
                GROUP BY 1, 2
            ) AS counted
            ORDER BY counted.day, counted.kind
            """)
        return DailyCounts(
            from: from, to: to,
            rows: rows.compactMap { row in CalendarDay(row.day).map { ($0, row.kind, row.count) } })
    }
}
