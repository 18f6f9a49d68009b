import Access
package import Basics
import EventLoop
package import Foundation
import Jobs
package import Postgres
import Web

/// A wish for a new ticket, with its first message.
package struct TicketWish: Sendable {
    package var requester: Requester
    package var inboxID: UUID
    package var channel: String
    package var subject: String?
    package var text: String
    package var clientID: String?
    package var kind: MessageKind = .reply
    /// Who wrote the first message; the customer unless said otherwise.
    package var author: MessageAuthor?
    package var priority: TicketPriority = .normal
    package var customFields: JSONValue = .object([:])
    package var attachmentIDs: [UUID] = []
    /// Whether it came by a form.
    package var isForm = false
    /// Whether it came by mail: then even one without words is a message.
    package var isMail = false
    /// Who the files belong to until the ticket has them; the asker or the visitor unless said otherwise.
    package var fileOwner: UUID?
    package var continues: UUID?
    /// Whether it is the customer's turn although nobody of the staff wrote.
    package var awaitsCustomer = false
    package var at: Date

    package init(requester: Requester, inboxID: UUID, channel: String, subject: String?, text: String, at: Date) {
        self.requester = requester
        self.inboxID = inboxID
        self.channel = channel
        self.subject = subject
        self.text = text
        self.at = at
    }
}

/// What a wish became.
package struct TicketOpened: Sendable {
    package let id: ID<Ticket>
    package let number: Int
    package let customerID: UUID
    package let assigneeID: UUID?
    package let teamID: UUID?
    package let message: Message
}

extension Desk {
    /// Makes a ticket with its customer, first message, history, timeline and audit, in the caller's transaction.
    package func open(_ wish: TicketWish, by actor: Actor, in connection: Connection) async throws -> TicketOpened {
        let customer = try await RequesterStore(connection).find(wish.requester, at: wish.at)
        let rules = try await inboxRules.rules(of: wish.inboxID, in: connection)
        let chosen =
            rules.assignsInTurn
            ? try await RoundRobin(connection).choose(team: rules.teamID, online: Array(hub.onlineUserIDs)) : nil
        var ticket = NewTicket(
            id: .make(at: wish.at), subject: NewTicket.subject(given: wish.subject, text: wish.text),
            channel: wish.channel, inboxID: wish.inboxID, customerID: customer.customerID, at: wish.at)
        ticket.priority = wish.priority
        ticket.visitorID = wish.requester.visitorID
        ticket.assigneeID = chosen?.id
        ticket.teamID = rules.teamID
        ticket.customFields = wish.customFields
        ticket.continues = wish.continues
        ticket.awaitsCustomer = wish.awaitsCustomer
        let message = firstMessage(of: ticket, wish, customer)
        let number = try await NewTicketStore(connection).insert(ticket, first: message, actor: message.author)
        try await MessageAttachments(self).claim(
            message, owner: wish.fileOwner ?? actor.principal?.id ?? wish.requester.visitorID, in: connection)
        if wish.isForm { try await NewTicketStore(connection).noteForm(ticket) }
        try await remember(ticket, by: actor, in: connection)
        return TicketOpened(
            id: ticket.id, number: number, customerID: customer.customerID, assigneeID: ticket.assigneeID,
            teamID: ticket.teamID, message: message.stored(seq: 1))
    }

    private func firstMessage(of ticket: NewTicket, _ wish: TicketWish, _ customer: RequesterFound) -> NewMessage {
        let author =
            wish.author ?? MessageAuthor(kind: .customer, id: customer.customerID, name: customer.name)
        if wish.text.isEmpty, wish.attachmentIDs.isEmpty, !wish.isMail {
            return .event("created", ticket: ticket.id, author: author, at: wish.at)
        }
        var message = NewMessage(
            id: .make(at: wish.at), ticketID: ticket.id, clientID: wish.clientID, kind: wish.kind,
            isPrivate: wish.kind == .note, author: author, text: wish.text, at: wish.at)
        message.attachmentIDs = wish.attachmentIDs
        return message
    }

    private func remember(_ ticket: NewTicket, by actor: Actor, in connection: Connection) async throws {
        if let principal = actor.principal, principal.isStaff {
            try await AuditStore(connection, clock: context.clock).record(
                AuditEntry(
                    actor: principal, action: "ticket.created", subjectKind: "ticket", subjectID: ticket.id.uuid),
                remoteAddress: actor.remoteAddress)
        }
        try await bus.publish(
            TicketCreated(
                ticketID: ticket.id.uuid, customerID: ticket.customerID, inboxID: ticket.inboxID,
                channel: ticket.channel, at: ticket.at),
            in: connection)
    }

    /// Tells who follows the inbox, after the commit.
    package func announce(_ opened: TicketOpened, _ message: Message) {
        news.stored(message, assigneeID: opened.assigneeID, teamID: opened.teamID)
    }

    /// Runs `body` in a transaction, again when somebody else made the same customer at this moment.
    package func openRetrying<T: Sendable>(_ body: @escaping @Loop (Connection) async throws -> T) async throws -> T {
        var attempts = 0
        while true {
            attempts += 1
            do {
                return try await database.transaction { connection in try await body(connection) }
            } catch let error as DatabaseError
                where error.constraint == "customer_emails_address_unique" && attempts < 3
            {
                continue
            }
        }
    }
}
