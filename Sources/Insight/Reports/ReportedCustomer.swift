package import Basics
package import Foundation
import Postgres

/// A customer behind a figure.
package struct ReportedCustomer: Sendable, Equatable {
    package let customerID: UUID
    package let name: String
    /// The day the customer counted on, such as the one of being lost.
    package let day: CalendarDay
    package let orderCount: Int
    /// In the company's currency; orders in another are left out.
    package let spent: Money

    init(_ row: Row) throws {
        customerID = try row["customer_id"]
        name = try row["name"]
        day = CalendarDay(try row["day"] as String) ?? CalendarDay(number: 0)
        orderCount = try row["order_count"]
        spent = Money(try row["spent_minor"], try row["currency"])
    }

    package init(customerID: UUID, name: String, day: CalendarDay, orderCount: Int, spent: Money) {
        self.customerID = customerID
        self.name = name
        self.day = day
        self.orderCount = orderCount
        self.spent = spent
    }
}

extension ReportedCustomer: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("customer_id", ID<ReportedCustomer>(customerID))
            json.field("name", name)
            json.field("day", day)
            json.field("order_count", orderCount)
            json.field("spent", spent)
        }
    }
}
