import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// A new quote on its way into the database.
struct NewQuote: Sendable {
    let id: ID<Quote>
    let customerID: UUID
    let opportunityID: UUID?
    let ownerID: UUID?
    let becomes: QuoteOutcome
    let locale: String
    let edition: QuoteEdition
}

/// The statements that change quotes.
@Loop struct QuoteWritingStore {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// - Throws: `Problem.invalid` when there is no such customer.
    func insert(_ quote: NewQuote, at now: Date) async throws {
        try await naming {
            try await connection.execute(
                """
                INSERT INTO quotes (id, customer_id, opportunity_id, owner_id, becomes, locale, created_at, updated_at)
                VALUES (\(quote.id), \(quote.customerID), \(quote.opportunityID), \(quote.ownerID), \(quote.becomes),
                    \(quote.locale), \(now), \(now))
                """)
        }
        try await write(quote.edition, of: quote.id)
    }

    /// Stores a version that was not sent, in the place of what it held before.
    func write(_ edition: QuoteEdition, of quote: ID<Quote>) async throws {
        let total = edition.totals.total.amountMinor
        try await connection.execute(
            """
            INSERT INTO quote_editions (quote_id, edition, currency, prices_include_tax, discount_basis_points,
                valid_until, introduction, terms, total_minor)
            VALUES (\(quote), \(edition.edition), \(edition.currency), \(edition.pricesIncludeTax),
                \(edition.discountBasisPoints), \(edition.validUntil)::date, \(edition.introduction), \(edition.terms),
                \(total))
            ON CONFLICT (quote_id, edition) DO UPDATE
            SET currency = EXCLUDED.currency, prices_include_tax = EXCLUDED.prices_include_tax,
                discount_basis_points = EXCLUDED.discount_basis_points, valid_until = EXCLUDED.valid_until,
                introduction = EXCLUDED.introduction, terms = EXCLUDED.terms, total_minor = EXCLUDED.total_minor
            """)
        try await connection.execute(
            "DELETE FROM quote_lines WHERE quote_id = \(quote) AND edition = \(edition.edition)")
        let lines = edition.lines
        try await connection.execute(
            """
            INSERT INTO quote_lines (quote_id, edition, position, product_id, sku, name, description, quantity,
                unit_price_minor, discount_basis_points, tax_basis_points, tax_name)
            SELECT \(quote), \(edition.edition), l.position, l.product_id, l.sku, l.name, l.description,
                l.thousandths / 1000.0, l.unit_price_minor, l.discount_basis_points, l.tax_basis_points, l.tax_name
            FROM unnest(\(lines.indices.map { $0 + 1 })::integer[], \(lines.map(\.productID))::uuid[],
                \(lines.map(\.sku))::text[], \(lines.map(\.name))::text[], \(lines.map(\.description))::text[],
                \(lines.map(\.item.quantity.thousandths))::integer[], \(lines.map(\.item.unitPriceMinor))::bigint[],
                \(lines.map(\.item.discountBasisPoints))::integer[], \(lines.map(\.item.taxBasisPoints))::integer[],
                \(lines.map(\.item.taxName))::text[])
                AS l (position, product_id, sku, name, description, thousandths, unit_price_minor,
                    discount_basis_points, tax_basis_points, tax_name)
            """)
    }

    /// Stores how a quote is kept; its version grows by one.
    ///
    /// - Throws: as `insert`.
    func update(_ quote: NewQuote, at now: Date) async throws {
        try await naming {
            try await connection.execute(
                """
                UPDATE quotes
                SET customer_id = \(quote.customerID), opportunity_id = \(quote.opportunityID),
                    becomes = \(quote.becomes), locale = \(quote.locale), edition = \(quote.edition.edition),
                    updated_at = \(now), version = version + 1
                WHERE id = \(quote.id)
                """)
        }
    }

    /// The next number of the year; whoever sends at the same time waits, so that none is left out.
    func takeNumber(year: Int) async throws -> Int {
        try await connection.one(
            { row in try row["last_number"] },
            """
            INSERT INTO quote_numbers (year, last_number)
            VALUES (\(year), 1)
            ON CONFLICT (year) DO UPDATE SET last_number = quote_numbers.last_number + 1
            RETURNING last_number
            """)
    }

    func number(_ quote: ID<Quote>, year: Int, _ number: Int, prefix: String, tokenHash: [UInt8]) async throws {
        try await connection.execute(
            """
            UPDATE quotes
            SET year = \(year), number_in_year = \(number), number_prefix = \(prefix), token_hash = \(tokenHash),
                state = 'sent', sent_edition = edition
            WHERE id = \(quote)
            """)
    }

    /// The newest version is now what the customer sees, and frozen.
    ///
    /// - Parameter logo: The picture at its head.
    func send(_ quote: ID<Quote>, from sender: QuoteSender, logo: UUID?, at now: Date) async throws {
        try await connection.execute(
            """
            WITH frozen AS (
                UPDATE quote_editions AS e
                SET sent_at = \(now), company_name = \(sender.name), company_address = \(sender.address),
                    logo_id = \(logo)
                FROM quotes AS q
                WHERE q.id = \(quote) AND e.quote_id = q.id AND e.edition = q.edition AND e.sent_at IS NULL
            )
            UPDATE quotes
            SET state = 'sent', sent_edition = edition, sent_at = \(now), mail_id = NULL, mail_address = NULL,
                decided_at = NULL, decision_name = '', decision_note = '', decision_address = '', updated_at = \(now),
                version = version + 1
            WHERE id = \(quote)
            """)
    }

    /// The mail that carries the link just sent.
    func mailed(_ quote: ID<Quote>, by mail: UUID, to address: String) async throws {
        try await connection.execute(
            "UPDATE quotes SET mail_id = \(mail), mail_address = \(address) WHERE id = \(quote)")
    }

    /// The end of it, by the customer's answer or ours.
    func decide(
        _ quote: ID<Quote>, _ state: QuoteState, name: String = "", note: String = "", address: String = "",
        order: UUID? = nil, at now: Date
    ) async throws {
        try await connection.execute(
            """
            UPDATE quotes
            SET state = \(state), decided_at = \(now), decision_name = \(name), decision_note = \(note),
                decision_address = \(address), order_id = \(order), updated_at = \(now), version = version + 1
            WHERE id = \(quote)
            """)
    }

    /// Forgets a version begun after the one the customer accepted.
    func dropUnsent(_ quote: ID<Quote>) async throws {
        try await connection.execute(
            "DELETE FROM quote_lines USING quote_editions AS e WHERE quote_lines.quote_id = \(quote) AND e.quote_id = \(quote) AND e.edition = quote_lines.edition AND e.sent_at IS NULL"
        )
        try await connection.execute("DELETE FROM quote_editions WHERE quote_id = \(quote) AND sent_at IS NULL")
        try await connection.execute("UPDATE quotes SET edition = sent_edition WHERE id = \(quote)")
    }

    /// Marks quotes as lapsed whose last day has passed.
    ///
    /// - Returns: Which.
    func lapse(before today: String, at now: Date) async throws -> [UUID] {
        try await connection.rows(
            { row in try row["id"] },
            """
            UPDATE quotes AS q
            SET state = 'lapsed', decided_at = \(now), updated_at = \(now), version = q.version + 1
            FROM quote_editions AS e
            WHERE q.state = 'sent' AND e.quote_id = q.id AND e.edition = q.sent_edition
                AND e.valid_until < \(today)::date
            RETURNING q.id
            """)
    }

    /// A line on the customer's timeline that links to the quote.
    func note(_ quote: ID<Quote>, _ kind: String, detail: String = "", at now: Date) async throws {
        try await connection.execute(
            """
            INSERT INTO timeline_entries (id, customer_id, at, kind, title, detail, link_kind, link_number)
            SELECT \(ID<QuoteWritingStore>.make(at: now)), q.customer_id, \(now), \(kind),
                quote_number(q.number_prefix, q.year, q.number_in_year), \(detail), 'quote',
                replace(ltrim(quote_number('', q.year, q.number_in_year), '-'), '-', '')::bigint
            FROM quotes AS q
            WHERE q.id = \(quote)
            """)
    }

    private func naming(_ run: () async throws -> Void) async throws {
        do {
            try await run()
        } catch let error as DatabaseError where error.constraint == "quotes_customer_id_fkey" {
            throw Problem.invalid("/customer_id", "names no customer")
        } catch let error as DatabaseError where error.constraint == "quotes_opportunity_id_fkey" {
            throw Problem.invalid("/opportunity_id", "names no deal")
        }
    }
}
