import Basics
import EventLoop
import Postgres

/// The backlog: finished days from the pictures the job took, today from the tickets as they are.
extension ReportStore {
    func backlog(_ sql: ReportSQL, today: CalendarDay) async throws -> ReportFigures {
        let columns = Report.backlog.columns
        let byDay = try await pictures(sql, cut: "fact.day::text", today: today, only: nil)
        var days: [CalendarDay: [Double?]] = [:]
        for row in byDay {
            if let day = row.group.flatMap({ CalendarDay($0) }) { days[day] = row.values }
        }
        // Nothing unsolved now is a picture too, unlike a past day nobody looked at.
        if sql.query.from <= today, today < sql.query.to, days[today] == nil {
            days[today] = columns.map(\.ofNothing)
        }
        var result = ReportFigures(nothing: columns)
        guard let last = days.keys.max(), let state = days[last] else {
            result.total = columns.map { _ in nil }
            return fillingGaps(result, sql.query, columns)
        }
        result.total = state
        switch sql.query.grouping {
        case .day: for (day, values) in days { result.byGroup[day.description] = values }
        case .week:
            for (day, values) in days.sorted(by: { $0.key < $1.key }) {
                result.byGroup[day.monday.description] = values
            }
        default:
            for row in try await pictures(sql, cut: sql.cutOfDay, today: today, only: last) {
                // A group none of whose tickets is in the picture any more has no row.
                if row.values.contains(where: { ($0 ?? 0) > 0 }) { result.byGroup[row.group] = row.values }
            }
        }
        return fillingGaps(result, sql.query, columns)
    }

    /// A day without a picture is unknown: its counts are missing, not zero.
    private func fillingGaps(_ figures: ReportFigures, _ query: ReportQuery, _ columns: [ReportColumn]) -> ReportFigures
    {
        guard query.grouping.isTime else { return figures }
        var filled = figures
        let unknown: [Double?] = columns.map { _ in nil }
        for number in query.from.number..<query.to.number {
            let day = CalendarDay(number: number)
            let group = (query.grouping == .week ? day.monday : day).description
            if filled.byGroup[group] == nil { filled.byGroup[group] = unknown }
        }
        return filled
    }

    /// The state of each day, or of the day `only`, cut by `cut`.
    ///
    /// Of past days the filters stand inside the figures, so that a day whose picture shows none of these tickets counts
    /// zero instead of vanishing; today is there even without a row.
    private func pictures(_ sql: ReportSQL, cut: SQL, today: CalendarDay, only: CalendarDay?) async throws
        -> [GatheredRow]
    {
        let from = only ?? sql.query.from
        let to = only?.adding(1) ?? sql.query.to
        let isNow: SQL = from <= today && today < to ? "true" : "false"
        return try await connection.rows(
            { row in try GatheredRow(row, count: 5) },
            """
            SELECT (\(cut))::text AS cut, 0 AS is_total,
                COALESCE(sum(open_count) FILTER (WHERE \(sql.filters)), 0)::double precision AS c0,
                COALESCE(sum(waiting_count) FILTER (WHERE \(sql.filters)), 0)::double precision AS c1,
                COALESCE(sum(snoozed_count) FILTER (WHERE \(sql.filters)), 0)::double precision AS c2,
                COALESCE(sum(unassigned_count) FILTER (WHERE \(sql.filters)), 0)::double precision AS c3,
                max(oldest_waiting_seconds) FILTER (WHERE \(sql.filters))::double precision AS c4
            FROM report.backlog AS fact
            WHERE fact.day >= (\(from.description)::text)::date AND fact.day < (\(to.description)::text)::date
                AND fact.day < (\(today.description)::text)::date
            GROUP BY 1
            UNION ALL
            SELECT (\(cut))::text, 0, count(*) FILTER (WHERE status = 'open'), count(*) FILTER (WHERE status = 'waiting'),
                count(*) FILTER (WHERE status = 'snoozed'), count(*) FILTER (WHERE agent_id IS NULL),
                EXTRACT(EPOCH FROM (\(clock.now)::timestamptz) - min(waiting_since))::bigint
            FROM (
                SELECT (\(today.description)::text)::date AS day, b.agent_id, b.team_id, b.channel, b.inbox_id, b.status,
                       b.waiting_since
                FROM report.backlog_now AS b
            ) AS fact
            WHERE \(isNow) AND \(sql.filters)
            GROUP BY 1
            ORDER BY 1
            """)
    }
}
