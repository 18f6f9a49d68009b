import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// The path of a customer's history.
@Loop struct TimelineRoutes {
    let context: AppContext

    private static let filters = [
        QueryParameter("kinds", "Only these kinds, with commas between."),
        QueryParameter("channels", "Only tickets that came this way: chat, email, phone, form, api."),
        QueryParameter("q", "Only what holds these words."),
        QueryParameter("until", "Only what had happened by this moment."),
    ]

    var routes: [Route] {
        [
            .get(
                "/customers/{id}/timeline", "Everything that happened with a customer, newest first",
                .permission(.customersRead), query: Self.filters, output: TimelineEntry.self, page: true,
                handler: ofCustomer),
            .get(
                "/companies/{id}/timeline", "Everything that happened with a company's people, newest first",
                .permission(.customersRead), query: Self.filters, output: TimelineEntry.self, page: true,
                handler: ofCompany),
            .get(
                "/customers/{id}/past", "How the record stood at a moment", .permission(.customersRead),
                query: [QueryParameter("at", "The moment.")], output: CustomerPast.self, handler: past),
        ]
    }

    private func ofCustomer(_ request: Request) async throws -> Response {
        try await page(request, of: .customer(customer(request)))
    }

    private func ofCompany(_ request: Request) async throws -> Response {
        let id: ID<Company> = try request.id(of: "company")
        guard try await ClientCompanyStore(context.database.connection).company(id) != nil else {
            throw Problem.notFound("company")
        }
        return try await page(request, of: .company(id))
    }

    private func page(_ request: Request, of whose: TimelineStore.Whose) async throws -> Response {
        let limit = try request.limit()
        let before = try request.place(of: TimelineEntry.self)
        var filter = TimelineStore.Filter()
        filter.kinds = list(request.query("kinds"))
        filter.channels = list(request.query("channels"))
        filter.words = request.query("q").map { String($0.trimmingBlanks.prefix(200)) }
        filter.until = try request.query(date: "until")
        let entries = try await TimelineStore(context.database.connection).entries(
            of: whose, filter, before: before.map { ($0.at, $0.id) }, limit: limit + 1)
        return .json(Page(entries, limit: limit) { Cursor(at: $0.at, id: $0.id) })
    }

    private func past(_ request: Request) async throws -> Response {
        let id = try await customer(request)
        guard let at = try request.query(date: "at") else { throw Problem.invalid("/at", "is required") }
        guard let past = try await CustomerPastStore(context.database.connection).past(of: id, at: at) else {
            throw Problem.notFound("customer")
        }
        return .json(past)
    }

    private func customer(_ request: Request) async throws -> ID<Customer> {
        let asked: ID<Customer> = try request.id(of: "customer")
        guard let id = try await CustomerStore(context.database.connection).kept(asked) else {
            throw Problem.notFound("customer")
        }
        return id
    }

    private func list(_ text: String?) -> [String] {
        (text ?? "").split(separator: ",").map { $0.trimmingBlanks }.filter { !$0.isEmpty }
    }
}
