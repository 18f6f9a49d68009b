package import Basics
import EventLoop
package import Foundation

/// What a customer said, whatever entrance it came by: the one type every channel translates to.
package struct InboundMessage: Sendable {
    package let channel: ChannelKind
    package let inboxID: UUID
    package let author: InboundAuthor
    /// The ticket it continues, when the channel knows.
    package let ticketID: UUID?
    package let subject: String?
    package let text: String
    /// The sender's own id of the message: a repeat is stored once.
    package let clientID: String?
    package let attachmentIDs: [UUID]
    /// Who uploaded the files, where that is not the visitor.
    package let fileOwnerID: UUID?
    /// Everything a form asked, as answered.
    package let formFields: JSONValue?
    package let customFields: [String: JSONValue]
    package let locale: String
    package let receivedAt: Date

    package init(
        channel: ChannelKind, inboxID: UUID, author: InboundAuthor, ticketID: UUID? = nil, subject: String? = nil,
        text: String, clientID: String? = nil, attachmentIDs: [UUID] = [], fileOwnerID: UUID? = nil,
        formFields: JSONValue? = nil, customFields: [String: JSONValue] = [:], locale: String, receivedAt: Date
    ) {
        self.channel = channel
        self.inboxID = inboxID
        self.author = author
        self.ticketID = ticketID
        self.subject = subject
        self.text = text
        self.clientID = clientID
        self.attachmentIDs = attachmentIDs
        self.fileOwnerID = fileOwnerID
        self.formFields = formFields
        self.customFields = customFields
        self.locale = locale
        self.receivedAt = receivedAt
    }
}

/// Who said it, as far as the entrance knows.
package struct InboundAuthor: Sendable {
    package let customerID: UUID?
    package let visitorID: UUID?
    package let name: String?
    /// As typed unless `verified`.
    package let email: String?
    package let phone: String?
    /// Whether the shop's signed identity vouched for this person.
    package let verified: Bool

    package init(
        customerID: UUID? = nil, visitorID: UUID? = nil, name: String? = nil, email: String? = nil,
        phone: String? = nil, verified: Bool = false
    ) {
        self.customerID = customerID
        self.visitorID = visitorID
        self.name = name
        self.email = email
        self.phone = phone
        self.verified = verified
    }
}

/// Where an inbound message went.
package struct InboundReceipt: Sendable {
    package let ticketID: UUID
    package let ticketNumber: Int
    package let customerID: UUID
    /// The message as its sender sees it.
    package let messageJSON: [UInt8]
    package let seq: Int

    package init(ticketID: UUID, ticketNumber: Int, customerID: UUID, messageJSON: [UInt8], seq: Int) {
        self.ticketID = ticketID
        self.ticketNumber = ticketNumber
        self.customerID = customerID
        self.messageJSON = messageJSON
        self.seq = seq
    }
}

/// Takes an inbound message; returning means: committed in PostgreSQL.
///
/// Helpdesk's `Intake.receive`, handed in by the assembly.
package typealias ReceiveInbound = @Loop @Sendable (InboundMessage) async throws -> InboundReceipt
