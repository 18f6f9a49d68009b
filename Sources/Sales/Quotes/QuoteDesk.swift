import Access
import Basics
package import Commerce
package import EventLoop
package import Foundation
import Gateway
package import Postgres
package import Web

/// What is done to quotes, each act in the caller's transaction with its timeline and audit.
@Loop package struct QuoteDesk {
    /// Marks a deal as won because its quote was accepted.
    package typealias Win = @Loop @Sendable (UUID, Request, Connection) async throws -> Void

    let context: AppContext
    private let orders: OrderDesk
    private let win: Win?

    package init(context: AppContext, orders: OrderDesk, win: Win?) {
        self.context = context
        self.orders = orders
        self.win = win
    }

    var now: Date { context.clock.now }

    // MARK: Writing

    /// The version a new quote begins with, with what the client sent put in.
    func drafted(_ input: QuoteInput, in connection: Connection) async throws -> QuoteEdition {
        let store = QuoteSettingsStore(connection)
        let settings = try await store.settings()
        let company = try await store.company(at: now)
        let blank = QuoteEdition(
            edition: 1, currency: company.currency, pricesIncludeTax: settings.pricesIncludeTax, discountBasisPoints: 0,
            validUntil: Self.day(company.today, adding: settings.validDays), introduction: "", terms: settings.terms,
            sentAt: nil, lines: [])
        return try await edited(blank, input, company, in: connection)
    }

    func make(_ input: QuoteInput, by request: Request, in connection: Connection) async throws -> ID<Quote> {
        guard let customer = input.customerID.sent else { throw Problem.invalid("/customer_id", "is required") }
        let edition = try await drafted(input, in: connection)
        guard !edition.lines.isEmpty else { throw Problem.invalid("/lines", "needs at least one line") }
        let quote = NewQuote(
            id: .make(at: now, random: context.random), customerID: customer, opportunityID: input.opportunityID.sent,
            ownerID: request.principal.kind == .user ? request.principal.id : nil,
            becomes: input.becomes.sent ?? .order,
            locale: try await locale(input, of: customer, in: connection), edition: edition)
        try await QuoteWritingStore(connection).insert(quote, at: now)
        try await record("quote.created", quote.id, AuditChanges(), by: request, in: connection)
        return quote.id
    }

    /// Writes on the newest version, or on the next one when that was sent.
    func change(
        _ old: Quote, _ input: QuoteInput, by request: Request, in connection: Connection
    ) async throws {
        guard old.state.mayChange else {
            throw Problem.conflict("quote-accepted", "The quote was accepted", "Make a new one for what is different.")
        }
        let company = try await QuoteSettingsStore(connection).company(at: now)
        var edition = old.edition
        if input.touchesEdition {
            edition = try await edited(edition, input, company, in: connection)
            if !old.isDraftShown { edition = edition.asNext }
        }
        let customer = input.customerID.applied(to: old.customer.id)
        if old.sentEdition != nil, customer != old.customer.id {
            throw Problem.invalid("/customer_id", "cannot change once the quote was sent")
        }
        var fields = Fields()
        let locale = fields.locale(input.locale.applied(to: old.locale))
        try fields.throwIfAny()
        let quote = NewQuote(
            id: old.id, customerID: customer, opportunityID: input.opportunityID.applied(to: old.opportunityID),
            ownerID: nil, becomes: input.becomes.applied(to: old.becomes), locale: locale, edition: edition)
        let writing = QuoteWritingStore(connection)
        if input.touchesEdition { try await writing.write(edition, of: old.id) }
        try await writing.update(quote, at: now)
        var changes = AuditChanges()
        changes.note("edition", .number(Double(old.edition.edition)), .number(Double(edition.edition)))
        changes.note(
            "total_minor", .number(Double(old.edition.totals.total.amountMinor)),
            .number(Double(edition.totals.total.amountMinor)))
        changes.note("valid_until", old.edition.validUntil, edition.validUntil)
        changes.note("becomes", old.becomes.rawValue, quote.becomes.rawValue)
        changes.note("customer_id", old.customer.id.text, customer.text)
        try await record("quote.changed", old.id, changes, by: request, in: connection)
    }

    private func edited(
        _ edition: QuoteEdition, _ input: QuoteInput, _ company: QuoteCompany, in connection: Connection
    ) async throws -> QuoteEdition {
        let products = try await ProductStore(connection).products(ids: input.productIDs, skus: input.skus)
        var fields = Fields()
        let usualTax = try await TaxRateStore(connection).usual()
        let edited = input.applied(
            to: edition, products: products, usualTax: usualTax, today: company.today, &fields)
        try fields.throwIfAny()
        return edited
    }

    /// The language the client asked for, else the customer's, else the company's.
    private func locale(_ input: QuoteInput, of customer: UUID, in connection: Connection) async throws -> String {
        if let sent = input.locale.sent {
            var fields = Fields()
            let locale = fields.locale(sent)
            try fields.throwIfAny()
            return locale
        }
        let own = try await connection.first(
            { row in try row["locale"] as String? }, "SELECT locale FROM customers WHERE id = \(customer)")
        if let own = own ?? nil { return own.hasPrefix("zh") ? "zh-Hans" : "en" }
        return try await QuoteSettingsStore(connection).company(at: now).locale
    }

    static func day(_ day: String, adding days: Int) -> String {
        let date = Date(rfc3339: day) ?? Date(timeIntervalSince1970: 0)
        return String(date.addingTimeInterval(Double(days) * 86_400).rfc3339.prefix(10))
    }

    // MARK: Sending and withdrawing

    /// Freezes the newest version, numbers the quote the first time, and mails the link when there is an address.
    func send(_ quote: Quote, _ input: QuoteSendingInput, by request: Request, in connection: Connection) async throws {
        guard quote.state.mayChange else {
            throw Problem.conflict("quote-accepted", "The quote was accepted", "There is nothing left to send.")
        }
        let settingsStore = QuoteSettingsStore(connection)
        let settings = try await settingsStore.settings()
        let company = try await settingsStore.company(at: now)
        var fields = Fields()
        let address = input.email.map { fields.email($0) }
        let message = fields.text(input.message ?? "", "/message", max: 4_000, required: false)
        fields.check(!quote.edition.lines.isEmpty, "/lines", "needs at least one line")
        try fields.throwIfAny()
        guard quote.edition.validUntil >= company.today else {
            throw Problem.conflict(
                "quote-out-of-date", "The quote's last day has passed", "Give it a later last day, then send it.",
                fields: [Problem.Field("/valid_until", "lies in the past")])
        }
        let store = QuoteWritingStore(connection)
        if quote.number == nil {
            let place = try await store.takeNumber(year: company.year)
            try await store.number(
                quote.id, year: company.year, place, prefix: settings.numberPrefix,
                tokenHash: QuoteLink(quote.id, context).hash)
        }
        let sender = QuoteSender(name: company.name, address: settings.address)
        try await store.send(quote.id, from: sender, logo: settings.logoID, at: now)
        guard let sent = try await QuoteStore(connection).quote(.id(quote.id)) else { throw Problem.internalFault }
        if let address {
            let mail = try await QuoteMailing(context: context).queue(
                sent, to: address, message: message, company: company, settings: settings, in: connection)
            try await store.mailed(quote.id, by: mail, to: address)
        }
        try await store.note(quote.id, "quote.sent", detail: address ?? "", at: now)
        var changes = AuditChanges()
        changes.note("number", quote.number, sent.number)
        changes.note("state", quote.state.rawValue, QuoteState.sent.rawValue)
        changes.note("email", nil, address)
        try await record("quote.sent", quote.id, changes, by: request, in: connection)
    }

    func withdraw(_ quote: Quote, by request: Request, in connection: Connection) async throws {
        guard quote.state == .sent || quote.state == .lapsed else {
            throw Problem.conflict(
                "quote-not-sent", "The quote cannot be withdrawn", "It is \(quote.state.rawValue); only a sent one can."
            )
        }
        let store = QuoteWritingStore(connection)
        try await store.decide(quote.id, .withdrawn, at: now)
        try await store.note(quote.id, "quote.withdrawn", at: now)
        var changes = AuditChanges()
        changes.note("state", quote.state.rawValue, QuoteState.withdrawn.rawValue)
        try await record("quote.withdrawn", quote.id, changes, by: request, in: connection)
    }

    // MARK: The customer's answer

    /// Makes the order or the contract, wins the deal, and closes the quote; the caller holds its lock.
    func accept(_ quote: Quote, name: String, by request: Request, in connection: Connection) async throws {
        let store = QuoteWritingStore(connection)
        var order: UUID?
        switch quote.becomes {
        case .order:
            let input = quote.edition.order(for: quote.customer.id, number: quote.number ?? "")
            order = try await orders.place(input, source: "quote", in: connection).id.uuid
        case .contract:
            let today = try await QuoteSettingsStore(connection).company(at: now).today
            let contracts = ContractWritingStore(connection)
            let owner = try await contracts.owner(of: quote.id)
            try await contracts.insert(
                .agreed(quote, id: .make(at: now, random: context.random), startsOn: today, ownerID: owner), at: now)
        }
        try await store.decide(
            quote.id, .accepted, name: name, address: request.head.remoteAddress, order: order, at: now)
        try await store.dropUnsent(quote.id)
        try await store.note(quote.id, "quote.accepted", detail: name, at: now)
        if let opportunity = quote.opportunityID { try await win?(opportunity, request, connection) }
        try await audit(.accepted, quote, name: name, from: request, in: connection)
    }

    func decline(_ quote: Quote, note: String, by request: Request, in connection: Connection) async throws {
        let store = QuoteWritingStore(connection)
        try await store.decide(quote.id, .declined, note: note, address: request.head.remoteAddress, at: now)
        try await store.note(quote.id, "quote.declined", detail: note, at: now)
        try await audit(.declined, quote, name: quote.customer.name, from: request, in: connection)
    }

    private func audit(
        _ state: QuoteState, _ quote: Quote, name: String, from request: Request, in connection: Connection
    ) async throws {
        var changes = AuditChanges()
        changes.note("state", quote.state.rawValue, state.rawValue)
        let customer = AuditActor(kind: .customer, id: quote.customer.id, name: name)
        try await AuditStore(connection, clock: context.clock).record(
            AuditEntry(
                actor: customer, action: "quote.\(state.rawValue)", subjectKind: "quote", subjectID: quote.id.uuid,
                changes: changes.changes), remoteAddress: request.head.remoteAddress)
    }

    /// Closes quotes whose last day has passed.
    package func lapseDue() async throws {
        try await context.database.transaction { connection in
            let today = try await QuoteSettingsStore(connection).company(at: now).today
            let store = QuoteWritingStore(connection)
            for id in try await store.lapse(before: today, at: now) {
                try await store.note(ID(id), "quote.lapsed", at: now)
            }
        }
        await QuoteMailing(context: context).papers.clean(before: now.addingTimeInterval(-PassingFiles.keepSeconds))
    }

    func record(
        _ action: String, _ id: ID<Quote>, _ changes: AuditChanges, by request: Request, in connection: Connection
    ) async throws {
        try await AuditStore(connection, clock: context.clock).record(action, "quote", id.uuid, changes, by: request)
    }
}

extension QuoteEdition {
    /// The same as the next version, which may be written on.
    var asNext: QuoteEdition { unsent(as: edition + 1, until: validUntil) }

    /// The same as the first version of another quote.
    func asFirst(until day: String) -> QuoteEdition { unsent(as: 1, until: day) }

    private func unsent(as edition: Int, until day: String) -> QuoteEdition {
        QuoteEdition(
            edition: edition, currency: currency, pricesIncludeTax: pricesIncludeTax,
            discountBasisPoints: discountBasisPoints, validUntil: day, introduction: introduction, terms: terms,
            sentAt: nil, lines: lines)
    }
}
