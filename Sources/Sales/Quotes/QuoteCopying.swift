import Access
import Basics
import EventLoop
import Postgres
import Web

extension QuoteDesk {
    /// Drafts a quote like another: the lines, words and discounts of the version shown, valid for the usual days.
    func copy(_ quote: Quote, by request: Request, in connection: Connection) async throws -> ID<Quote> {
        let settings = QuoteSettingsStore(connection)
        let company = try await settings.company(at: now)
        let until = Self.day(company.today, adding: try await settings.settings().validDays)
        let copy = NewQuote(
            id: .make(at: now, random: context.random), customerID: quote.customer.id,
            opportunityID: quote.opportunityID,
            ownerID: request.principal.kind == .user ? request.principal.id : nil, becomes: quote.becomes,
            locale: quote.locale, edition: quote.edition.asFirst(until: until))
        try await QuoteWritingStore(connection).insert(copy, at: now)
        var changes = AuditChanges()
        changes.note("copy_of", nil, quote.number ?? quote.id.description)
        try await record("quote.created", copy.id, changes, by: request, in: connection)
        return copy.id
    }
}
