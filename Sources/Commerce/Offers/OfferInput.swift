package import Basics
import Foundation
import Web

/// The body of `POST /customers/{id}/offers`.
package struct OfferInput: WireType, Decodable, JSONWritable {
    let productID: UUID
    let ticketID: UUID?
    let quantity: Int?
    /// How it was recommended, for counting what is taken.
    let method: RecommendationModel.Method?
    let reason: Recommendation.Reason?

    package static var example: OfferInput {
        OfferInput(
            productID: Examples.product, ticketID: nil, quantity: 1, method: .hybrid, reason: .boughtTogether)
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("product_id", ID<Offer>(productID))
            json.field("ticket_id", ticketID.map { ID<Offer>($0) })
            json.field("quantity", quantity)
            json.field("method", method?.rawValue)
            json.field("reason", reason?.rawValue)
        }
    }

    func checkedQuantity() throws -> Int {
        let quantity = quantity ?? 1
        guard (1...1_000).contains(quantity) else {
            throw Problem.invalid("/quantity", "must be a whole number from 1 to 1000")
        }
        return quantity
    }
}
