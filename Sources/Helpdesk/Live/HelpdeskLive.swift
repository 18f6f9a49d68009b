import Basics
package import EventLoop
package import Foundation
import Postgres
package import Web

/// Answers live sessions for the ticketing side.
@Loop package final class HelpdeskLive: LiveDesk {
    private let desk: Desk
    private let firstMessage: @Loop (LiveSend, Principal) async throws -> LiveSent

    /// - Parameter firstMessage: Takes a visitor's message that has no open ticket to go to.
    package init(_ desk: Desk, firstMessage: @escaping @Loop (LiveSend, Principal) async throws -> LiveSent) {
        self.desk = desk
        self.firstMessage = firstMessage
    }

    package func topics(of principal: Principal) async throws -> [Topic] {
        if principal.isStaff { return principal.permissions.contains(.ticketsRead) ? [.inbox] : [] }
        guard let reach = principal.visitor else { return [] }
        return try await VisitorTicketStore(desk.database.connection).current(of: reach).map { [.ticket($0.uuid)] }
            ?? []
    }

    package func lastSeq(of topic: Topic, for principal: Principal) async throws -> Int? {
        switch topic {
        case .inbox: return principal.isStaff && principal.permissions.contains(.ticketsRead) ? 0 : nil
        case .ticket(let id):
            if let reach = principal.visitor {
                return try await VisitorTicketStore(desk.database.connection).lastSeq(of: id, for: reach)
            }
            guard principal.isStaff, let scope = try? TicketScope.condition(for: principal) else { return nil }
            return try await desk.database.connection.first(
                { row in try row["last_seq"] as Int },
                "SELECT t.last_seq FROM tickets AS t WHERE t.id = \(id) AND \(scope)")
        }
    }

    package func isTooLate(since moment: ContinuousClock.Instant) -> Bool {
        desk.appender.isTooLate(since: moment)
    }

    package func send(_ message: LiveSend, by principal: Principal) async throws -> LiveSent {
        guard !message.text.trimmingBlanks.isEmpty || !message.attachmentIDs.isEmpty else {
            throw Problem.invalid("/data/text", "is required")
        }
        guard !ClientID.isOurs(message.clientID) else {
            throw Problem.invalid("/data/client_id", "may not begin like this")
        }
        switch principal.kind {
        case .visitor: return try await sendAsVisitor(message, principal)
        case .user, .apiKey: return try await sendAsStaff(message, principal)
        case .anonymous: throw Problem.signInRequired
        }
    }

    private func sendAsStaff(_ message: LiveSend, _ principal: Principal) async throws -> LiveSent {
        try principal.require(.ticketsWrite)
        guard let ticketID = message.ticketID else { throw Problem.invalid("/data/ticket_id", "is required") }
        let staff = StaffMessage(desk)
        let id = try await staff.visible(.id(ID(ticketID)), to: principal, reading: false)
        var new = staff.message(
            message.text, isPrivate: message.isPrivate, clientID: message.clientID, on: id, by: principal)
        new.attachmentIDs = message.attachmentIDs
        let stored =
            new.attachmentIDs.isEmpty
            ? try await staff.post(new) : try await staff.compose(new, solve: false, by: Actor(principal))
        return LiveSent(ticketID: ticketID, message: JSONWriter.write(stored))
    }

    /// A visitor's message for a ticket that is being worked on goes with the others of this turn; everything else has
    /// to find its ticket first.
    private func sendAsVisitor(_ message: LiveSend, _ principal: Principal) async throws -> LiveSent {
        guard let reach = principal.visitor, !message.isPrivate else {
            throw Problem.forbidden("Visitors write no notes.")
        }
        if let ticketID = message.ticketID, message.attachmentIDs.isEmpty {
            let now = desk.now
            var new = NewMessage(
                id: .make(at: now), ticketID: ID(ticketID), clientID: message.clientID, kind: .reply, isPrivate: false,
                author: MessageAuthor(kind: .customer, id: nil, name: principal.name), text: message.text, at: now)
            new.visitor = NewMessage.Reach(
                visitorID: reach.visitorID, verifiedCustomerID: reach.verified ? reach.customerID : nil)
            if let stored = try await MessagePosting(desk).post(new) {
                return LiveSent(ticketID: ticketID, message: JSONWriter.write(stored))
            }
        }
        return try await firstMessage(message, principal)
    }

    package func replay(_ ticketID: UUID, after seq: Int, limit: Int) async throws -> [LiveNews]? {
        let connection = desk.database.connection
        let messages = try await MessageStore(connection).messages(
            of: ID(ticketID), after: seq, limit: limit + 1, for: .staff)
        guard messages.count <= limit else { return nil }
        guard let ticket = try await TicketStore(connection).tickets([ticketID]).first else { return [] }
        var news = try await MessageAttachments(desk).filled(messages).map { message in
            TicketNews.news(of: message, assigneeID: ticket.assignee?.id, teamID: ticket.team?.id)
        }
        news.append(TicketNews.news(of: ticket, topic: .ticket(ticketID)))
        return news
    }

    package func inboxNews(of ticketID: UUID) async throws -> LiveNews? {
        try await TicketStore(desk.database.connection).tickets([ticketID]).first.map { ticket in
            TicketNews.news(of: ticket, topic: .inbox)
        }
    }

    package func lastSeqs(of ticketIDs: [UUID]) async throws -> [UUID: Int] {
        try await TicketStore(desk.database.connection).lastSeqs(ticketIDs)
    }

    package func markRead(_ ticketID: UUID, seq: Int, by principal: Principal) async throws {
        let reads = ReadStore(desk.database.connection)
        if let reach = principal.visitor {
            let store = VisitorTicketStore(desk.database.connection)
            guard try await store.lastSeq(of: ticketID, for: reach) != nil else { throw Problem.notFound("ticket") }
            if try await reads.customerRead(ticketID, seq: seq) {
                desk.news.read(ticketID, seq: seq, by: principal)
                desk.news.changed(ticketID)
            }
            return
        }
        let id = try await StaffMessage(desk).visible(.id(ID(ticketID)), to: principal, reading: true)
        guard principal.kind == .user, let user = principal.id else { return }
        if try await reads.staffRead(id.uuid, user: user, seq: seq, at: desk.now) {
            desk.news.read(ticketID, seq: seq, by: principal)
        }
    }
}
