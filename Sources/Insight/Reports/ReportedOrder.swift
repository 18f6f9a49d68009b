package import Basics
package import Foundation
import Postgres

/// An order behind a figure.
package struct ReportedOrder: Sendable, Equatable {
    package let orderID: UUID
    package let number: Int
    package let customerName: String
    package let status: String
    package let at: Date
    package let total: Money

    init(_ row: Row) throws {
        orderID = try row["order_id"]
        number = try row["number"]
        customerName = try row["customer_name"]
        status = try row["status"]
        at = try row["at"]
        total = Money(try row["total_minor"], try row["currency"])
    }

    package init(orderID: UUID, number: Int, customerName: String, status: String, at: Date, total: Money) {
        self.orderID = orderID
        self.number = number
        self.customerName = customerName
        self.status = status
        self.at = at
        self.total = total
    }
}

extension ReportedOrder: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("order_id", ID<ReportedOrder>(orderID))
            json.field("number", number)
            json.field("customer_name", customerName)
            json.field("status", status)
            json.field("at", at)
            json.field("total", total)
        }
    }
}
