package import Basics
package import Foundation
import Postgres

/// A ticket behind a figure: when it counted, and with what value.
package struct ReportedTicket: Sendable, Equatable {
    package let ticketID: UUID
    package let number: Int
    package let subject: String
    package let customerName: String
    package let agentName: String?
    package let at: Date
    /// The wait or the time to the solution in whole seconds, where the report is about time.
    package let valueSeconds: Int?
    package let rating: Int?
    package let comment: String?

    init(_ row: Row) throws {
        ticketID = try row["ticket_id"]
        number = try row["number"]
        subject = try row["subject"]
        customerName = try row["customer_name"]
        agentName = try row["agent_name"]
        at = try row["at"]
        valueSeconds = try row["value_seconds"]
        rating = try row["rating"]
        comment = try row["comment"]
    }

    package init(
        ticketID: UUID, number: Int, subject: String, customerName: String, agentName: String?, at: Date,
        valueSeconds: Int?, rating: Int?, comment: String?
    ) {
        self.ticketID = ticketID
        self.number = number
        self.subject = subject
        self.customerName = customerName
        self.agentName = agentName
        self.at = at
        self.valueSeconds = valueSeconds
        self.rating = rating
        self.comment = comment
    }
}

extension ReportedTicket: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("ticket_id", ID<ReportedTicket>(ticketID))
            json.field("number", number)
            json.field("subject", subject)
            json.field("customer_name", customerName)
            json.field("agent_name", agentName)
            json.field("at", at)
            json.field("value_seconds", valueSeconds)
            json.field("rating", rating)
            json.field("comment", comment)
        }
    }
}
