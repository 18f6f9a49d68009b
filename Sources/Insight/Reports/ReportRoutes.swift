import Access
import Basics
package import EventLoop
import Foundation
import Gateway
import Postgres
package import Web

/// Reports over HTTP: the catalogue, the figures as JSON or CSV, and the tickets behind them.
@Loop package struct ReportRoutes {
    let context: AppContext

    package init(context: AppContext) {
        self.context = context
    }

    package var routes: [Route] {
        let filters = [
            QueryParameter("from", "First day, YYYY-MM-DD, in the company's time zone. Default: 29 days ago"),
            QueryParameter("to", "The day after the last one. Default: tomorrow"),
            QueryParameter(
                "group_by",
                "day, week, month, agent, team, channel, tag, inbox, status, source, currency, method or reason, as the report allows"
            ),
            QueryParameter("agent", "Only this user's id"), QueryParameter("team", "Only this team's id"),
            QueryParameter("channel", "Only chat, form, email, phone or api"),
            QueryParameter("inbox", "Only this inbox's id"),
        ]
        return [
            .get(
                "/reports", "The standard reports with their formulas", .permission(.reportsRead),
                output: ReportCatalogue.self
            ) { _ in .json(ReportCatalogue()) },
            .get(
                "/reports/{name}", "The figures of one report", .permission(.reportsRead),
                query: filters + [
                    QueryParameter("compare", "`previous` adds the total of the period before"),
                    ReportExport.parameter,
                ],
                output: ReportTable.self
            ) { try await show($0) },
            .get(
                "/reports/{name}/rows", "The tickets behind a figure", .permission(.reportsRead),
                query: filters + [
                    QueryParameter("measure", "Which tickets, such as `answered`"),
                    QueryParameter("group", "Only this row of the report; `none` for the one without a name"),
                ],
                output: ReportedTicket.self, page: true
            ) { try await showTickets($0) },
            .get(
                "/reports/{name}/orders", "The orders behind a figure", .permission(.reportsRead),
                query: Array(filters.prefix(3)) + [
                    QueryParameter("measure", "Which orders, such as `late`"),
                    QueryParameter("group", "Only this row of the report"),
                ],
                output: ReportedOrder.self, page: true
            ) { try await showOrders($0) },
            .get(
                "/reports/{name}/customers", "The customers behind a figure", .permission(.reportsRead),
                query: Array(filters.prefix(3)) + [
                    QueryParameter("measure", "Which customers, such as `lost`"),
                    QueryParameter("group", "Only this stretch of time, by its first day"),
                ],
                output: ReportedCustomer.self, page: true
            ) { try await showCustomers($0) },
            .get(
                "/reports/{name}/offers", "The recommendations behind a figure", .permission(.reportsRead),
                query: filters + [
                    QueryParameter("measure", "Which recommendations, such as `accepted`"),
                    QueryParameter("group", "Only this row of the report; `none` for the one without a name"),
                ],
                output: ReportedOffer.self, page: true
            ) { try await showOffers($0) },
            .get(
                "/customer-cohorts", "Customers by the month of their first order, and who ordered again when",
                .permission(.reportsRead), query: [ReportExport.parameter],
                output: CohortTable.self
            ) { try await showCohorts($0) },
            .get(
                "/customer-cohorts/{month}/customers", "The customers of a cohort who ordered again in a month",
                .permission(.reportsRead),
                query: [QueryParameter("month_number", "Months after the first order; the whole cohort without it")],
                output: ReportedCustomer.self, page: true
            ) { try await showCohort($0) },
        ]
    }

    private func show(_ request: Request) async throws -> Response {
        let report = try report(request)
        let store = ReportStore(context.database.connection, clock: context.clock)
        let query = try self.query(request, for: report, today: try await store.calendar().today)
        let wantsCSV = try ReportExport.isWanted(request)
        let table = try await store.table(report, query, compare: request.query("compare") == "previous")
        guard wantsCSV else { return .json(table) }
        return try await ReportExport(context: context).response(
            table.csv, of: report.rawValue, named: "\(report.rawValue)-\(query.from)-\(query.to)",
            rows: table.rows.count, request,
            changes: [
                "from": (from: .null, to: .string(query.from.description)),
                "to": (from: .null, to: .string(query.to.description)),
            ])
    }

    private func showCohorts(_ request: Request) async throws -> Response {
        let wantsCSV = try ReportExport.isWanted(request)
        let table = try await ReportStore(context.database.connection, clock: context.clock).cohorts(months: 13)
        guard wantsCSV else { return .json(table) }
        return try await ReportExport(context: context).response(
            table.csv, of: "cohorts", named: "cohorts", rows: table.cohorts.count, request)
    }

    func report(_ request: Request) throws -> Report {
        guard let report = Report(rawValue: request.parameter("name")) else { throw Problem.notFound("report") }
        return report
    }

    func query(_ request: Request, for report: Report, today: CalendarDay) throws -> ReportQuery {
        let to = try day("to", request) ?? today.adding(1)
        let query = ReportQuery(
            from: try day("from", request) ?? to.adding(-30), to: to,
            grouping: try request.query("group_by", as: Report.Grouping.self) ?? .day,
            filter: ReportFilter(
                agent: try (request.query(id: "agent") as ID<Report>?)?.uuid,
                team: try (request.query(id: "team") as ID<Report>?)?.uuid,
                channel: request.query("channel"), inbox: try (request.query(id: "inbox") as ID<Report>?)?.uuid))
        try query.validate(for: report)
        return query
    }

    private func day(_ name: String, _ request: Request) throws -> CalendarDay? {
        guard let text = request.query(name) else { return nil }
        guard let day = CalendarDay(text) else {
            throw Problem.invalid("/\(name)", "must be a date such as 2026-11-23")
        }
        return day
    }
}
