import Basics
import Foundation
import Web

/// The priced lines of an order and what they come to.
struct OrderPricing: Sendable {
    let lines: [Order.Line]
    let discountMinor: Int
    let shippingMinor: Int
    let totalMinor: Int

    /// Prices what a client sent; the catalogue gives names and prices the client left out.
    ///
    /// - Parameter products: Those the lines name.
    init(_ input: OrderInput, products: [Product], _ fields: inout Fields) {
        let byID = Dictionary(products.map { ($0.id.uuid, $0) }, uniquingKeysWith: { first, _ in first })
        let bySKU = Dictionary(products.map { ($0.sku, $0) }, uniquingKeysWith: { first, _ in first })
        fields.check(!input.lines.isEmpty, "/lines", "needs at least one line")
        fields.check(input.lines.count <= 100, "/lines", "may hold at most 100")
        var lines: [Order.Line] = []
        for (place, line) in input.lines.prefix(100).enumerated() {
            let pointer = "/lines/\(place)"
            let product = line.productID.flatMap { byID[$0] } ?? line.sku.flatMap { bySKU[$0] }
            if line.productID != nil { fields.check(product != nil, pointer + "/product_id", "names no product") }
            fields.check((1...10_000).contains(line.quantity), pointer + "/quantity", "must be from 1 to 10000")
            let name = fields.text(line.name ?? product?.name ?? "", pointer + "/name", max: 200)
            let price = line.unitPrice.map { $0.checked(pointer + "/unit_price", &fields) } ?? product?.price
            guard let price else {
                if line.unitPrice == nil { fields.refuse(pointer + "/unit_price", "is required without a product") }
                continue
            }
            fields.check(
                price.currency == input.currency, pointer + "/unit_price/currency",
                "must be the order's currency, \(input.currency)")
            lines.append(
                Order.Line(
                    position: place + 1, productID: product?.id.uuid,
                    sku: fields.text(line.sku ?? product?.sku ?? "", pointer + "/sku", max: 64, required: false),
                    name: name, quantity: line.quantity, unitPrice: price))
        }
        self.lines = lines
        let sum = lines.reduce(0) { $0 + $1.quantity * $1.unitPrice.amountMinor }
        discountMinor = Self.minor(input.discount, input.currency, "/discount", &fields)
        shippingMinor = Self.minor(input.shipping, input.currency, "/shipping", &fields)
        fields.check(discountMinor <= sum, "/discount", "must not be larger than the lines, \(sum)")
        totalMinor = max(0, sum - discountMinor + shippingMinor)
    }

    private static func minor(
        _ money: MoneyInput?, _ currency: String, _ pointer: String, _ fields: inout Fields
    ) -> Int {
        guard let money, let checked = money.checked(pointer, &fields) else { return 0 }
        fields.check(
            checked.currency == currency, pointer + "/currency", "must be the order's currency, \(currency)")
        return checked.amountMinor
    }
}
