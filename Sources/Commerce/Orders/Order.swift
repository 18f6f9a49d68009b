package import Basics
package import Foundation
package import Postgres
import Web

/// What a customer bought, with its lines, payments, returns and shipments.
package struct Order: WireType, JSONWritable {
    package let id: ID<Order>
    /// What people say; ours.
    package let number: Int
    /// The shop's own number of it, unique.
    package let reference: String?
    package let customer: Named
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
        customer = Named(id: try row["customer_id"], name: try row["customer_name"])
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
}
