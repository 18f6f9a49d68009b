import Basics
import Foundation
import Web

/// The answer to `POST /inbound-messages`.
struct ProgramReceipt: WireType, JSONWritable {
    let ticketID: UUID
    let ticketNumber: Int
    let customerID: UUID
    let conversation: String
    let id: String
    /// The number the message has in its ticket.
    let seq: Int

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("ticket_id", ID<Inbox>(ticketID))
            json.field("ticket_number", ticketNumber)
            json.field("customer_id", ID<Inbox>(customerID))
            json.field("conversation", conversation)
            json.field("id", id)
            json.field("seq", seq)
        }
    }

    static var example: ProgramReceipt {
        ProgramReceipt(
            ticketID: Examples.file, ticketNumber: 1042, customerID: Examples.team, conversation: "chat-8841",
            id: "msg-1", seq: 1)
    }
}
