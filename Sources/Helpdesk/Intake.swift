import Basics
package import Channels
package import EventLoop
import Foundation
import Postgres
package import Web

/// An inbound message becomes a customer's message on the right ticket.
///
/// A message for a ticket that is being worked on takes the fast way: stored with all others of this loop turn. The rest
/// takes one transaction: find the customer, open, reopen or continue the ticket, append, publish.
@Loop package final class Intake {
    let desk: Desk

    package init(_ desk: Desk) {
        self.desk = desk
    }

    /// - Returns: Where the message went; by then it is committed.
    package func receive(_ inbound: InboundMessage) async throws -> InboundReceipt {
        if let ticketID = inbound.ticketID, inbound.attachmentIDs.isEmpty,
            let message = try await MessagePosting(desk).post(customerMessage(inbound, on: ID(ticketID)))
        {
            let facts = try await desk.facts.facts(of: ticketID, in: desk.database.connection)
            return receipt(message, number: facts.number, customerID: facts.customerID)
        }
        return try await settle(inbound)
    }

    /// Finds out in one transaction what the message means, and does it.
    private func settle(_ inbound: InboundMessage) async throws -> InboundReceipt {
        let actor = Actor.system
        let done = try await desk.openRetrying { connection in
            try await self.place(inbound, by: actor, in: connection)
        }
        return try await finish(done)
    }

    private enum Placed {
        case opened(TicketOpened)
        case continued(TicketChange, [Message])
        case repeated(Message)
    }

    private func place(_ inbound: InboundMessage, by actor: Actor, in connection: Connection) async throws -> Placed {
        let store = TicketChangeStore(connection)
        guard let earlier = try await earlierTicket(of: inbound, in: connection),
            let ticket = try await store.lock(ID(earlier))
        else {
            guard inbound.ticketID == nil else { throw Problem.notFound("ticket") }
            return .opened(try await desk.open(wish(inbound), by: actor, in: connection))
        }
        try requireReach(inbound, ticket)
        if let message = try await stored(inbound, on: ticket.id, in: connection) { return .repeated(message) }
        let rules = try await desk.inboxRules.rules(of: ticket.inboxID, in: connection)
        let outcome = rules.reopen.outcome(status: ticket.status, solvedAt: ticket.solvedAt, now: desk.now)
        if outcome == .newLinkedTicket {
            var wish = wish(inbound)
            wish.continues = ticket.id.uuid
            wish.requester.customerID = ticket.customerID
            return .opened(try await desk.open(wish, by: actor, in: connection))
        }
        let message = customerMessage(inbound, on: ticket.id)
        let change = TicketChange(
            ticket, connection: connection,
            actor: Actor(author: MessageAuthor(kind: .customer, id: ticket.customerID, name: message.author.name)),
            now: desk.now)
        if outcome == .reopen { try await change.reopen(desk) }
        change.add(message)
        try await MessageAttachments(desk).claim(
            message, owner: inbound.fileOwnerID ?? inbound.author.visitorID, in: connection)
        return .continued(change, try await desk.store(change))
    }

    /// The message stored before under the same name: on this ticket, or on an earlier one of the same conversation.
    private func stored(
        _ inbound: InboundMessage, on ticket: ID<Ticket>, in connection: Connection
    ) async throws -> Message? {
        guard let clientID = inbound.clientID else { return nil }
        let store = MessageStore(connection)
        if let message = try await store.message(of: ticket, clientID: clientID) {
            return message.author.kind == .customer ? message : nil
        }
        guard let visitorID = inbound.author.visitorID else { return nil }
        return try await store.message(ofVisitor: visitorID, clientID: clientID)
    }

    /// The ticket the message belongs to: the one it names, or the visitor's last one.
    ///
    /// The visitor's row is locked, so that a first message sent twice opens one ticket.
    private func earlierTicket(of inbound: InboundMessage, in connection: Connection) async throws -> UUID? {
        if let ticketID = inbound.ticketID { return ticketID }
        guard let visitorID = inbound.author.visitorID else { return nil }
        // A statement of its own: the next one has to see the ticket whoever held this lock has made.
        try await connection.execute("SELECT id FROM visitors WHERE id = \(visitorID) FOR UPDATE")
        let sharedCustomer = inbound.author.verified ? inbound.author.customerID : nil
        return try await connection.first(
            { row in try row["id"] as UUID },
            """
            SELECT id
            FROM (
                (SELECT id, created_at FROM tickets
                    WHERE visitor_id = \(visitorID) ORDER BY created_at DESC, id DESC LIMIT 1)
                UNION ALL
                (SELECT id, created_at FROM tickets
                    WHERE customer_id = \(sharedCustomer)::uuid AND inbox_id = \(inbound.inboxID)
                    ORDER BY created_at DESC, id DESC LIMIT 1)
            ) AS theirs
            ORDER BY created_at DESC, id DESC
            LIMIT 1
            """)
    }

    /// - Throws: `Problem.notFound` when a visitor names somebody else's ticket.
    private func requireReach(_ inbound: InboundMessage, _ ticket: LockedTicket) throws {
        guard let visitorID = inbound.author.visitorID else { return }
        let isTheirs =
            ticket.visitorID == visitorID || (inbound.author.verified && inbound.author.customerID == ticket.customerID)
        guard isTheirs else { throw Problem.notFound("ticket") }
    }

    private func finish(_ placed: Placed) async throws -> InboundReceipt {
        switch placed {
        case .opened(let opened):
            let message = try await MessageAttachments(desk).filled([opened.message])[0]
            desk.announce(opened, message)
            return InboundReceipt(
                ticketID: opened.id.uuid, ticketNumber: opened.number, customerID: opened.customerID,
                messageJSON: JSONWriter.write(message), seq: message.seq)
        case .continued(let change, let stored):
            let messages = try await MessageAttachments(desk).filled(stored)
            for message in messages {
                desk.news.stored(message, assigneeID: change.ticket.assigneeID, teamID: change.ticket.teamID)
            }
            guard let message = messages.last else { throw Problem.internalFault }
            return receipt(message, number: change.ticket.number, customerID: change.ticket.customerID)
        case .repeated(let stored):
            let message = try await MessageAttachments(desk).filled([stored])[0]
            let facts = try await desk.facts.facts(of: message.ticketID.uuid, in: desk.database.connection)
            return receipt(message, number: facts.number, customerID: facts.customerID)
        }
    }

    private func receipt(_ message: Message, number: Int, customerID: UUID) -> InboundReceipt {
        InboundReceipt(
            ticketID: message.ticketID.uuid, ticketNumber: number, customerID: customerID,
            messageJSON: JSONWriter.write(message), seq: message.seq)
    }

    private func customerMessage(_ inbound: InboundMessage, on ticket: ID<Ticket>) -> NewMessage {
        let now = desk.now
        var message = NewMessage(
            id: .make(at: now), ticketID: ticket, clientID: inbound.clientID, kind: .reply, isPrivate: false,
            author: MessageAuthor(kind: .customer, id: inbound.author.customerID, name: inbound.author.name ?? ""),
            text: inbound.text, at: now)
        message.attachmentIDs = inbound.attachmentIDs
        if let visitorID = inbound.author.visitorID {
            message.visitor = NewMessage.Reach(
                visitorID: visitorID,
                verifiedCustomerID: inbound.author.verified ? inbound.author.customerID : nil)
        }
        return message
    }

    private func wish(_ inbound: InboundMessage) -> TicketWish {
        let author = inbound.author
        var wish = TicketWish(
            requester: Requester(
                customerID: author.customerID, visitorID: author.visitorID, name: author.name, email: author.email,
                phone: author.phone, isTrusted: author.verified || author.visitorID == nil),
            inboxID: inbound.inboxID, channel: inbound.channel.rawValue, subject: inbound.subject, text: inbound.text,
            at: desk.now)
        wish.clientID = inbound.clientID
        wish.attachmentIDs = inbound.attachmentIDs
        wish.fileOwner = inbound.fileOwnerID
        wish.isForm = inbound.formFields != nil
        wish.customFields = .object(inbound.customFields)
        return wish
    }
}

extension Intake {
    /// A visitor's message in the widget that the fast way could not take: the first one, one with files, or one to a
    /// ticket that is settled.
    package func receive(_ message: LiveSend, from principal: Principal) async throws -> LiveSent {
        guard let reach = principal.visitor else { throw Problem.forbidden("Only visitors may open a ticket here.") }
        let visitor = try await VisitorTicketStore(desk.database.connection).details(of: reach)
        let receipt = try await receive(
            InboundMessage(
                channel: .chat, inboxID: reach.inboxID,
                author: InboundAuthor(
                    customerID: visitor.customerID ?? reach.customerID, visitorID: reach.visitorID, name: visitor.name,
                    email: visitor.email, phone: visitor.phone, verified: reach.verified),
                ticketID: message.ticketID, text: message.text, clientID: message.clientID,
                attachmentIDs: message.attachmentIDs, locale: visitor.locale, receivedAt: desk.now))
        return LiveSent(ticketID: receipt.ticketID, message: receipt.messageJSON)
    }
}
