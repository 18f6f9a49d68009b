package import Basics
import Foundation
import Web

/// A product worth offering to a customer, with why.
package struct Recommendation: WireType, JSONWritable {
    /// What speaks for it.
    package enum Reason: String, CaseIterable, Sendable, Decodable, JSONWritable {
        /// People who have something of this customer's bought it too: `because` names that thing.
        case boughtTogether = "bought_together"
        /// It is like something this customer has.
        case similar
        /// Most people buy it.
        case popular
    }

    package let product: Product
    /// From 0 to 1 beside the others of the same list; no probability.
    package let score: Double
    package let method: RecommendationModel.Method
    package let reason: Reason
    /// The thing the customer has that speaks for it.
    package let because: Named?

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("product", product)
            json.field("score", score)
            json.field("method", method.rawValue)
            json.field("reason", reason)
            json.field("because", because)
        }
    }

    package static var example: Recommendation {
        Recommendation(
            product: .example, score: 1, method: .hybrid, reason: .boughtTogether,
            because: Named(id: Examples.product, name: "Jasmine pearls"))
    }
}
