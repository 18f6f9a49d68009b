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
            SELECT s.began_on AS day, CASE WHEN s.began_on = h.first_on THEN 'new' ELSE 'back' END AS kind
            FROM report.customer_spells AS s
            JOIN report.customer_histories AS h ON h.customer_id = s.customer_id
            UNION ALL
            SELECT s.lost_on, 'lost' FROM report.customer_spells AS s
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
            counts.before(day, "new") + counts.before(day, "back") - counts.before(end, "lost")
        }
        let known = min(to, today)
        let start = customers(at: from, lostBefore: from)
        let lost = within("lost", to: known) - young
        let churn = start > 0 ? Double(lost) / Double(start) : nil
        return [
            Double(start), Double(lost), churn, churn.map { 1 - $0 }, Double(within("new", to: to)),
            Double(within("back", to: to)), Double(customers(at: to, lostBefore: max(from, known))),
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
            SELECT k.known_on AS day, 'known' AS kind FROM report.known_customers AS k
            UNION ALL
            SELECT k.first_on, 'buyer' FROM report.known_customers AS k WHERE k.first_on IS NOT NULL
            UNION ALL
            SELECT k.second_product_on, 'cross' FROM report.known_customers AS k WHERE k.second_product_on IS NOT NULL
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
