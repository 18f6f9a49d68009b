import Basics
import EventLoop
import Foundation
import Gateway
import Postgres
import Web

/// Paths of the page on which a customer reads a quote and answers it.
@Loop struct QuoteLinkRoutes {
    let context: AppContext
    let desk: QuoteDesk
    let throttle: TokenThrottle

    var routes: [Route] {
        [
            .get(
                "/quote-links/{token}", "What a quote's page shows; accepts nothing", .anyone, output: QuotePage.self
            ) { try await show($0) },
            .get("/quote-links/{token}/pdf", "The paper of the quote, as application/pdf", .anyone) {
                try await pdf($0)
            },
            .post(
                "/quote-links/{token}/acceptance", "Accepts the quote, once however often it is asked", .anyone,
                input: QuoteAcceptanceInput.self, output: QuotePage.self
            ) { try await accept($0) },
            .post(
                "/quote-links/{token}/refusal", "Declines the quote", .anyone, input: QuoteRefusalInput.self,
                output: QuotePage.self
            ) { try await decline($0) },
        ]
    }

    private func show(_ request: Request) async throws -> Response {
        let connection = context.database.connection
        let page = try await page(try await found(request, connection), connection)
        return .json(page, headers: [("Cache-Control", "no-store")])
    }

    private func pdf(_ request: Request) async throws -> Response {
        try await QuotePrinting(context: context).response(try await found(request, context.database.connection))
    }

    private func accept(_ request: Request) async throws -> Response {
        let input = try request.input(QuoteAcceptanceInput.self)
        var fields = Fields()
        let name = fields.text(input.name, "/name", max: 200)
        try fields.throwIfAny()
        return try await answer(request) { quote, page, connection in
            guard quote.state != .accepted else { return }
            try Self.requireOpen(page)
            guard quote.sentEdition == input.edition else {
                throw Problem.conflict(
                    "quote-changed", "The quote has changed", "Read the newest version before you accept it.")
            }
            try await desk.accept(quote, name: name, by: request, in: connection)
        }
    }

    private func decline(_ request: Request) async throws -> Response {
        let input = try request.input(QuoteRefusalInput.self)
        var fields = Fields()
        let note = fields.text(input.note ?? "", "/note", max: 1_000, required: false)
        try fields.throwIfAny()
        return try await answer(request) { quote, page, connection in
            guard quote.state != .declined else { return }
            try Self.requireOpen(page)
            try await desk.decline(quote, note: note, by: request, in: connection)
        }
    }

    /// Answers the locked quote for the customer and shows it as it then is.
    private func answer(
        _ request: Request, _ body: @escaping @Loop (Quote, QuotePage, Connection) async throws -> Void
    ) async throws -> Response {
        guard !request.principal.isStaff else {
            throw Problem.forbidden("Quotes are answered by the customer, not by staff.")
        }
        let answered = try await context.database.transaction { connection in
            let quote = try await found(request, connection, locked: true)
            try await body(quote, try await page(quote, connection), connection)
            return try await page(try await found(request, connection), connection)
        }
        return .json(answered, status: 201)
    }

    private static func requireOpen(_ page: QuotePage) throws {
        guard page.state == .sent else {
            throw Problem.conflict(
                "quote-closed", "The quote is closed", "It is \(page.state.rawValue). Ask the company for a new one.")
        }
    }

    private func found(_ request: Request, _ connection: Connection, locked: Bool = false) async throws -> Quote {
        let hash = Digest.sha256(request.parameter("token"))
        guard let quote = try await QuoteStore(connection).quote(.link(hash), .sent, locked: locked) else {
            // Who has the link may look as often as they like; who tries tokens is slowed down.
            try throttle.check(request.head.remoteAddress)
            throw Problem.notFound("quote")
        }
        return quote
    }

    private func page(_ quote: Quote, _ connection: Connection) async throws -> QuotePage {
        let store = QuoteSettingsStore(connection)
        let settings = try await store.settings()
        return QuotePage(
            quote, company: try await store.company(at: context.clock.now), address: settings.address,
            logoURL: try await QuoteLogo(context: context).url(quote.edition.logoID))
    }
}
