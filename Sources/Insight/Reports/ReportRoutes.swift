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
                "day, week, month, agent, team, channel, tag, inbox, status, source or currency, as the report allows"),
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
                    QueryParameter("format", "json (default) or csv"),
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
                "/customer-cohorts", "Customers by the month of their first order, and who ordered again when",
                .permission(.reportsRead), query: [QueryParameter("format", "json (default) or csv")],
                output: CohortTable.self
            ) { try await showCohorts($0) },
        ]
    }

    private func show(_ request: Request) async throws -> Response {
        let report = try report(request)
        let store = ReportStore(context.database.connection, clock: context.clock)
        let query = try self.query(request, for: report, today: try await store.calendar().today)
        let wantsCSV = try wantsCSV(request)
        let table = try await store.table(report, query, compare: request.query("compare") == "previous")
        guard wantsCSV else { return .json(table) }
        return try await export(
            table.csv, named: "\(report.rawValue)-\(query.from)-\(query.to)", request,
            changes: [
                "report": (from: .null, to: .string(report.rawValue)),
                "from": (from: .null, to: .string(query.from.description)),
                "to": (from: .null, to: .string(query.to.description)),
                "rows": (from: .null, to: .number(Double(table.rows.count))),
            ])
    }

    private func showCohorts(_ request: Request) async throws -> Response {
        let wantsCSV = try wantsCSV(request)
        let table = try await ReportStore(context.database.connection, clock: context.clock).cohorts(months: 13)
        guard wantsCSV else { return .json(table) }
        return try await export(
            table.csv, named: "cohorts", request,
            changes: [
                "report": (from: .null, to: .string("cohorts")),
                "rows": (from: .null, to: .number(Double(table.cohorts.count))),
            ])
    }

    /// The file, with the act in the audit log.
    private func export(
        _ csv: CSVText, named name: String, _ request: Request, changes: [String: (from: JSONValue, to: JSONValue)]
    ) async throws -> Response {
        try await context.database.transaction { connection in
            try await AuditStore(connection, clock: context.clock).record(
                AuditEntry(
                    actor: request.principal, action: "report.exported", subjectKind: "report", subjectID: nil,
                    changes: changes),
                remoteAddress: request.head.remoteAddress)
        }
        return Response(
            status: 200,
            headers: [
                ("Content-Type", "text/csv; charset=utf-8"),
                ("Content-Disposition", "attachment; filename=\"deskbell-\(name).csv\""),
            ],
            body: .bytes(csv.bytes))
    }

    private func showTickets(_ request: Request) async throws -> Response {
        let report = try report(request)
        let store = ReportStore(context.database.connection, clock: context.clock)
        let query = try self.query(request, for: report, today: try await store.calendar().today)
        let measure = try measure(request, of: report, .tickets, "list of tickets")
        let page = try await store.tickets(
            report, query, measure: measure, group: request.query("group"), after: try request.cursor(parts: 2),
            limit: try request.limit())
        return .json(page)
    }

    private func showOrders(_ request: Request) async throws -> Response {
        let report = try report(request)
        let store = ReportStore(context.database.connection, clock: context.clock)
        let query = try self.query(request, for: report, today: try await store.calendar().today)
        let measure = try measure(request, of: report, .orders, "list of orders")
        return .json(
            try await store.orders(
                query, measure: measure, group: request.query("group"), after: try request.cursor(parts: 2),
                limit: try request.limit()))
    }

    private func showCustomers(_ request: Request) async throws -> Response {
        let report = try report(request)
        let store = ReportStore(context.database.connection, clock: context.clock)
        let query = try self.query(request, for: report, today: try await store.calendar().today)
        let measure = try measure(request, of: report, .customers, "list of customers")
        return .json(
            try await store.customers(
                report, query, measure: measure, group: request.query("group"), after: try request.cursor(parts: 2),
                limit: try request.limit()))
    }

    private func measure(
        _ request: Request, of report: Report, _ subject: Report.Subject, _ list: String
    ) throws -> String {
        guard report.subject == subject, let usual = report.measures.first else { throw Problem.notFound(list) }
        let measure = request.query("measure") ?? usual
        guard report.measures.contains(measure) else {
            throw Problem.invalid("/measure", "must be one of \(report.measures.joined(separator: ", "))")
        }
        return measure
    }

    private func report(_ request: Request) throws -> Report {
        guard let report = Report(rawValue: request.parameter("name")) else { throw Problem.notFound("report") }
        return report
    }

    private func wantsCSV(_ request: Request) throws -> Bool {
        switch request.query("format") ?? "json" {
        case "json": return false
        case "csv": return true
        default: throw Problem.invalid("/format", "must be json or csv")
        }
    }

    private func query(_ request: Request, for report: Report, today: CalendarDay) throws -> ReportQuery {
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
