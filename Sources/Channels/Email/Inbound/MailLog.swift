import Basics
import Foundation
import Postgres
import Web

/// One line of the mail log: a mail that came or left, and what became of it.
struct MailLogEntry: WireType, JSONWritable {
    let id: ID<RawMail>
    let direction: String
    let inboxID: ID<Inbox>
    let state: String
    let at: Date
    let from: String
    let to: [String]
    let subject: String
    let ticketID: UUID?
    let ticketNumber: Int?
    let seq: Int?
    let sizeBytes: Int
    let attempts: Int
    let source: String
    let explanation: JSONValue
    let error: String?

    init(_ row: Row) throws {
        id = try row["id"]
        direction = try row["direction"]
        inboxID = try row["inbox_id"]
        state = try row["state"]
        at = try row["at"]
        from = try row["from_address"] ?? ""
        to = try row["recipients"]
        subject = try row["subject"]
        ticketID = try row["ticket_id"]
        ticketNumber = try row["ticket_number"]
        seq = try row["seq"]
        sizeBytes = try row["size_bytes"] ?? 0
        attempts = try row["attempts"]
        source = try row["source"]
        explanation = try row["explanation"] ?? .null
        error = try row["error"]
    }

    private init() {
        id = ID(Examples.file)
        direction = "in"
        inboxID = ID(Examples.inbox)
        state = "processed"
        at = Examples.instant
        from = "mei@example.com"
        to = ["support@shop.example"]
        subject = "Where is my parcel?"
        ticketID = Examples.team
        ticketNumber = 1042
        seq = 1
        sizeBytes = 4_213
        attempts = 1
        source = "imap"
        explanation = ["rule": .string("new"), "detail": [:]]
        error = nil
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("direction", direction)
            json.field("inbox_id", inboxID)
            json.field("state", state)
            json.field("at", at)
            json.field("from", from)
            json.field("to", to)
            json.field("subject", subject)
            json.field("ticket_id", ticketID.map { ID<RawMail>($0) })
            json.field("ticket_number", ticketNumber)
            json.field("seq", seq)
            json.field("size_bytes", sizeBytes)
            json.field("attempts", attempts)
            json.field("source", source)
            json.field("explanation", explanation)
            json.field("error", error)
        }
    }

    static var example: MailLogEntry { MailLogEntry() }
}
