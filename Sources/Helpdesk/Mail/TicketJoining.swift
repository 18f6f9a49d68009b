import Access
import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// Makes the ticket of a second mail one with the ticket of the first, and takes that back.
///
/// The customer's mails move, the later ticket is closed and leads to the earlier one; what staff noted there stays.
@Loop struct TicketJoining {
    private let desk: Desk
    private let actor: Actor
    private let principal: Principal

    init(_ desk: Desk, by actor: Actor, principal: Principal) {
        self.desk = desk
        self.actor = actor
        self.principal = principal
    }

    private struct Told {
        let other: UUID
        var moved: [MailPlacing.Placed] = []
        var events: [Message] = []
        var ticket: LockedTicket?
    }

    /// - Returns: The earlier ticket's id.
    /// - Throws: `Problem` of kind `ticket-not-offered` when there is no such offer any more.
    func join(_ name: TicketName) async throws -> UUID {
        let (id, joining) = try await joining(name)
        if joining.isJoined { return joining.otherID }
        let told = try await desk.database.transaction { connection in
            let (ticket, other) = try await self.lock(id, joining, in: connection)
            guard !joining.isApart, ticket.status.isUnsolved, ticket.lastAgentSeq == 0, other.status.isUnsolved else {
                throw Problem.ticketNotOffered
            }
            let store = TicketJoiningStore(connection)
            var told = Told(other: joining.otherID)
            for seq in try await store.mails(on: id) {
                told.moved.append(try await self.placing.place(seq, from: ticket, to: other, in: connection))
            }
            let change = TicketChange(ticket, connection: connection, actor: self.actor, now: self.desk.now)
            try await change.store.setStatus(ticket, to: .closed, actor: change.actor.author, at: change.now)
            change.event("status", from: ticket.status, to: .closed)
            var audit = change.statusChange(to: .closed)
            audit.note("joined", nil, other.id.description)
            change.audit("ticket.joined", audit)
            told.events = try await self.desk.store(change)
            told.ticket = ticket
            try await store.setWaiting(id, false)
            try await store.setJoined(id, at: change.now)
            _ = try await LinkStore(connection).add(id, other.id)
            return told
        }
        await announce(told)
        return told.other
    }

    /// Brings the mails back and opens the ticket again.
    ///
    /// - Throws: `Problem` of kind `ticket-not-joined`.
    func part(_ name: TicketName) async throws -> UUID {
        let (id, joining) = try await joining(name)
        let told = try await desk.database.transaction { connection in
            let (ticket, other) = try await self.lock(id, joining, in: connection)
            let store = TicketJoiningStore(connection)
            guard try await store.joining(of: id)?.isJoined == true else { throw Problem.ticketNotJoined }
            var told = Told(other: joining.otherID)
            let change = TicketChange(ticket, connection: connection, actor: self.actor, now: self.desk.now)
            if !ticket.status.isUnsolved {
                try await change.store.setStatus(ticket, to: .open, actor: change.actor.author, at: change.now)
                change.event("status", from: ticket.status, to: .open)
            }
            change.audit("ticket.parted", change.statusChange(to: .open))
            told.events = try await self.desk.store(change)
            try await store.setWaiting(id, true)
            try await store.setJoined(id, at: nil)
            guard let opened = try await TicketChangeStore(connection).lock(id) else { throw Problem.internalFault }
            for seq in try await store.mails(on: other.id, from: id) {
                told.moved.append(try await self.placing.place(seq, from: other, to: opened, in: connection))
            }
            told.ticket = ticket
            return told
        }
        await announce(told)
        return id.uuid
    }

    /// Remembers that both are two matters: the offer does not come back.
    func keepApart(_ name: TicketName) async throws -> UUID {
        let (id, _) = try await joining(name)
        _ = try await desk.change(.id(id), by: actor) { change in
            let store = TicketJoiningStore(change.connection)
            guard let joining = try await store.joining(of: id), !joining.isJoined else {
                throw Problem.ticketNotOffered
            }
            if joining.isApart { return }
            try await store.setApart(id, at: change.now)
            try await change.store.touch(id, at: change.now)
            change.audit("ticket.kept_apart")
        }
        return id.uuid
    }

    private var placing: MailPlacing { MailPlacing(desk, by: actor, principal: principal) }

    private func joining(_ name: TicketName) async throws -> (ID<Ticket>, TicketJoiningStore.Joining) {
        let connection = desk.database.connection
        let id = try await TicketScopeStore(connection).id(of: name, for: principal)
        guard let joining = try await TicketJoiningStore(connection).joining(of: id) else {
            throw Problem.ticketNotOffered
        }
        return (id, joining)
    }

    /// Both tickets locked in the order of ids, so that two joinings cannot wait for each other.
    private func lock(
        _ id: ID<Ticket>, _ joining: TicketJoiningStore.Joining, in connection: Connection
    ) async throws -> (ticket: LockedTicket, other: LockedTicket) {
        let store = TicketChangeStore(connection)
        let other = ID<Ticket>(joining.otherID)
        let first = try await store.lock(.id(min(id, other)), for: principal)
        let second = try await store.lock(.id(max(id, other)), for: principal)
        return id < other ? (first, second) : (second, first)
    }

    private func announce(_ told: Told) async {
        for placed in told.moved { await placing.announce(placed) }
        guard let ticket = told.ticket else { return }
        for event in told.events {
            desk.news.stored(event, assigneeID: ticket.assigneeID, teamID: ticket.teamID)
        }
        desk.news.changed(ticket.id.uuid)
        desk.news.changed(told.other)
    }
}

extension Problem {
    static let ticketNotOffered = Problem.conflict(
        "ticket-not-offered", "The ticket is not offered as one with another",
        "One of both was answered or solved meanwhile, or somebody kept them apart. Nothing was changed.")
    static let ticketNotJoined = Problem.conflict(
        "ticket-not-joined", "The ticket is not joined", "Nothing was changed.")
}
