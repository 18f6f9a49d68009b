import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// The path behind the console's quick search: a few tickets and a few customers at once.
@Loop struct SearchRoutes {
    private static let count = 5

    let desk: Desk

    var routes: [Route] {
        [
            .get(
                "/search", "A few tickets and customers for the words typed", .permission(.ticketsRead),
                query: [QueryParameter("q", "Words, a name, an e-mail address or a ticket's number.")],
                output: SearchResults.self, handler: search)
        ]
    }

    private func search(_ request: Request) async throws -> Response {
        guard let question = request.query("q"), !question.trimmingBlanks.isEmpty else {
            return .json(SearchResults(tickets: [], customers: []))
        }
        var filter = TicketFilter()
        filter.question = String(question.prefix(200))
        let tickets = try await TicketStore(desk.database.connection).page(
            filter, sort: .updated, limit: Self.count, cursor: nil, for: request.principal)
        let customers =
            request.principal.permissions.contains(.customersRead)
            ? try await SearchStore(desk.database.connection).customers(question, limit: Self.count) : []
        return .json(SearchResults(tickets: tickets.items, customers: customers))
    }
}
