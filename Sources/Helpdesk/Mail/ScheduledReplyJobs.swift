package import Basics
package import EventLoop
import Foundation
package import Jobs
import Postgres
import Web

/// Posts replies whose time has come.
@Loop package struct ScheduledReplyJobs {
    /// The reply to post.
    struct Wish: Codable, Sendable {
        let id: UUID
    }

    private static let post = Job<Wish>("helpdesk.post_scheduled")
    private let desk: Desk

    package init(_ desk: Desk) {
        self.desk = desk
    }

    package func register(_ queue: JobQueue) {
        queue.register(Self.post) { wish in try await self.post(ID(wish.id)) }
    }

    /// Plans the posting, in the transaction that keeps the reply.
    static func plan(_ reply: ScheduledReply, in connection: Connection) async throws {
        try await JobQueue.enqueue(
            post, Wish(id: reply.id.uuid), at: reply.sendAt, key: reply.id.description, in: connection)
    }

    static func forget(_ id: ID<ScheduledReply>, in connection: Connection) async throws {
        try await JobQueue.cancel(post, key: id.description, in: connection)
    }

    /// Posts the reply as the message its writer sent, or holds it and says why: one of both, once, on one node.
    package func post(_ id: ID<ScheduledReply>) async throws {
        guard let known = try await ScheduledReplyStore(desk.database.connection).reply(id) else { return }
        do {
            _ = try await desk.change(.id(known.ticketID), by: Actor(Self.principal(known))) { change in
                try await self.post(id, change)
            }
        } catch let problem as Problem where problem.status < 500 {
            try await desk.database.transaction { connection in
                try await ScheduledReplyStore(connection).hold(id, problem: HeldProblem(problem))
            }
            desk.news.changed(known.ticketID.uuid)
        }
    }

    private func post(_ id: ID<ScheduledReply>, _ change: TicketChange) async throws {
        let store = ScheduledReplyStore(change.connection)
        // Moved to later, or held, while this was on its way.
        guard let reply = try await store.locked(id), reply.state == .waiting, reply.sendAt <= change.now else {
            return
        }
        if reply.isHeld(byCustomerSeq: change.ticket.lastCustomerSeq) {
            try await store.hold(id, problem: nil)
            change.event("reply_held", ["by": .string(reply.userName)])
            return
        }
        var message = NewMessage(
            id: .make(at: change.now), ticketID: reply.ticketID, clientID: reply.clientID, kind: .reply,
            isPrivate: false,
            author: MessageAuthor(kind: .agent, id: reply.userID, name: reply.userName), text: reply.text,
            at: change.now)
        message.attachmentIDs = reply.attachmentIDs
        try await MessageAttachments(desk).claim(message, owner: reply.userID, in: change.connection)
        change.add(message)
        if let recipients = reply.recipients { change.choose(recipients, for: message) }
        if let actions = reply.actions { try await change.act(actions, at: "/actions", desk) }
        if reply.solve, change.ticket.status != .solved { try await change.solve(desk) }
        try await store.delete(id)
    }

    private static func principal(_ reply: ScheduledReply) -> Principal {
        Principal(
            kind: .user, id: reply.userID, name: reply.userName, permissions: [.ticketsRead, .ticketsWrite])
    }
}
