package import Basics
import Foundation
import Web

/// What a customer sees of an offer by its link: nothing of who they are.
package struct OfferPage: WireType, JSONWritable {
    let productName: String
    let price: Money
    let quantity: Int
    let stockNote: String
    /// Why it was recommended, without what the customer bought before: links are passed on.
    let reason: Recommendation.Reason?
    let state: Offer.State
    let orderNumber: Int?
    let expiresAt: Date
    let companyName: String

    init(_ offer: Offer, companyName: String, at now: Date) {
        productName = offer.productName
        price = offer.price
        quantity = offer.quantity
        stockNote = offer.stockNote
        reason = offer.reason
        state = offer.state(at: now)
        orderNumber = offer.orderNumber
        expiresAt = offer.expiresAt
        self.companyName = companyName
    }

    package static var example: OfferPage {
        OfferPage(.example, companyName: "Qinghe Tea", at: Examples.instant)
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("product_name", productName)
            json.field("price", price)
            json.field("quantity", quantity)
            json.field("stock_note", stockNote)
            json.field("reason", reason)
            json.field("state", state)
            json.field("order_number", orderNumber)
            json.field("expires_at", expiresAt)
            json.field("company_name", companyName)
        }
    }
}
