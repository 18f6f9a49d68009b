package import Basics
package import Foundation
import Postgres

/// A customer with what they are worth, for lists.
package struct ValuedCustomer: Sendable, Equatable {
    package let customerID: UUID
    package let name: String
    package let orderCount: Int
    package let spent: Money
    package let simple: Money?
    package let expectedOrders: Double?
    package let expected: Money?
    package let rfmSegment: String

    init(_ row: Row) throws {
        let currency = try row["currency"] as String
        func money(_ minor: Int?) -> Money? { minor.map { Money($0, currency) } }
        customerID = try row["customer_id"]
        name = try row["name"]
        orderCount = try row["order_count"]
        spent = Money(try row["spent_minor"], currency)
        simple = money(try row["simple_minor"])
        expectedOrders = try row["expected_orders"]
        expected = money(try row["expected_minor"])
        rfmSegment = try row["rfm_segment"]
    }

    package init(
        customerID: UUID, name: String, orderCount: Int, spent: Money, simple: Money?, expectedOrders: Double?,
        expected: Money?, rfmSegment: String
    ) {
        self.customerID = customerID
        self.name = name
        self.orderCount = orderCount
        self.spent = spent
        self.simple = simple
        self.expectedOrders = expectedOrders
        self.expected = expected
        self.rfmSegment = rfmSegment
    }

    /// What the list is ordered by: the model's value, without one the simple value.
    var rank: Int { expected?.amountMinor ?? simple?.amountMinor ?? -1 }
}

extension ValuedCustomer: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("customer_id", ID<ValuedCustomer>(customerID))
            json.field("name", name)
            json.field("order_count", orderCount)
            json.field("spent", spent)
            json.field("simple", simple)
            json.field("expected_order_count", expectedOrders.map { ($0 * 100).rounded() / 100 })
            json.field("expected", expected)
            json.field("rfm_segment", rfmSegment)
        }
    }
}
