package import Access
package import Basics
import Channels
package import EventLoop
package import Foundation
package import Postgres
import Web

/// One change of one ticket under way: locked, in a transaction, collecting what must be told when it is committed.
@Loop package final class TicketChange {
    package let ticket: LockedTicket
    package let connection: Connection
    package let store: TicketChangeStore
    package let actor: Actor
    package let now: Date
    /// Who is responsible when the change is done.
    var responsible: (user: UUID?, team: UUID?)
    fileprivate(set) var messages: [NewMessage] = []
    fileprivate var chosen: [(recipients: MailRecipients, message: NewMessage)] = []
    fileprivate var acts: [(action: String, changes: AuditChanges)] = []

    init(_ ticket: LockedTicket, connection: Connection, actor: Actor, now: Date) {
        self.ticket = ticket
        self.connection = connection
        store = TicketChangeStore(connection)
        self.actor = actor
        responsible = (user: ticket.assigneeID, team: ticket.teamID)
        self.now = now
    }

    /// Notes an event in the ticket's thread.
    package func event(_ type: String, _ details: [String: JSONValue] = [:]) {
        var event = NewMessage.event(type, details, ticket: ticket.id, author: actor.author, at: now)
        if ticket.channel == InternalChannel.name { event.isPrivate = true }
        messages.append(event)
    }

    /// Has the mail of a message added go to these people.
    func choose(_ recipients: MailRecipients, for message: NewMessage) {
        chosen.append((recipients, message))
    }

    /// Adds a message to the thread.
    package func add(_ message: NewMessage) {
        messages.append(message)
    }

    /// Adds a line to the customer's timeline.
    func remember(kind: String) async throws {
        try await store.remember(ticket, kind: kind, at: now)
    }

    /// Notes an act for the audit log.
    package func audit(_ action: String, _ changes: AuditChanges = AuditChanges()) {
        acts.append((action, changes))
    }
}

extension Desk {
    /// Changes one ticket in one transaction: locks it, runs `body`, stores the events and the audit entries, and after
    /// the commit tells everybody who follows it.
    ///
    /// - Returns: What `body` answered, and the ticket as the asker sees it now.
    /// - Throws: `Problem.notFound` when the asker may not see the ticket, and whatever `body` throws.
    package func change<T: Sendable>(
        _ name: TicketName, by actor: Actor, _ body: @escaping @Loop (TicketChange) async throws -> T
    ) async throws -> (answer: T, ticket: Ticket, messages: [Message]) {
        let principal = actor.principal ?? Self.everything
        let done = try await database.transaction { connection in
            let locked = try await TicketChangeStore(connection).lock(name, for: principal)
            let change = TicketChange(locked, connection: connection, actor: actor, now: self.now)
            let answer = try await body(change)
            let messages = try await self.store(change)
            let ticket = try await TicketStore(connection).ticket(.id(locked.id), for: Self.reader(after: principal))
            return (answer: answer, ticket: ticket, messages: messages)
        }
        let messages = try await MessageAttachments(self).filled(done.messages)
        for message in messages {
            news.stored(message, assigneeID: done.ticket.assignee?.id, teamID: done.ticket.team?.id)
        }
        news.changed(done.ticket.id.uuid)
        return (answer: done.answer, ticket: done.ticket, messages: messages)
    }

    /// Stores what the change collected, in its transaction.
    func store(_ change: TicketChange) async throws -> [Message] {
        var stored: [Message] = []
        if !change.messages.isEmpty {
            let results = try await MessageAppendStore(change.connection).append(change.messages)
            for (message, result) in zip(change.messages, results) {
                try MessagePosting.require(result)
                stored.append(message.stored(result))
            }
        }
        for (recipients, message) in change.chosen {
            guard
                try await ScheduledReplyStore(change.connection).choose(
                    recipients, for: message.id, in: message.ticketID)
            else { throw Problem.invalid("/recipients", "goes with tickets answered by mail") }
        }
        let audit = AuditStore(change.connection, clock: context.clock)
        for act in change.acts {
            try await audit.record(
                AuditEntry(
                    actor: change.actor.auditActor, action: act.action, subjectKind: "ticket",
                    subjectID: change.ticket.id.uuid, changes: act.changes.changes),
                remoteAddress: change.actor.remoteAddress)
        }
        return stored
    }

    /// Deskbell itself sees every ticket.
    static let everything = Principal(
        kind: .apiKey, id: nil, name: "Deskbell", permissions: [.ticketsRead, .ticketsWrite])

    /// Who hands a ticket to somebody else may still see what became of it in the answer to that very request.
    private static func reader(after principal: Principal) -> Principal {
        Principal(
            kind: principal.kind, id: principal.id, name: principal.name, permissions: [.ticketsRead],
            teamIDs: principal.teamIDs, ticketScope: .all)
    }
}
