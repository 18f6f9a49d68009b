package import Basics
package import Foundation

/// A message on its way into the database, before it has a place in the ticket.
package struct NewMessage: Sendable {
    package let id: ID<Message>
    package let ticketID: ID<Ticket>
    package let clientID: String
    package let kind: MessageKind
    package var isPrivate: Bool
    package let author: MessageAuthor
    package let text: String
    package var html: String?
    package var event: JSONValue?
    package var attachmentIDs: [UUID] = []
    package var mentions: [UUID] = []
    package let at: Date
    /// Set for a visitor's message: the ticket must be theirs.
    package var visitor: Reach?
    /// The newest reply the sender had seen; when a newer one exists the message is refused.
    package var seenSeq: Int?

    /// The tickets a visitor may write to.
    package struct Reach: Sendable {
        package let visitorID: UUID
        /// Set only when the shop's signed identity vouched for the customer.
        package let verifiedCustomerID: UUID?

        package init(visitorID: UUID, verifiedCustomerID: UUID?) {
            self.visitorID = visitorID
            self.verifiedCustomerID = verifiedCustomerID
        }
    }

    package init(
        id: ID<Message>, ticketID: ID<Ticket>, clientID: String?, kind: MessageKind, isPrivate: Bool,
        author: MessageAuthor, text: String, at: Date
    ) {
        self.id = id
        self.ticketID = ticketID
        self.clientID = clientID ?? ClientID.make(for: id)
        self.kind = kind
        self.isPrivate = isPrivate || kind == .note
        self.author = author
        self.text = text
        self.at = at
    }

    /// An event of the ticket; only being solved, and what becomes of offers, is the customer's business too.
    package static func event(
        _ type: String, _ details: [String: JSONValue] = [:], ticket: ID<Ticket>, author: MessageAuthor, at: Date,
        clientID: String? = nil
    ) -> NewMessage {
        var message = NewMessage(
            id: .make(at: at), ticketID: ticket, clientID: clientID, kind: .event,
            isPrivate: !(type == "status" && details["to"] == .string(TicketStatus.solved.rawValue))
                && !type.hasPrefix("offer_"),
            author: author, text: "", at: at)
        message.event = .object(details.merging(["type": .string(type)]) { _, type in type })
        return message
    }

    /// What is shown of it in lists.
    package var excerpt: String { Excerpt.of(text) }

    /// The message as stored with this result.
    package func stored(_ result: AppendResult) -> Message {
        stored(
            seq: result.seq,
            author: MessageAuthor(
                kind: author.kind, id: result.authorID ?? author.id, name: result.authorName ?? author.name))
    }

    /// The message as stored under `seq`.
    package func stored(seq: Int, author: MessageAuthor? = nil) -> Message {
        Message(
            id: id, ticketID: ticketID, seq: seq, clientID: clientID, kind: kind, isPrivate: isPrivate,
            author: author ?? self.author,
            text: text, html: html, event: event.map { JSONWriter.write($0) }, attachmentIDs: attachmentIDs,
            mentions: mentions, createdAt: at)
    }
}
