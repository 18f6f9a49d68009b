package import Basics
package import EventLoop
import Foundation
package import Postgres

/// Every report statement: each selects from one view of the schema `report`, where the definitions stand.
@Loop package struct ReportStore {
    let connection: Connection
    let clock: WallClock

    package init(_ connection: Connection, clock: WallClock) {
        self.connection = connection
        self.clock = clock
    }

    /// The company's time zone and the day it is there now.
    package func calendar() async throws -> (timeZone: String, today: CalendarDay) {
        let found = try await connection.first(
            { row in (zone: try row["time_zone"] as String, today: try row["today"] as String) },
            """
            SELECT time_zone, ((\(clock.now)::timestamptz) AT TIME ZONE time_zone)::date::text AS today
            FROM company_profile
            """)
        guard let found, let today = CalendarDay(found.today) else {
            return ("UTC", CalendarDay(number: Int((clock.now.timeIntervalSince1970 / 86_400).rounded(.down))))
        }
        return (found.zone, today)
    }

    /// `report` cut and filtered as `query` says, which was validated; with the total of the period before if `compare`.
    package func table(_ report: Report, _ query: ReportQuery, compare: Bool) async throws -> ReportTable {
        let (timeZone, today) = try await calendar()
        let sql = ReportSQL(query: query, timeZone: timeZone)
        let figures = try await figures(report, sql, today: today)
        var table = ReportTable(
            report: report, query: query, timeZone: timeZone,
            rows: figures.rows(
                query, columns: report.columns, names: try await names(of: query.grouping), today: today),
            total: figures.total)
        if report.columns.contains(where: { $0.unit == .money }) { table.currency = try await currency() }
        if compare {
            let before = query.previous
            let earlier = try await self.figures(report, ReportSQL(query: before, timeZone: timeZone), today: today)
            table.previous = ReportTable.Previous(from: before.from, to: before.to, total: earlier.total)
        }
        return table
    }

    /// The company's currency.
    func currency() async throws -> String? {
        try await connection.first({ row in try row["currency"] as String }, "SELECT currency FROM company_profile")
    }

    private func names(of grouping: Report.Grouping) async throws -> [String: String] {
        guard let statement = ReportSQL.names(of: grouping) else { return [:] }
        let pairs = try await connection.rows(
            { row in (id: try row["id"] as String, name: try row["name"] as String) }, statement)
        return Dictionary(pairs.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
    }

    private func figures(_ report: Report, _ sql: ReportSQL, today: CalendarDay) async throws -> ReportFigures {
        let byTag = sql.query.grouping == .tag
        return switch report {
        case .volume: byTag ? try await taggedVolume(sql) : try await volume(sql)
        case .firstResponse: byTag ? try await taggedFirstResponse(sql) : try await firstResponse(sql)
        case .resolution: byTag ? try await taggedResolution(sql) : try await resolution(sql)
        case .csat: byTag ? try await taggedCSAT(sql) : try await csat(sql)
        case .answerRate: try await answerRate(sql)
        case .backlog: try await backlog(sql, today: today)
        case .overview: try await overview(sql, today: today)
        case .orders: try await orders(sql)
        case .churn: try await churn(sql, today: today)
        case .crossSelling: try await crossSelling(sql, today: today)
        case .recommendations: try await recommendations(sql)
        case .lateParcels: try await lateParcels(sql)
        }
    }

    /// The chosen figures of the other reports side by side, the order that of `Report.overview.columns`.
    private func overview(_ sql: ReportSQL, today: CalendarDay) async throws -> ReportFigures {
        var joined = try await volume(sql)
        var columns = Report.volume.columns
        for (report, places) in [
            (Report.firstResponse, [0, 2]), (.resolution, [0, 1]), (.csat, [1, 3]), (.backlog, [0, 4]),
        ] {
            let chosen = try await figures(report, sql, today: today).choosing(places)
            let added = places.map { report.columns[$0] }
            joined = joined.beside(chosen, columns, added)
            columns += added
        }
        return joined
    }

    /// One statement: the facts of a view, cut, with the figures of each group and, except by tag where a ticket may
    /// stand in two rows, of all together.
    ///
    /// By tag the total is asked for alone.
    func gather(
        count: Int, cut: SQL, _ sql: ReportSQL, figures: SQL, facts: SQL, kept: SQL, where condition: SQL,
        columns: [ReportColumn]
    ) async throws -> ReportFigures {
        let byTag = sql.query.grouping == .tag
        var result = ReportFigures(nothing: Array(columns.prefix(count)))
        let rows = try await connection.rows(
            { row in try GatheredRow(row, count: count) },
            """
            SELECT cut::text AS cut, GROUPING(cut) AS is_total, \(figures)
            FROM (SELECT \(cut) AS cut, \(kept) FROM \(facts) AS fact \(sql.tags) WHERE \(condition)) AS facts
            GROUP BY GROUPING SETS ((cut), \(byTag ? "(cut)" : "()" as SQL))
            ORDER BY cut
            """)
        for row in rows {
            if row.isTotal { result.total = row.values } else { result.byGroup[row.group] = row.values }
        }
        guard byTag else { return result }
        let total = try await connection.first(
            { row in try GatheredRow(row, count: count) },
            """
            SELECT NULL::text AS cut, 1 AS is_total, \(figures)
            FROM (SELECT \(kept) FROM \(facts) AS fact WHERE \(condition)) AS facts
            """)
        if let total { result.total = total.values }
        return result
    }
}

/// One group's figures as the statement gives them.
struct GatheredRow: Sendable {
    let group: String?
    let isTotal: Bool
    let values: [Double?]

    init(_ row: Row, count: Int) throws {
        group = try row["cut"]
        isTotal = try row["is_total"] as Int == 1
        values = try (0..<count).map { try row["c\($0)"] }
    }
}
