package import Basics
package import Foundation
import Postgres
import Web

package enum MessageKind: String, CaseIterable, Sendable, JSONWritable, SQLText {
    /// What customer and staff say to each other.
    case reply
    /// Staff among themselves: never leaves the company.
    case note
    /// Something that happened to the ticket.
    case event
}

/// Who wrote a message.
package struct MessageAuthor: Sendable, Equatable, JSONWritable {
    package enum Kind: String, CaseIterable, Sendable, JSONWritable, SQLText {
        case customer
        case agent
        case system
    }

    package let kind: Kind
    package let id: UUID?
    package let name: String

    package init(kind: Kind, id: UUID?, name: String) {
        self.kind = kind
        self.id = id
        self.name = name
    }

    package static let system = MessageAuthor(kind: .system, id: nil, name: "")

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("kind", kind)
            json.field("id", id.map { ID<MessageAuthor>($0) })
            json.field("name", name)
        }
    }
}

/// One numbered message of a ticket, as it crosses the wire.
package struct Message: Sendable, JSONWritable, WireType {
    package let id: ID<Message>
    package let ticketID: ID<Ticket>
    package let seq: Int
    package let clientID: String?
    package let kind: MessageKind
    /// True never leaves the company.
    package let isPrivate: Bool
    package let author: MessageAuthor
    package let text: String
    package let html: String?
    /// JSON of an event's type and details.
    package let event: [UInt8]?
    package let attachmentIDs: [UUID]
    /// The attachments as JSON, filled in by `MessageAttachments`.
    package var attachments: [UInt8] = Array("[]".utf8)
    /// JSON about the mail it came or left by, filled in by `MessageMails`; `nil` for any other message.
    package var mail: [UInt8]?
    /// JSON about its way to the program that delivers it, filled in by `MessageDeliveries`; `nil` for any other message.
    package var delivery: [UInt8]?
    package let mentions: [UUID]
    package let createdAt: Date

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("ticket_id", ticketID)
            json.field("seq", seq)
            json.field("client_id", clientID.flatMap { ClientID.isOurs($0) ? nil : $0 })
            json.field("kind", kind)
            json.field("private", isPrivate)
            json.field("author", author)
            json.field("text", text)
            json.field("html", html)
            json.field("event", event.map(JSONBytes.init))
            json.field("attachments", JSONBytes(attachments))
            json.field("mail", mail.map(JSONBytes.init))
            json.field("delivery", delivery.map(JSONBytes.init))
            json.field("mentions", mentions.map { ID<MessageAuthor>($0) })
            json.field("created_at", createdAt)
        }
    }

    package static let example = Message(
        id: ID(ExampleIDs.message), ticketID: ID(ExampleIDs.ticket), seq: 3, clientID: "c-17", kind: .reply,
        isPrivate: false, author: MessageAuthor(kind: .agent, id: ExampleIDs.user, name: "Lin Wei"),
        text: "Your parcel left our warehouse this morning.", html: nil, event: nil, attachmentIDs: [], mentions: [],
        createdAt: ExampleIDs.instant)
}

/// Names given to messages so that a repeat is recognised.
package enum ClientID {
    private static let prefix = "server:"

    /// A name for a message whose sender gave none, so that an unknown outcome can be retried.
    package static func make(for id: ID<Message>) -> String { prefix + id.description }

    /// A name for the event that belongs to the message `clientID`.
    package static func make(forEventOf clientID: String) -> String { prefix + "event:" + clientID }

    /// Whether we made the name up, of a message or of a mail; the wire does not show such.
    package static func isOurs(_ text: String) -> Bool { text.hasPrefix(prefix) || isMail(text) }

    /// Whether the message came by mail.
    package static func isMail(_ text: String) -> Bool { text.hasPrefix("mail:") }
}

/// The things shown in the OpenAPI document's examples.
enum ExampleIDs {
    static let ticket = uuid(1)
    static let message = uuid(2)
    static let user = uuid(3)
    static let customer = uuid(4)
    static let inbox = uuid(5)
    static let team = uuid(6)
    static let other = uuid(7)
    static let instant = Date(timeIntervalSince1970: 1_795_420_800)

    private static func uuid(_ number: UInt8) -> UUID {
        UUID(uuid: (1, 154, 180, 64, 16, 0, 112, 0, 128, 0, 0, 0, 0, 0, 0, number))
    }
}
