package import Basics
package import Foundation
import Postgres

/// A recommended product behind a figure: to whom it was offered, and what came of it.
package struct ReportedOffer: Sendable, Equatable {
    package let offerID: UUID
    package let customerID: UUID
    package let customerName: String
    package let productName: String
    package let method: String
    package let reason: String?
    package let agentName: String?
    /// When it was offered.
    package let at: Date
    package let acceptedAt: Date?
    package let quantity: Int
    /// Of one piece, as it was offered.
    package let price: Money
    package let ticketNumber: Int?
    package let orderNumber: Int?
    /// What the customer is to pay for the order; `nil` without one.
    package let total: Money?

    init(_ row: Row) throws {
        offerID = try row["offer_id"]
        customerID = try row["customer_id"]
        customerName = try row["customer_name"]
        productName = try row["product_name"]
        method = try row["method"]
        reason = try row["reason"]
        agentName = try row["agent_name"]
        at = try row["at"]
        acceptedAt = try row["accepted_at"]
        quantity = try row["quantity"]
        price = Money(try row["price_minor"], try row["currency"])
        ticketNumber = try row["ticket_number"]
        orderNumber = try row["order_number"]
        let currency = try row["order_currency"] as String?
        total = try currency.map { Money(try row["total_minor"], $0) }
    }

    init(example id: UUID) {
        offerID = id
        customerID = id
        customerName = "王梅"
        productName = "Gaiwan"
        method = "hybrid"
        reason = "bought_together"
        agentName = "Sofia Rossi"
        at = Date(timeIntervalSince1970: 1_793_500_000)
        acceptedAt = Date(timeIntervalSince1970: 1_793_503_600)
        quantity = 1
        price = Money(16_800, "CNY")
        ticketNumber = 1042
        orderNumber = 5017
        total = Money(16_800, "CNY")
    }
}

extension ReportedOffer: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("offer_id", ID<ReportedOffer>(offerID))
            json.field("customer_id", ID<ReportedOffer>(customerID))
            json.field("customer_name", customerName)
            json.field("product_name", productName)
            json.field("method", method)
            json.field("reason", reason)
            json.field("agent_name", agentName)
            json.field("at", at)
            json.field("accepted_at", acceptedAt)
            json.field("quantity", quantity)
            json.field("price", price)
            json.field("ticket_number", ticketNumber)
            json.field("order_number", orderNumber)
            json.field("total", total)
        }
    }
}
