import Access
import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// The body of `POST /quotes/{id}/sending`.
package struct QuoteSendingInput: WireType, Decodable {
    /// Where the link is mailed; without it the link is only made.
    let email: String?
    /// Stands above what the mail says by itself.
    let message: String?

    package static var example: QuoteSendingInput {
        QuoteSendingInput(email: "mei@example.com", message: "As we said on the phone:")
    }
}

/// Paths by which staff write and send quotes.
@Loop struct QuoteRoutes {
    let context: AppContext
    let desk: QuoteDesk

    var routes: [Route] {
        [
            .get(
                "/quotes", "Quotes in their newest versions, newest first", .permission(.salesRead),
                query: [
                    QueryParameter("customer_id", "Only of this customer."),
                    QueryParameter("opportunity_id", "Only of this opportunity."),
                    QueryParameter("state", "Only those that stand here."),
                    QueryParameter("q", "A number, or the beginning of a customer's name."),
                ], output: Quote.self, page: true, handler: list),
            .post(
                "/quotes", "Drafts a quote", .permission(.salesWrite), input: QuoteInput.self, output: Quote.self,
                handler: create),
            .post(
                "/quote-totals", "What a quote would come to; keeps nothing", .permission(.salesRead),
                input: QuoteInput.self, output: QuoteEdition.self, status: 200, handler: total),
            .get(
                "/quotes/{id}", "One quote, by id or number", .permission(.salesRead),
                query: [QueryParameter("edition", "Which version; the newest without it.")], output: Quote.self,
                handler: show),
            .patch(
                "/quotes/{id}", "Writes on a quote; one that was sent gets its next version", .permission(.salesWrite),
                input: QuoteInput.self, output: Quote.self, handler: change),
            .post(
                "/quotes/{id}/sending", "Freezes and numbers the newest version, and mails its link",
                .permission(.salesWrite), input: QuoteSendingInput.self, output: Quote.self, handler: send),
            .post(
                "/quotes/{id}/copy", "Drafts a quote with the same lines for the same customer, valid anew",
                .permission(.salesWrite), output: Quote.self, body: .none, handler: copy),
            .post(
                "/quotes/{id}/withdrawal", "Takes a sent quote back", .permission(.salesWrite), output: Quote.self,
                body: .none, handler: withdraw),
            .get(
                "/quotes/{id}/pdf", "The paper of a quote, as application/pdf", .permission(.salesRead),
                query: [QueryParameter("edition", "Which version; the newest without it.")], handler: pdf),
        ]
    }

    private func list(_ request: Request) async throws -> Response {
        let limit = try request.limit()
        var filter = QuoteStore.Filter()
        filter.customerID = (try request.query(id: "customer_id") as ID<Quote>?)?.uuid
        filter.opportunityID = (try request.query(id: "opportunity_id") as ID<Quote>?)?.uuid
        filter.state = try request.query("state", as: QuoteState.self)
        filter.question = request.query("q").map { String($0.trimmingBlanks.prefix(200)) }
        let before = try request.place(of: Quote.self)
        let quotes = try await QuoteStore(context.database.connection).quotes(filter, before: before, limit: limit + 1)
        return .json(
            Page(quotes.map(linked), limit: limit) { Cursor(at: $0.createdAt, id: $0.id) })
    }

    private func show(_ request: Request) async throws -> Response {
        let quote = try await found(request, in: context.database.connection, Self.shown(request))
        return .json(linked(quote), version: quote.version)
    }

    private func create(_ request: Request) async throws -> Response {
        let input = try request.input(QuoteInput.self)
        let quote = try await context.database.transaction { connection in
            let id = try await desk.make(input, by: request, in: connection)
            return try await QuoteStore(connection).quote(.id(id))
        }
        guard let quote else { throw Problem.internalFault }
        return .created(linked(quote), version: quote.version)
    }

    private func total(_ request: Request) async throws -> Response {
        let input = try request.input(QuoteInput.self)
        return .json(try await desk.drafted(input, in: context.database.connection))
    }

    private func change(_ request: Request) async throws -> Response {
        let input = try request.input(QuoteInput.self)
        return try await act(request) { try await desk.change($0, input, by: request, in: $1) }
    }

    private func send(_ request: Request) async throws -> Response {
        let input = try request.input(QuoteSendingInput.self)
        return try await act(request, status: 201) { try await desk.send($0, input, by: request, in: $1) }
    }

    private func copy(_ request: Request) async throws -> Response {
        let copy = try await context.database.transaction { connection in
            let quote = try await found(request, in: connection)
            let id = try await desk.copy(quote, by: request, in: connection)
            return try await QuoteStore(connection).quote(.id(id))
        }
        guard let copy else { throw Problem.internalFault }
        return .created(linked(copy), version: copy.version)
    }

    private func withdraw(_ request: Request) async throws -> Response {
        try await act(request, status: 201) { try await desk.withdraw($0, by: request, in: $1) }
    }

    /// Does something to the locked quote and answers with it as it then is.
    private func act(
        _ request: Request, status: Int = 200, _ body: @escaping @Loop (Quote, Connection) async throws -> Void
    ) async throws -> Response {
        let quote = try await context.database.transaction { connection in
            let quote = try await found(request, in: connection, locked: true)
            try request.requireMatch(quote.version)
            try await body(quote, connection)
            return try await found(request, in: connection)
        }
        return .json(linked(quote), status: status, version: quote.version)
    }

    private func pdf(_ request: Request) async throws -> Response {
        let quote = try await found(request, in: context.database.connection, Self.shown(request))
        return try await QuotePrinting(context: context).response(quote)
    }

    private static func shown(_ request: Request) throws -> QuoteStore.Shown {
        let edition = try request.query(number: "edition", minimum: 1)
        return edition.map { .edition(min($0, Int(Int32.max))) } ?? .newest
    }

    private func found(
        _ request: Request, in connection: Connection, _ shown: QuoteStore.Shown = .newest, locked: Bool = false
    ) async throws -> Quote {
        guard let name = QuoteStore.Name(request.parameter("id")),
            let quote = try await QuoteStore(connection).quote(name, shown, locked: locked)
        else { throw Problem.notFound("quote") }
        return quote
    }

    /// The quote with its link, once it has one.
    private func linked(_ quote: Quote) -> Quote {
        var quote = quote
        if quote.sentEdition != nil { quote.url = QuoteLink(quote.id, context).url }
        return quote
    }
}
