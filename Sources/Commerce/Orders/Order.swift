package import Basics
package import Foundation
package import Postgres
import Web

/// What a customer bought, with its lines, payments, returns and shipments.
package struct Order: WireType, JSONWritable {
    /// One line: so many pieces of something at a price.
    package struct Line: Sendable, Equatable, JSONWritable {
        package let position: Int
        package let productID: UUID?
        package let sku: String
        package let name: String
        package let quantity: Int
        package let unitPrice: Money

        package func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("position", position)
                json.field("product_id", productID.map { ID<Product>($0) })
                json.field("sku", sku)
                json.field("name", name)
                json.field("quantity", quantity)
                json.field("unit_price", unitPrice)
            }
        }
    }

    /// Money noted as received; a refund is negative.
    package struct Payment: Sendable, Equatable, JSONWritable {
        package let id: ID<Payment>
        package let amount: Money
        package let method: String
        package let reference: String
        package let paidAt: Date

        package func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("id", id)
                json.field("amount", amount)
                json.field("method", method)
                json.field("reference", reference)
                json.field("paid_at", paidAt)
            }
        }
    }

    /// Pieces that came back.
    package struct Return: Sendable, Equatable, JSONWritable {
        package let id: ID<Return>
        package let reason: String
        /// `[{"position", "quantity"}]`.
        package let lines: JSONValue
        package let refund: Money
        package let returnedAt: Date

        package func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("id", id)
                json.field("reason", reason)
                json.field("lines", lines)
                json.field("refund", refund)
                json.field("returned_at", returnedAt)
            }
        }
    }

    /// Whose order it is.
    package struct Buyer: Sendable, Equatable, JSONWritable {
        package let id: UUID
        package let name: String

        package func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("id", ID<Buyer>(id))
                json.field("name", name)
            }
        }
    }

    package let id: ID<Order>
    /// What people say; ours.
    package let number: Int
    /// The shop's own number of it, unique.
    package let reference: String?
    package let customer: Buyer
    package let status: OrderStatus
    package let discount: Money
    package let shipping: Money
    /// Lines less discount plus shipping; prices include tax.
    package let total: Money
    package let note: String
    package let source: String
    package let placedAt: Date
    package let paidAt: Date?
    package let shippedAt: Date?
    package let deliveredAt: Date?
    package let cancelledAt: Date?
    package let updatedAt: Date
    package let version: Int
    package var lines: [Line] = []
    package var payments: [Payment] = []
    package var returns: [Return] = []
    package var shipments: [Shipment] = []

    package init(_ row: Row) throws {
        let currency: String = try row["currency"]
        id = try row["id"]
        number = try row["number"]
        reference = try row["reference"]
        customer = Buyer(id: try row["customer_id"], name: try row["customer_name"])
        status = try row["status"]
        discount = Money(try row["discount_minor"], currency)
        shipping = Money(try row["shipping_minor"], currency)
        total = Money(try row["total_minor"], currency)
        note = try row["note"]
        source = try row["source"]
        placedAt = try row["placed_at"]
        paidAt = try row["paid_at"]
        shippedAt = try row["shipped_at"]
        deliveredAt = try row["delivered_at"]
        cancelledAt = try row["cancelled_at"]
        updatedAt = try row["updated_at"]
        version = try row["version"]
    }

    package var currency: String { total.currency }

    /// What was paid less what was refunded, in minor units.
    package var paidMinor: Int { payments.reduce(0) { $0 + $1.amount.amountMinor } }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("number", number)
            json.field("reference", reference)
            json.field("customer", customer)
            json.field("status", status)
            json.field("lines", lines)
            json.field("discount", discount)
            json.field("shipping", shipping)
            json.field("total", total)
            json.field("payments", payments)
            json.field("returns", returns)
            json.field("shipments", shipments)
            json.field("note", note)
            json.field("source", source)
            json.field("placed_at", placedAt)
            json.field("paid_at", paidAt)
            json.field("shipped_at", shippedAt)
            json.field("delivered_at", deliveredAt)
            json.field("cancelled_at", cancelledAt)
            json.field("updated_at", updatedAt)
            json.field("version", version)
        }
    }

    private init(exampleAt instant: Date) {
        id = ID(Examples.order)
        number = 5042
        reference = "WEB-20261123-7"
        customer = Buyer(id: Examples.customer, name: "陈美")
        status = .shipped
        discount = Money(1_000, "CNY")
        shipping = Money(1_200, "CNY")
        total = Money(17_000, "CNY")
        note = ""
        source = "api"
        placedAt = instant
        paidAt = instant
        shippedAt = instant
        deliveredAt = nil
        cancelledAt = nil
        updatedAt = instant
        version = 3
        lines = [
            Line(
                position: 1, productID: Examples.product, sku: "TEAPOT-BLUE", name: "Blue teapot", quantity: 1,
                unitPrice: Money(16_800, "CNY"))
        ]
        payments = [
            Payment(
                id: ID(Examples.payment), amount: Money(17_000, "CNY"), method: "alipay", reference: "2026112322001",
                paidAt: instant)
        ]
        returns = [
            Return(
                id: ID(Examples.payment), reason: "The lid was broken",
                lines: .array([.object(["position": .number(1), "quantity": .number(1)])]), refund: Money(0, "CNY"),
                returnedAt: instant)
        ]
        shipments = [.example]
    }

    package static var example: Order { Order(exampleAt: Examples.instant) }
}
