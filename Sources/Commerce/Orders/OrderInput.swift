import Basics
package import Foundation
import Web

/// A line of an order as a client sends it: a product by id or SKU, or a name and a price of its own.
package struct OrderLineInput: Decodable, Sendable {
    let productID: UUID?
    let sku: String?
    let name: String?
    let quantity: Int
    let unitPrice: MoneyInput?

    package init(productID: UUID?, sku: String?, name: String?, quantity: Int, unitPrice: MoneyInput?) {
        self.productID = productID
        self.sku = sku
        self.name = name
        self.quantity = quantity
        self.unitPrice = unitPrice
    }
}

/// The body of `POST /orders`.
package struct OrderInput: Decodable, WireType {
    package var customerID: UUID
    package var reference: String?
    package var currency: String
    package var lines: [OrderLineInput]
    package var discount: MoneyInput?
    package var shipping: MoneyInput?
    package var note: String?
    /// Without it: now.
    package var placedAt: Date?
    package var status: OrderStatus?

    package init(
        customerID: UUID, reference: String? = nil, currency: String, lines: [OrderLineInput],
        discount: MoneyInput? = nil, shipping: MoneyInput? = nil, note: String? = nil, placedAt: Date? = nil,
        status: OrderStatus? = nil
    ) {
        self.customerID = customerID
        self.reference = reference
        self.currency = currency
        self.lines = lines
        self.discount = discount
        self.shipping = shipping
        self.note = note
        self.placedAt = placedAt
        self.status = status
    }

    package static var example: OrderInput {
        OrderInput(
            customerID: Examples.customer, reference: "WEB-20261123-7", currency: "CNY",
            lines: [
                OrderLineInput(
                    productID: Examples.product, sku: nil, name: "Blue teapot", quantity: 1,
                    unitPrice: MoneyInput(amountMinor: 16_800, currency: "CNY"))
            ], discount: MoneyInput(amountMinor: 1_000, currency: "CNY"),
            shipping: MoneyInput(amountMinor: 1_200, currency: "CNY"), note: "", placedAt: Examples.instant,
            status: .placed)
    }
}

/// The body of `PATCH /orders/{id}`.
package struct OrderChange: Decodable, WireType {
    var status: Patch<OrderStatus> = .absent
    var note: Patch<String> = .absent
    var reference: Patch<String> = .absent

    package static var example: OrderChange {
        OrderChange(status: .value(.packed), note: .value("Gift wrapping"), reference: .value("WEB-20261123-7"))
    }
}

/// The body of `POST /orders/{id}/payments`.
package struct PaymentInput: Decodable, WireType {
    /// Of the order's currency; negative for a refund.
    let amountMinor: Int
    let method: String?
    let reference: String?
    let paidAt: Date?

    package static var example: PaymentInput {
        PaymentInput(amountMinor: 17_000, method: "alipay", reference: "2026112322001", paidAt: Examples.instant)
    }
}

/// Pieces of one line of an order that came back.
package struct ReturnedLine: Decodable, Sendable {
    let position: Int
    let quantity: Int
}

/// The body of `POST /orders/{id}/returns`.
package struct ReturnInput: Decodable, WireType {
    let reason: String
    let lines: [ReturnedLine]
    let refundMinor: Int?
    let returnedAt: Date?

    package static var example: ReturnInput {
        ReturnInput(
            reason: "The lid was broken", lines: [ReturnedLine(position: 1, quantity: 1)], refundMinor: 16_800,
            returnedAt: Examples.instant)
    }
}
