package import Basics
package import Foundation
package import Postgres
import Web

/// An offer of work or goods at a price, with the version of it that was read.
///
/// A version that was sent is frozen; changing it makes the next one, and all stay readable.
package struct Quote: WireType, JSONWritable {
    /// Who it is for.
    package struct QuoteCustomer: Sendable, Equatable, JSONWritable {
        package let id: UUID
        package let name: String
        package let email: String?

        package func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("id", ID<QuoteCustomer>(id))
                json.field("name", name)
                json.field("email", email)
            }
        }
    }

    /// The answer of the customer, or the seller's own end of it.
    package struct QuoteDecision: Sendable, Equatable, JSONWritable {
        package let at: Date
        /// As typed by the customer.
        package let name: String
        package let note: String
        /// The network address it came from.
        package let address: String

        package func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("at", at)
                json.field("name", name)
                json.field("note", note)
                json.field("address", address)
            }
        }
    }

    /// What became of the mail that carried the link.
    package struct QuoteMail: Sendable, Equatable, JSONWritable {
        package let address: String
        /// As the outbox says: queued, sending, retry, uncertain, sent or failed.
        package let state: String

        package func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("address", address)
                json.field("state", state)
            }
        }
    }

    package let id: ID<Quote>
    /// Such as Q-2026-0001; `nil` until it is sent.
    package let number: String?
    package let customer: QuoteCustomer
    package let opportunityID: UUID?
    package let state: QuoteState
    /// The version the customer sees; `nil` until it is sent.
    package let sentEdition: Int?
    package let becomes: QuoteOutcome
    /// The language of the paper.
    package let locale: String
    package let ownerName: String?
    package let sentAt: Date?
    package let decision: QuoteDecision?
    package let mail: QuoteMail?
    package let orderNumber: Int?
    package let contractNumber: Int?
    package let createdAt: Date
    package let updatedAt: Date
    package let version: Int
    /// The version shown.
    package var edition: QuoteEdition
    /// Every version, oldest first.
    package var editions: [EditionSummary] = []
    /// The customer's page; `nil` until it is sent.
    package var url: String?

    package init(_ row: Row) throws {
        id = try row["id"]
        number = try row["number"]
        customer = QuoteCustomer(
            id: try row["customer_id"], name: try row["customer_name"], email: try row["customer_email"])
        opportunityID = try row["opportunity_id"]
        state = try row["state"]
        sentEdition = try row["sent_edition"]
        becomes = try row["becomes"]
        locale = try row["locale"]
        ownerName = try row["owner_name"]
        sentAt = try row["sent_at"]
        decision = try (row["decided_at"] as Date?).map { at in
            QuoteDecision(
                at: at, name: try row["decision_name"], note: try row["decision_note"],
                address: try row["decision_address"])
        }
        mail = try (row["mail_address"] as String?).map { QuoteMail(address: $0, state: try row["mail_state"]) }
        orderNumber = try row["order_number"]
        contractNumber = try row["contract_number"]
        createdAt = try row["created_at"]
        updatedAt = try row["updated_at"]
        version = try row["version"]
        edition = try QuoteEdition(row)
    }

    package var currency: String { edition.currency }
    /// Whether the version shown may be written on as it is.
    package var isDraftShown: Bool { edition.sentAt == nil }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("number", number)
            json.field("customer", customer)
            json.field("opportunity_id", opportunityID.map { ID<Quote>($0) })
            json.field("state", state)
            json.field("edition", edition)
            json.field("editions", editions)
            json.field("sent_edition", sentEdition)
            json.field("becomes", becomes)
            json.field("locale", locale)
            json.field("owner_name", ownerName)
            json.field("url", url)
            json.field("mail", mail)
            json.field("sent_at", sentAt)
            json.field("decision", decision)
            json.field("order_number", orderNumber)
            json.field("contract_number", contractNumber)
            json.field("created_at", createdAt)
            json.field("updated_at", updatedAt)
            json.field("version", version)
        }
    }

    private init(exampleAt instant: Date) {
        id = ID(QuoteExamples.quote)
        number = "Q-2026-0001"
        customer = QuoteCustomer(id: QuoteExamples.customer, name: "陈美", email: "mei@example.com")
        opportunityID = QuoteExamples.quote
        state = .accepted
        sentEdition = 1
        becomes = .order
        locale = "zh-Hans"
        ownerName = "Mei Lin"
        sentAt = instant
        decision = QuoteDecision(at: instant, name: "陈美", note: "", address: "203.0.113.7")
        mail = QuoteMail(address: "mei@example.com", state: "sent")
        orderNumber = 5042
        contractNumber = 301
        createdAt = instant
        updatedAt = instant
        version = 3
        edition = .example
        editions = [EditionSummary(.example)]
        url = "https://help.example.com/quotes/J4hV8yq0b2"
    }

    package static var example: Quote { Quote(exampleAt: QuoteExamples.instant) }
}

/// The ids and the moment the examples of quotes and contracts share.
enum QuoteExamples {
    static let quote = id(0xF1)
    static let customer = id(0xF2)
    static let product = id(0xF3)
    static let contract = id(0xF4)
    static let instant = Date(timeIntervalSince1970: 1_795_430_400)

    private static func id(_ last: UInt8) -> UUID {
        UUID(uuid: (1, 0x93, 0x58, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, last))
    }
}
