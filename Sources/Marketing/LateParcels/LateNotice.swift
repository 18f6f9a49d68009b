package import Basics
package import Foundation
package import Postgres
import Web

/// Why a customer is not told of a late parcel.
package enum LateNoticeRefusal: String, CaseIterable, Sendable {
    case arrived
    /// It was late long before anybody noticed: news of last month is none.
    case stale
    case paused
    case noCustomer = "no_customer"
    case noAddress = "no_address"
    case noMailbox = "no_mailbox"
    case noText = "no_text"
    case unfilled
    case suppressed
    /// The address is ours or a machine's, or gets too much of us already.
    case refused
}

/// What was decided about a late parcel.
package struct LateNotice: WireType, JSONWritable {
    package let shipmentID: UUID
    package let orderNumber: Int
    package let customerID: UUID
    package let customerName: String
    package let lateAt: Date
    /// `told`, `noted` in a ticket that was about it, or `withheld`.
    package let state: String
    package let reason: String?
    package let channel: String?
    package let ticketNumber: Int?
    package let decidedAt: Date

    package init(_ row: Row) throws {
        shipmentID = try row["shipment_id"]
        orderNumber = try row["order_number"]
        customerID = try row["customer_id"]
        customerName = try row["customer_name"]
        lateAt = try row["late_at"]
        state = try row["state"]
        reason = try row["reason"]
        channel = try row["channel"]
        ticketNumber = try row["ticket_number"]
        decidedAt = try row["decided_at"]
    }

    private init(exampleAt instant: Date) {
        shipmentID = UUID(uuid: (1, 0x93, 0x58, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, 0xE2))
        orderNumber = 5017
        customerID = UUID(uuid: (1, 0x93, 0x58, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, 0xE3))
        customerName = "Mei Chen"
        lateAt = instant
        state = "told"
        reason = "paused"
        channel = "email"
        ticketNumber = 1042
        decidedAt = instant
    }

    package static var example: LateNotice { LateNotice(exampleAt: Date(timeIntervalSince1970: 1_795_430_400)) }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("shipment_id", ID<LateNotice>(shipmentID))
            json.field("order_number", orderNumber)
            json.field("customer_id", ID<LateNotice>(customerID))
            json.field("customer_name", customerName)
            json.field("late_at", lateAt)
            json.field("state", state)
            json.field("reason", reason)
            json.field("channel", channel)
            json.field("ticket_number", ticketNumber)
            json.field("decided_at", decidedAt)
        }
    }
}
