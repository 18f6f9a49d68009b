import Basics
import Commerce
import Foundation
import Web

/// A line of a quote as a client sends it: a product by id or SKU, or a name and a price of its own.
package struct QuoteLineInput: WireType, Decodable {
    let productID: UUID?
    let sku: String?
    let name: String?
    let description: String?
    /// Of at most three decimals, such as 1.5.
    let quantity: Double
    let unitPrice: Money?
    let discountBasisPoints: Int?
    /// Without it: the company's default rate, with its name.
    let taxBasisPoints: Int?
    /// What the tax is called on the paper, such as VAT.
    let taxName: String?

    package static var example: QuoteLineInput {
        QuoteLineInput(
            productID: QuoteExamples.product, sku: nil, name: "Blue tea, kg", description: "", quantity: 1.5,
            unitPrice: Money(16_800, "CNY"), discountBasisPoints: 500, taxBasisPoints: 1300, taxName: "VAT")
    }
}

/// The body of `POST /quotes` and, with the same fields, of `PATCH /quotes/{id}`.
package struct QuoteInput: WireType, Decodable {
    var customerID: Patch<UUID> = .absent
    var opportunityID: Patch<UUID> = .absent
    var becomes: Patch<QuoteOutcome> = .absent
    /// The language of the paper; without it the customer's.
    var locale: Patch<String> = .absent
    var currency: Patch<String> = .absent
    var pricesIncludeTax: Patch<Bool> = .absent
    var discountBasisPoints: Patch<Int> = .absent
    /// The last day, `YYYY-MM-DD`.
    var validUntil: Patch<String> = .absent
    var introduction: Patch<String> = .absent
    var terms: Patch<String> = .absent
    var lines: Patch<[QuoteLineInput]> = .absent

    package static var example: QuoteInput {
        QuoteInput(
            customerID: .value(QuoteExamples.customer), opportunityID: .value(QuoteExamples.quote),
            becomes: .value(.order), locale: .value("zh-Hans"), currency: .value("CNY"),
            pricesIncludeTax: .value(true), discountBasisPoints: .value(0), validUntil: .value("2026-12-23"),
            introduction: .value(""), terms: .value(""), lines: .value([.example]))
    }

    /// Whether it touches what stands on the paper, rather than only how the quote is kept.
    var touchesEdition: Bool {
        currency.isPresent || pricesIncludeTax.isPresent || discountBasisPoints.isPresent || validUntil.isPresent
            || introduction.isPresent || terms.isPresent || lines.isPresent
    }

    /// The ids and SKUs of the products the lines name.
    var productIDs: [ID<Product>] { (lines.sent ?? []).compactMap { $0.productID.map { ID($0) } } }
    var skus: [String] { (lines.sent ?? []).compactMap(\.sku) }

    /// `edition` with what the client sent put in.
    ///
    /// - Parameters:
    ///   - products: Those the lines name.
    ///   - usualTax: The tax of lines that state none.
    ///   - today: On the company's calendar; a changed last day may not lie before it.
    func applied(
        to edition: QuoteEdition, products: [Product], usualTax: TaxRate, today: String, _ fields: inout Fields
    ) -> QuoteEdition {
        let currency = currency.applied(to: edition.currency)
        fields.check(Money.isCurrency(currency), "/currency", "must be an ISO 4217 code such as CNY or EUR")
        let until = validUntil.applied(to: edition.validUntil)
        fields.check(
            until.utf8.count == 10 && Date(rfc3339: until) != nil, "/valid_until", "must be a day such as 2026-12-23")
        if validUntil.isPresent { fields.check(until >= today, "/valid_until", "must not lie in the past") }
        let discount = discountBasisPoints.applied(to: edition.discountBasisPoints)
        fields.share(discount, "/discount_basis_points")
        var lines = edition.lines
        if let sent = self.lines.sent {
            lines = QuoteLines(products: products, currency: currency, usualTax: usualTax).lines(sent, &fields)
        } else if currency != edition.currency {
            fields.check(lines.isEmpty, "/currency", "needs the lines again, in that currency")
        }
        return QuoteEdition(
            edition: edition.edition, currency: currency,
            pricesIncludeTax: pricesIncludeTax.applied(to: edition.pricesIncludeTax), discountBasisPoints: discount,
            validUntil: until,
            introduction: fields.text(
                introduction.applied(to: edition.introduction), "/introduction", max: 4_000, required: false),
            terms: fields.text(terms.applied(to: edition.terms), "/terms", max: 4_000, required: false),
            sentAt: edition.sentAt, lines: lines)
    }
}

/// Reads the lines a client sent; the catalogue gives what was left out.
struct QuoteLines {
    private let byID: [UUID: Product]
    private let bySKU: [String: Product]
    private let currency: String
    private let usualTax: TaxRate

    init(products: [Product], currency: String, usualTax: TaxRate) {
        byID = Dictionary(products.map { ($0.id.uuid, $0) }, uniquingKeysWith: { first, _ in first })
        bySKU = Dictionary(products.map { ($0.sku, $0) }, uniquingKeysWith: { first, _ in first })
        self.currency = currency
        self.usualTax = usualTax
    }

    func lines(_ inputs: [QuoteLineInput], _ fields: inout Fields) -> [QuoteLine] {
        fields.check(!inputs.isEmpty, "/lines", "needs at least one line")
        fields.check(inputs.count <= 100, "/lines", "may hold at most 100")
        let faults = fields.faults.count
        let lines = inputs.prefix(100).enumerated().compactMap { line($1, "/lines/\($0)", &fields) }
        guard fields.faults.count == faults else { return [] }
        let sum = lines.reduce(0) { $0 + $1.item.listMinor }
        fields.check(sum <= QuoteTotals.largest, "/lines", "must not come to more than \(QuoteTotals.largest)")
        return sum <= QuoteTotals.largest ? lines : []
    }

    /// - Returns: `nil` when it was refused.
    private func line(_ input: QuoteLineInput, _ pointer: String, _ fields: inout Fields) -> QuoteLine? {
        let faults = fields.faults.count
        let product = input.productID.flatMap { byID[$0] } ?? input.sku.flatMap { bySKU[$0] }
        if input.productID != nil { fields.check(product != nil, pointer + "/product_id", "names no product") }
        let quantity = QuoteQuantity(input.quantity)
        fields.check(
            quantity != nil, pointer + "/quantity", "must be from 0.001 to 10000, with at most three decimals")
        let price = input.unitPrice ?? product?.price
        if let price {
            fields.check(
                (0...QuoteTotals.largest).contains(price.amountMinor), pointer + "/unit_price/amount_minor",
                "must be from 0 to \(QuoteTotals.largest)")
            fields.check(
                price.currency == currency, pointer + "/unit_price/currency",
                "must be the quote's currency, \(currency)")
        } else {
            fields.refuse(pointer + "/unit_price", "is required without a product")
        }
        let discount = input.discountBasisPoints ?? 0
        let tax = input.taxBasisPoints ?? usualTax.basisPoints
        let taxName = fields.text(
            input.taxName ?? (input.taxBasisPoints == nil ? usualTax.paperName : ""), pointer + "/tax_name", max: 60,
            required: false)
        fields.share(discount, pointer + "/discount_basis_points")
        fields.share(tax, pointer + "/tax_basis_points")
        let sku = fields.text(input.sku ?? product?.sku ?? "", pointer + "/sku", max: 64, required: false)
        let name = fields.text(input.name ?? product?.name ?? "", pointer + "/name", max: 200)
        let words = fields.text(input.description ?? "", pointer + "/description", max: 1_000, required: false)
        guard fields.faults.count == faults, let price, let quantity else { return nil }
        return QuoteLine(
            productID: product?.id.uuid, sku: sku, name: name, description: words,
            item: QuoteTotals.Item(
                quantity: quantity, unitPriceMinor: price.amountMinor, discountBasisPoints: discount,
                taxBasisPoints: tax, taxName: taxName))
    }
}

extension Fields {
    /// A share in basis points, from nothing to the whole.
    mutating func share(_ basisPoints: Int, _ pointer: String) {
        check((0...QuoteTotals.whole).contains(basisPoints), pointer, "must be from 0 to 10000 basis points (100 %)")
    }
}
