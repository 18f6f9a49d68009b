package import Basics
package import Foundation
import Postgres
import Web

/// One version of a quote: what is offered, until when, and what it comes to.
package struct QuoteEdition: WireType, JSONWritable {
    /// 1 for the first version.
    package let edition: Int
    package let currency: String
    package let pricesIncludeTax: Bool
    package let discountBasisPoints: Int
    /// The last day it can be accepted, `YYYY-MM-DD` on the company's calendar.
    package let validUntil: String
    package let introduction: String
    package let terms: String
    package let sentAt: Date?
    package var lines: [QuoteLine]
    /// Who sent it, as it stood on the paper then; `nil` until it is sent.
    package private(set) var sender: QuoteSender?
    /// The picture at its head as it was sent; `nil` without one, and until it is sent.
    package private(set) var logoID: UUID?

    package init(
        edition: Int, currency: String, pricesIncludeTax: Bool, discountBasisPoints: Int, validUntil: String,
        introduction: String, terms: String, sentAt: Date?, lines: [QuoteLine]
    ) {
        self.edition = edition
        self.currency = currency
        self.pricesIncludeTax = pricesIncludeTax
        self.discountBasisPoints = discountBasisPoints
        self.validUntil = validUntil
        self.introduction = introduction
        self.terms = terms
        self.sentAt = sentAt
        self.lines = lines
    }

    init(_ row: Row) throws {
        self.init(
            edition: try row["edition"], currency: try row["currency"], pricesIncludeTax: try row["prices_include_tax"],
            discountBasisPoints: try row["discount_basis_points"], validUntil: try row["valid_until"],
            introduction: try row["introduction"], terms: try row["terms"], sentAt: try row["edition_sent_at"],
            lines: [])
        sender = try (row["company_name"] as String?).map {
            QuoteSender(name: $0, address: try row["company_address"])
        }
        logoID = try row["edition_logo_id"]
    }

    package var totals: QuoteTotals {
        QuoteTotals(
            lines.map(\.item), discountBasisPoints: discountBasisPoints, pricesIncludeTax: pricesIncludeTax,
            currency: currency)
    }

    package func write(to json: inout JSONWriter) {
        let totals = totals
        json.object { json in
            json.field("edition", edition)
            json.field("currency", currency)
            json.field("prices_include_tax", pricesIncludeTax)
            json.field("discount_basis_points", discountBasisPoints)
            json.field("valid_until", validUntil)
            json.field("introduction", introduction)
            json.field("terms", terms)
            json.field("sent_at", sentAt)
            json.array("lines") { json in
                for (line, sums) in zip(lines, totals.lines) { write(line, sums, to: &json) }
            }
            json.field("subtotal", totals.subtotal)
            json.field("discount", totals.discount)
            json.field("net", totals.net)
            json.field("taxes", totals.taxes)
            json.field("tax", totals.tax)
            json.field("total", totals.total)
        }
    }

    private func write(_ line: QuoteLine, _ sums: QuoteTotals.Sums, to json: inout JSONWriter) {
        json.object { json in
            json.field("product_id", line.productID.map { ID<QuoteLine>($0) })
            json.field("sku", line.sku)
            json.field("name", line.name)
            json.field("description", line.description)
            json.field("quantity", line.item.quantity)
            json.field("unit_price", Money(line.item.unitPriceMinor, currency))
            json.field("discount_basis_points", line.item.discountBasisPoints)
            json.field("tax_basis_points", line.item.taxBasisPoints)
            json.field("tax_name", line.item.taxName)
            json.field("amount", Money(sums.amount, currency))
            json.field("tax", Money(sums.tax, currency))
        }
    }

    package static var example: QuoteEdition {
        QuoteEdition(
            edition: 1, currency: "CNY", pricesIncludeTax: true, discountBasisPoints: 0, validUntil: "2026-12-23",
            introduction: "", terms: "", sentAt: QuoteExamples.instant,
            lines: [
                QuoteLine(
                    productID: QuoteExamples.product, sku: "TEAPOT-BLUE", name: "Blue tea, kg", description: "",
                    item: QuoteTotals.Item(
                        quantity: QuoteQuantity(thousandths: 1_500), unitPriceMinor: 16_800, discountBasisPoints: 500,
                        taxBasisPoints: 1300, taxName: "VAT"))
            ])
    }
}

/// So much of something at a price.
package struct QuoteLine: Sendable, Equatable {
    package let productID: UUID?
    package let sku: String
    package let name: String
    package let description: String
    package let item: QuoteTotals.Item

    package init(productID: UUID?, sku: String, name: String, description: String, item: QuoteTotals.Item) {
        self.productID = productID
        self.sku = sku
        self.name = name
        self.description = description
        self.item = item
    }
}

/// A line in a list of versions.
package struct EditionSummary: Sendable, Equatable, JSONWritable {
    package let edition: Int
    package let sentAt: Date?
    package let total: Money

    package init(edition: Int, sentAt: Date?, total: Money) {
        self.edition = edition
        self.sentAt = sentAt
        self.total = total
    }

    init(_ edition: QuoteEdition) {
        self.init(edition: edition.edition, sentAt: edition.sentAt, total: edition.totals.total)
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("edition", edition)
            json.field("sent_at", sentAt)
            json.field("total", total)
        }
    }
}
