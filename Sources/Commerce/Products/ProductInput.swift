package import Basics
package import Web

/// The body of `PATCH /products/{id}` and, with the same fields, of `POST /products`.
package struct ProductInput: Decodable, WireType {
    var sku: Patch<String> = .absent
    var name: Patch<String> = .absent
    var description: Patch<String> = .absent
    var category: Patch<String> = .absent
    var brand: Patch<String> = .absent
    var tags: Patch<[String]> = .absent
    var features: Patch<[String: JSONValue]> = .absent
    var price: Patch<MoneyInput> = .absent
    var inStock: Patch<Bool> = .absent
    var stockNote: Patch<String> = .absent
    var consumable: Patch<Bool> = .absent
    /// True takes it out of the catalogue, false puts it back.
    var archived: Patch<Bool> = .absent

    package static var example: ProductInput {
        var input = ProductInput()
        input.sku = .value("TEAPOT-BLUE")
        input.name = .value("Blue teapot")
        input.description = .value("Holds 600 ml.")
        input.category = .value("Tea ware")
        input.brand = .value("Lantern")
        input.tags = .value(["gift"])
        input.features = .value(["material": .string("porcelain")])
        input.price = .value(MoneyInput(amountMinor: 16_800, currency: "CNY"))
        input.inStock = .value(true)
        input.stockNote = .value("")
        input.consumable = .value(false)
        input.archived = .value(false)
        return input
    }

    /// `product` with what the client sent put in.
    func applied(to product: Product, _ fields: inout Fields) -> Product {
        var result = product
        result.sku = fields.text(sku.applied(to: product.sku), "/sku", max: 64)
        result.name = fields.text(name.applied(to: product.name), "/name", max: 200)
        result.description = fields.text(
            description.applied(to: product.description), "/description", max: 10_000, required: false)
        result.category = fields.text(category.applied(to: product.category), "/category", max: 100, required: false)
        result.brand = fields.text(brand.applied(to: product.brand), "/brand", max: 100, required: false)
        if let sent = tags.sent {
            fields.check(sent.count <= 50, "/tags", "may hold at most 50")
            result.tags = sent.enumerated().map { fields.text($0.element, "/tags/\($0.offset)", max: 50) }
        }
        if let sent = features.sent {
            fields.check(sent.count <= 100, "/features", "may hold at most 100")
            result.features = .object(sent)
        }
        if let sent = price.sent { result.price = sent.checked("/price", &fields) ?? product.price }
        result.inStock = inStock.applied(to: product.inStock)
        result.stockNote = fields.text(
            stockNote.applied(to: product.stockNote), "/stock_note", max: 200, required: false)
        result.consumable = consumable.applied(to: product.consumable)
        return result
    }
}

/// Money as a client sends it.
package struct MoneyInput: Decodable, Sendable {
    package let amountMinor: Int
    package let currency: String

    package init(amountMinor: Int, currency: String) {
        self.amountMinor = amountMinor
        self.currency = currency
    }

    /// The largest amount accepted: sums of a hundred lines of a thousand pieces still fit.
    package static let largest = 1_000_000_000_000

    /// - Returns: `nil` when it was refused.
    package func checked(_ pointer: String, _ fields: inout Fields) -> Money? {
        let faults = fields.faults.count
        fields.check(
            (0...Self.largest).contains(amountMinor), pointer + "/amount_minor", "must be from 0 to \(Self.largest)")
        fields.check(
            Money.isCurrency(currency), pointer + "/currency", "must be an ISO 4217 code such as CNY or EUR")
        return fields.faults.count == faults ? Money(amountMinor, currency) : nil
    }
}
