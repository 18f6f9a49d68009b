package import Basics
package import Foundation
import Postgres
import Web

/// A product offered to a customer by a link that orders it.
package struct Offer: WireType, JSONWritable {
    /// Whether it can still be accepted, and if not, why.
    package enum State: String, CaseIterable, Sendable, JSONWritable {
        case offered
        case accepted
        case withdrawn
        case expired
        /// The price is another by now.
        case changed
        case outOfStock = "out_of_stock"
    }

    /// How long an offer stands.
    static let days = 14.0

    package let id: ID<Offer>
    package let token: String
    package let customerID: UUID
    package let ticketID: UUID?
    package let productID: UUID
    package let productName: String
    package let stockNote: String
    package let price: Money
    package let quantity: Int
    /// How it was recommended; `nil` when somebody thought of it themselves.
    package let method: RecommendationModel.Method?
    package let reason: Recommendation.Reason?
    /// Where the customer orders it; set by who knows our address.
    package var url = ""
    package let offeredAt: Date
    package let expiresAt: Date
    package let orderNumber: Int?
    private let isWithdrawn: Bool
    private let isForSale: Bool
    private let hasCustomer: Bool
    private let priceNow: Money

    init(_ row: Row) throws {
        id = try row["id"]
        token = try row["token"]
        customerID = try row["customer_id"]
        ticketID = try row["ticket_id"]
        productID = try row["product_id"]
        productName = try row["product_name"]
        stockNote = try row["stock_note"]
        price = Money(try row["price_minor"], try row["currency"])
        quantity = try row["quantity"]
        method = RecommendationModel.Method(rawValue: try row["method"])
        reason = Recommendation.Reason(rawValue: try row["reason"])
        offeredAt = try row["offered_at"]
        expiresAt = try row["expires_at"]
        orderNumber = try row["order_number"]
        isWithdrawn = (try row["withdrawn_at"] as Date?) != nil
        isForSale = try row["is_for_sale"]
        hasCustomer = try row["has_customer"]
        priceNow = Money(try row["price_now"], try row["currency_now"])
    }

    private init(example id: ID<Offer>) {
        self.id = id
        token = "J4hV8yq0b2"
        customerID = id.uuid
        ticketID = id.uuid
        productID = id.uuid
        productName = "Jasmine pearls"
        stockNote = ""
        price = Money(16_800, "CNY")
        quantity = 1
        method = .hybrid
        reason = .boughtTogether
        url = "https://help.shop.example/offers/J4hV8yq0b2"
        offeredAt = Examples.instant
        expiresAt = Examples.instant.addingTimeInterval(Self.days * 86_400)
        orderNumber = nil
        isWithdrawn = false
        isForSale = true
        hasCustomer = true
        priceNow = price
    }

    package static var example: Offer { Offer(example: ID(Examples.product)) }

    package func state(at now: Date) -> State {
        if orderNumber != nil { return .accepted }
        if isWithdrawn || !hasCustomer { return .withdrawn }
        if now >= expiresAt { return .expired }
        if !isForSale { return .outOfStock }
        return price == priceNow ? .offered : .changed
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("token", token)
            json.field("customer_id", ID<Offer>(customerID))
            json.field("ticket_id", ticketID.map { ID<Offer>($0) })
            json.field("product_id", ID<Offer>(productID))
            json.field("product_name", productName)
            json.field("stock_note", stockNote)
            json.field("price", price)
            json.field("quantity", quantity)
            json.field("method", method?.rawValue)
            json.field("reason", reason)
            json.field("url", url)
            json.field("offered_at", offeredAt)
            json.field("expires_at", expiresAt)
            json.field("order_number", orderNumber)
        }
    }
}
