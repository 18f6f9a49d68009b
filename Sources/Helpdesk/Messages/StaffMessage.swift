package import Basics
package import Channels
package import EventLoop
import Foundation
import Postgres
package import Web

/// Brings what staff write onto a ticket, by HTTP and by live frames alike.
@Loop package struct StaffMessage {
    private let desk: Desk

    package init(_ desk: Desk) {
        self.desk = desk
    }

    /// The id of a ticket the asker may see.
    ///
    /// - Parameter reading: Whether it must exist already now; storing a message finds that out by itself.
    /// - Throws: `Problem.notFound`.
    package func visible(_ name: TicketName, to principal: Principal, reading: Bool) async throws -> ID<Ticket> {
        try principal.require(.ticketsRead)
        if principal.ticketScope == .all, !reading {
            return try await desk.facts.id(of: name, in: desk.database.connection)
        }
        return try await TicketScopeStore(desk.database.connection).id(of: name, for: principal)
    }

    func message(_ input: MessageInput, on ticket: ID<Ticket>, by principal: Principal) -> NewMessage {
        var message = message(
            input.text ?? "", isPrivate: input.private == true, clientID: input.clientID, on: ticket, by: principal)
        message.attachmentIDs = input.attachments ?? []
        message.mentions = input.mentions ?? []
        message.seenSeq = input.force == true || input.private == true ? nil : input.seenSeq
        return message
    }

    package func message(
        _ text: String, isPrivate: Bool, clientID: String?, on ticket: ID<Ticket>, by principal: Principal
    ) -> NewMessage {
        let now = desk.now
        return NewMessage(
            id: .make(at: now), ticketID: ticket, clientID: clientID, kind: isPrivate ? .note : .reply,
            isPrivate: isPrivate, author: Actor(principal).author, text: text, at: now)
    }

    /// Stores the message with all others of this turn.
    package func post(_ message: NewMessage) async throws -> Message {
        guard let stored = try await MessagePosting(desk).post(message) else { throw Problem.notFound("ticket") }
        return stored
    }

    /// Stores a message that brings more with it: files, mentions, the end of the ticket, or a canned reply's
    /// actions.
    package func compose(
        _ message: NewMessage, solve: Bool, actions: TicketActions? = nil, recipients: MailRecipients? = nil,
        by actor: Actor
    )
        async throws -> Message
    {
        struct StoredBefore: Error {}
        do {
            let done = try await desk.change(.id(message.ticketID), by: actor) { change in
                let store = MessageStore(change.connection)
                if try await store.message(of: message.ticketID, clientID: message.clientID) != nil {
                    throw StoredBefore()
                }
                try await MessageAttachments(self.desk).claim(
                    message, owner: actor.principal?.id, in: change.connection)
                if !message.mentions.isEmpty {
                    try await FollowerStore(change.connection).add(message.mentions, to: message.ticketID)
                }
                if let seen = message.seenSeq {
                    let newest = max(change.ticket.lastCustomerSeq, change.ticket.lastAgentSeq)
                    if seen < newest { throw MessagePosting.newer(newest) }
                }
                change.add(message)
                if let recipients { change.choose(recipients, for: message) }
                if let actions { try await change.act(actions, at: "/actions", self.desk) }
                if solve, actions?.status != "solved" { try await change.solve(self.desk) }
            }
            guard let stored = done.messages.first(where: { $0.id == message.id }) else { throw Problem.internalFault }
            return stored
        } catch is StoredBefore {
            return try await MessagePosting(desk).earlier(message)
        }
    }
}

/// Looks at a ticket only to see whether somebody may see it.
@Loop struct TicketScopeStore {
    let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// - Throws: `Problem.notFound`.
    func id(of name: TicketName, for principal: Principal) async throws -> ID<Ticket> {
        let scope = try TicketScope.condition(for: principal)
        let found = try await connection.first(
            { row in try row["id"] as ID<Ticket> },
            "SELECT t.id FROM tickets AS t WHERE \(name.condition(on: "t")) AND \(scope)"
        )
        guard let found else { throw Problem.notFound("ticket") }
        return found
    }
}
