import Basics
import EventLoop
import Postgres

/// Who was a customer at the start and was lost in the period: the founding formula over `report.customer_spells`.
extension ReportStore {
    /// - Parameter today: Its end is not yet known, so nobody is lost on it.
    func churn(_ sql: ReportSQL, today: CalendarDay) async throws -> ReportFigures {
        let query = sql.query
        let counts = try await dailyCounts(
            """
            SELECT event.day, event.kind, spells.count
            FROM (
                SELECT s.began_on, s.lost_on, count(*) AS count
                FROM report.customer_spells AS s
                GROUP BY s.began_on, s.lost_on
            ) AS spells
            CROSS JOIN LATERAL (VALUES (spells.began_on, 'begun'), (spells.lost_on, 'lost')) AS event (day, kind)
            UNION ALL
            SELECT h.first_on, 'new', count(*)
            FROM report.customer_histories AS h
            GROUP BY h.first_on
            """,
            from: query.from, to: query.to)
        var result = ReportFigures(nothing: Report.churn.columns)
        for start in query.starts {
            let from = max(start, query.from)
            let to = min(query.grouping.next(after: start), query.to)
            guard from <= today else { continue }
            result.byGroup[start.description] = figures(counts, from, to, today: today, young: 0)
        }
        result.total =
            query.from <= today
            ? figures(
                counts, query.from, query.to, today: today,
                young: try await lostAgain(from: query.from, to: min(query.to, today)))
            : Report.churn.columns.map { _ in nil }
        return result
    }

    /// - Parameter young: How many both began and were lost within the period; no spell is shorter than 60 days, so only a
    ///   longer period has some.
    private func figures(
        _ counts: DailyCounts, _ from: CalendarDay, _ to: CalendarDay, today: CalendarDay, young: Int
    ) -> [Double?] {
        func within(_ kind: String, to end: CalendarDay) -> Int {
            counts.before(max(from, end), kind) - counts.before(from, kind)
        }
        func customers(at day: CalendarDay, lostBefore end: CalendarDay) -> Int {
            counts.before(day, "begun") - counts.before(end, "lost")
        }
        let known = min(to, today)
        let start = customers(at: from, lostBefore: from)
        let lost = within("lost", to: known) - young
        let churn = start > 0 ? Double(lost) / Double(start) : nil
        let new = within("new", to: to)
        return [
            Double(start), Double(lost), churn, churn.map { 1 - $0 }, Double(new),
            Double(within("begun", to: to) - new), Double(customers(at: to, lostBefore: max(from, known))),
        ]
    }

    private func lostAgain(from: CalendarDay, to: CalendarDay) async throws -> Int {
        try await connection.one(
            { row in try row["count"] as Int },
            """
            SELECT count(*) AS count
            FROM report.customer_spells
            WHERE began_on >= (\(from.description)::text)::date AND lost_on < (\(to.description)::text)::date
            """)
    }

    /// How many customers there are, and how many have bought two products, at the end of each stretch of time.
    func crossSelling(_ sql: ReportSQL, today: CalendarDay) async throws -> ReportFigures {
        let query = sql.query
        let counts = try await dailyCounts(
            """
            SELECT event.day, event.kind, known.count
            FROM (
                SELECT k.known_on, k.first_on, k.second_product_on, count(*) AS count
                FROM report.known_customers AS k
                GROUP BY k.known_on, k.first_on, k.second_product_on
            ) AS known
            CROSS JOIN LATERAL (
                VALUES (known.known_on, 'known'), (known.first_on, 'buyer'), (known.second_product_on, 'cross')
            ) AS event (day, kind)
            """,
            from: query.from, to: query.to)
        func state(_ day: CalendarDay) -> [Double?] {
            let (known, buyers, cross) = (
                Double(counts.before(day, "known")), Double(counts.before(day, "buyer")),
                Double(counts.before(day, "cross"))
            )
            return [known, buyers, cross, known > 0 ? cross / known : nil, buyers > 0 ? cross / buyers : nil]
        }
        var result = ReportFigures(nothing: Report.crossSelling.columns)
        for start in query.starts where max(start, query.from) <= today {
            result.byGroup[start.description] = state(min(query.grouping.next(after: start), query.to))
        }
        result.total = query.from <= today ? state(query.to) : Report.crossSelling.columns.map { _ in nil }
        return result
    }
}
