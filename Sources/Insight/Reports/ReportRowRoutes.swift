import Basics
import EventLoop
import Postgres
import Web

/// The lists behind the figures: tickets, orders, customers and recommendations.
extension ReportRoutes {
    func showTickets(_ request: Request) async throws -> Response {
        let report = try report(request)
        let store = ReportStore(context.database.connection, clock: context.clock)
        let query = try self.query(request, for: report, today: try await store.calendar().today)
        let measure = try measure(request, of: report, .tickets, "list of tickets")
        let page = try await store.tickets(
            report, query, measure: measure, group: request.query("group"), after: try request.place(),
            limit: try request.limit())
        return .json(page)
    }

    func showOrders(_ request: Request) async throws -> Response {
        let report = try report(request)
        let store = ReportStore(context.database.connection, clock: context.clock)
        let query = try self.query(request, for: report, today: try await store.calendar().today)
        let measure = try measure(request, of: report, .orders, "list of orders")
        let (group, after, limit) = (
            request.query("group"), try request.place(of: ReportedOrder.self), try request.limit()
        )
        return .json(
            report == .lateParcels
                ? try await store.lateOrders(query, measure: measure, group: group, after: after, limit: limit)
                : try await store.orders(query, measure: measure, group: group, after: after, limit: limit))
    }

    func showOffers(_ request: Request) async throws -> Response {
        let report = try report(request)
        let store = ReportStore(context.database.connection, clock: context.clock)
        let query = try self.query(request, for: report, today: try await store.calendar().today)
        let measure = try measure(request, of: report, .offers, "list of recommendations")
        return .json(
            try await store.offers(
                query, measure: measure, group: request.query("group"), after: try request.place(),
                limit: try request.limit()))
    }

    func showCohort(_ request: Request) async throws -> Response {
        guard let month = CalendarDay(request.parameter("month")), month == month.firstOfMonth else {
            throw Problem.notFound("cohort")
        }
        let number = try request.query(number: "month_number") ?? 0
        guard number <= 1_200 else { throw Problem.invalid("/month_number", "must be at most 1200") }
        return .json(
            try await ReportStore(context.database.connection, clock: context.clock).customers(
                cohort: month, number: number, after: try request.cursor(parts: 2)?.key { CalendarDay($0) },
                limit: try request.limit()))
    }

    func showCustomers(_ request: Request) async throws -> Response {
        let report = try report(request)
        let store = ReportStore(context.database.connection, clock: context.clock)
        let query = try self.query(request, for: report, today: try await store.calendar().today)
        let measure = try measure(request, of: report, .customers, "list of customers")
        return .json(
            try await store.customers(
                report, query, measure: measure, group: request.query("group"),
                after: try request.cursor(parts: 2)?.key { CalendarDay($0) },
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
}
