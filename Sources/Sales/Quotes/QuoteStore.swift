package import Basics
package import EventLoop
package import Foundation
package import Postgres

/// Reads quotes.
@Loop package struct QuoteStore {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// A quote by its id, its number (Q-2026-0001 or, as links have it, 20260001), or the hash of its link's token.
    ///
    /// The letters before a number may be any: year and place name one quote alone.
    package enum Name: Sendable {
        case id(ID<Quote>)
        case number(year: Int, Int)
        case link([UInt8])

        /// `nil` for a text that is neither id nor number.
        package init?(_ text: String) {
            if let id = ID<Quote>(text) {
                self = .id(id)
                return
            }
            let digits = text.drop { $0.isLetter || $0 == "-" }.filter { $0 != "-" }
            guard (8...13).contains(digits.utf8.count), digits.utf8.allSatisfy({ (48...57).contains($0) }),
                let year = Int(digits.prefix(4)), let number = Int(digits.dropFirst(4)), number <= Int(Int32.max)
            else { return nil }
            self = .number(year: year, number)
        }

        fileprivate var condition: SQL {
            switch self {
            case .id(let id): "q.id = \(id)"
            case .number(let year, let number): "q.year = \(year) AND q.number_in_year = \(number)"
            case .link(let hash): "q.token_hash = \(hash)"
            }
        }
    }

    private static let columns: SQL = """
        q.id, quote_number(q.number_prefix, q.year, q.number_in_year) AS number, q.customer_id,
        c.name AS customer_name,
        (SELECT a.address FROM customer_emails AS a WHERE a.customer_id = c.id AND NOT a.released
            ORDER BY a.is_primary DESC, a.position, a.address LIMIT 1) AS customer_email,
        q.opportunity_id, q.state, q.sent_edition, q.becomes, q.locale, u.name AS owner_name, q.sent_at, q.decided_at,
        q.decision_name, q.decision_note, q.decision_address, q.mail_address, COALESCE(m.state, 'sent') AS mail_state,
        o.number AS order_number, k.number AS contract_number, q.created_at, q.updated_at, q.version, e.edition,
        e.currency, e.prices_include_tax, e.discount_basis_points, e.valid_until::text AS valid_until, e.introduction,
        e.terms, e.sent_at AS edition_sent_at, e.company_name, e.company_address, e.logo_id AS edition_logo_id
        """

    private static let tables: SQL = """
        quotes AS q
        JOIN customers AS c ON c.id = q.customer_id
        LEFT JOIN users AS u ON u.id = q.owner_id
        LEFT JOIN outbound_mails AS m ON m.id = q.mail_id
        LEFT JOIN orders AS o ON o.id = q.order_id
        LEFT JOIN contracts AS k ON k.quote_id = q.id
        """

    /// Which version of a quote is read.
    package enum Shown: Sendable {
        case newest
        case sent
        case edition(Int)

        fileprivate var condition: SQL {
            switch self {
            case .newest: "q.edition"
            case .sent: "q.sent_edition"
            case .edition(let edition): "\(edition)"
            }
        }
    }

    /// The quote in one of its versions; `nil` when there is none such.
    ///
    /// - Parameter locked: Holds it to the transaction's end. The lock is a statement of its own, since one that waits
    ///   reads the other tables as they were before it waited.
    package func quote(_ name: Name, _ shown: Shown = .newest, locked: Bool = false) async throws -> Quote? {
        if locked { try await connection.execute("SELECT id FROM quotes AS q WHERE \(name.condition) FOR UPDATE") }
        let quote = try await connection.first(
            Quote.init,
            """
            SELECT \(Self.columns)
            FROM \(Self.tables)
            JOIN quote_editions AS e ON e.quote_id = q.id AND e.edition = \(shown.condition)
            WHERE \(name.condition)
            """)
        guard let quote else { return nil }
        return try await filled([quote]).first
    }

    /// What a reader of the list of quotes asks for.
    package struct Filter: Sendable {
        package var customerID: UUID?
        package var opportunityID: UUID?
        package var state: QuoteState?
        /// The beginning of a number or of a customer's name.
        package var question: String?

        package init() {}
    }

    /// Quotes in their newest versions, newest first.
    package func quotes(_ filter: Filter, before: (at: Date, id: ID<Quote>)?, limit: Int) async throws -> [Quote] {
        var conditions: [SQL] = ["true"]
        if let customerID = filter.customerID { conditions.append("q.customer_id = \(customerID)") }
        if let opportunityID = filter.opportunityID { conditions.append("q.opportunity_id = \(opportunityID)") }
        if let state = filter.state { conditions.append("q.state = \(state)") }
        if let question = filter.question {
            let prefix =
                question.lowercased().replacing("\\", with: "\\\\").replacing("%", with: "\\%")
                .replacing("_", with: "\\_") + "%"
            var number: SQL = "false"
            if let name = Name(question) { number = name.condition }
            conditions.append(
                "(\(number) OR lower(c.name) LIKE \(prefix) OR c.search @@ (SELECT search_query(\(question))))")
        }
        if let before { conditions.append("(q.created_at, q.id) < (\(before.at), \(before.id))") }
        let quotes = try await connection.rows(
            Quote.init,
            """
            SELECT \(Self.columns)
            FROM \(Self.tables)
            JOIN quote_editions AS e ON e.quote_id = q.id AND e.edition = q.edition
            WHERE \(SQL.joined(conditions, separator: " AND "))
            ORDER BY q.created_at DESC, q.id DESC
            LIMIT \(limit)
            """)
        return try await filled(quotes)
    }

    /// The quotes with the lines of the version shown, and the list of versions.
    private func filled(_ quotes: [Quote]) async throws -> [Quote] {
        let ids = quotes.map(\.id)
        guard !ids.isEmpty else { return [] }
        async let lines = connection.rows(
            { row in (quote: try row["quote_id"] as UUID, line: try Self.line(row)) },
            """
            SELECT l.quote_id, l.product_id, l.sku, l.name, l.description,
                (l.quantity * 1000)::integer AS quantity_thousandths, l.unit_price_minor, l.discount_basis_points,
                l.tax_basis_points, l.tax_name
            FROM unnest(\(ids)::uuid[], \(quotes.map(\.edition.edition))::integer[]) AS shown (quote_id, edition)
            JOIN quote_lines AS l ON l.quote_id = shown.quote_id AND l.edition = shown.edition
            ORDER BY l.quote_id, l.position
            """)
        async let editions = connection.rows(
            { row in (quote: try row["quote_id"] as UUID, edition: try Self.summary(row)) },
            """
            SELECT quote_id, edition, currency, total_minor, sent_at
            FROM quote_editions
            WHERE quote_id = ANY (\(ids))
            ORDER BY quote_id, edition
            """)
        let (linesOf, editionsOf) = try await (
            Dictionary(grouping: lines, by: \.quote), Dictionary(grouping: editions, by: \.quote)
        )
        return quotes.map { quote in
            var quote = quote
            quote.edition.lines = linesOf[quote.id.uuid, default: []].map(\.line)
            quote.editions = editionsOf[quote.id.uuid, default: []].map(\.edition)
            return quote
        }
    }

    nonisolated private static func line(_ row: Row) throws -> QuoteLine {
        QuoteLine(
            productID: try row["product_id"], sku: try row["sku"], name: try row["name"],
            description: try row["description"],
            item: QuoteTotals.Item(
                quantity: QuoteQuantity(thousandths: try row["quantity_thousandths"]),
                unitPriceMinor: try row["unit_price_minor"], discountBasisPoints: try row["discount_basis_points"],
                taxBasisPoints: try row["tax_basis_points"], taxName: try row["tax_name"]))
    }

    nonisolated private static func summary(_ row: Row) throws -> EditionSummary {
        EditionSummary(
            edition: try row["edition"], sentAt: try row["sent_at"],
            total: Money(try row["total_minor"], try row["currency"]))
    }
}
