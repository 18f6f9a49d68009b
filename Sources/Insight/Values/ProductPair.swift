package import Basics
package import Foundation
import Postgres

/// Two products bought together in one order, with how much more often than by chance.
package struct ProductPair: Sendable, Equatable {
    package let productID: UUID
    package let productName: String
    package let otherID: UUID
    package let otherName: String
    package let togetherCount: Int
    /// Orders with both ÷ all orders.
    package let support: Double
    /// Orders with both, against what chance would give; 1 is chance.
    package let lift: Double
    /// As an earlier picture had it; `nil` where none is asked for or had the pair.
    package let previousTogetherCount: Int?
    package let previousLift: Double?

    init(_ row: Row) throws {
        productID = try row["product_id"]
        productName = try row["product_name"]
        otherID = try row["other_id"]
        otherName = try row["other_name"]
        togetherCount = try row["together_count"]
        support = try row["support_ratio"]
        lift = try row["lift"]
        previousTogetherCount = try row["previous_together_count"]
        previousLift = try row["previous_lift"]
    }

    package init(
        productID: UUID, productName: String, otherID: UUID, otherName: String, togetherCount: Int, support: Double,
        lift: Double, previousTogetherCount: Int? = nil, previousLift: Double? = nil
    ) {
        self.productID = productID
        self.productName = productName
        self.otherID = otherID
        self.otherName = otherName
        self.togetherCount = togetherCount
        self.support = support
        self.lift = lift
        self.previousTogetherCount = previousTogetherCount
        self.previousLift = previousLift
    }
}

extension ProductPair: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("product_id", ID<ProductPair>(productID))
            json.field("product_name", productName)
            json.field("other_id", ID<ProductPair>(otherID))
            json.field("other_name", otherName)
            json.field("together_count", togetherCount)
            json.field("support_ratio", (support * 10_000).rounded() / 10_000)
            json.field("lift", (lift * 100).rounded() / 100)
            json.field("previous_together_count", previousTogetherCount)
            json.field("previous_lift", previousLift.map { ($0 * 100).rounded() / 100 })
        }
    }
}
