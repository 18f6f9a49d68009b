import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// Paths that add and remove people who follow a ticket, and links between tickets.
@Loop struct FollowerRoutes {
    let desk: Desk

    var routes: [Route] {
        [
            .put(
                "/tickets/{id}/followers/{user_id}", "Let somebody follow the ticket", .permission(.ticketsWrite),
                output: Ticket.self, handler: follow),
            .delete(
                "/tickets/{id}/followers/{user_id}", "Let somebody no longer follow the ticket",
                .permission(.ticketsWrite), output: Ticket.self, status: 200, handler: unfollow),
        ]
    }

    private func follow(_ request: Request) async throws -> Response {
        try await change(request) { change, user in
            let names = try await change.store.names(user: user, team: nil)
            guard names.user != nil else { throw Problem.notFound("user") }
            try await FollowerStore(change.connection).add([user], to: change.ticket.id)
        }
    }

    private func unfollow(_ request: Request) async throws -> Response {
        try await change(request) { change, user in
            try await FollowerStore(change.connection).remove(user, from: change.ticket.id)
        }
    }

    private func change(_ request: Request, _ body: @escaping @Loop (TicketChange, UUID) async throws -> Void)
        async throws -> Response
    {
        let user: ID<MessageAuthor> = try request.id("user_id", of: "user")
        let done = try await desk.change(try request.name(of: "ticket"), by: Actor(request)) { change in
            try await body(change, user.uuid)
            try await change.store.touch(change.ticket.id, at: change.now)
        }
        return .json(done.ticket, version: done.ticket.version)
    }
}

/// Who follows which ticket.
@Loop struct FollowerStore {
    let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// Those of `users` who exist and are active follow the ticket from now on.
    func add(_ users: [UUID], to ticket: ID<Ticket>) async throws {
        try await connection.execute(
            """
            INSERT INTO ticket_followers (ticket_id, user_id)
            SELECT \(ticket)::uuid, id
            FROM users
            WHERE id = ANY (\(users)) AND active
            ON CONFLICT DO NOTHING
            """)
    }

    func remove(_ user: UUID, from ticket: ID<Ticket>) async throws {
        try await connection.execute(
            "DELETE FROM ticket_followers WHERE ticket_id = \(ticket) AND user_id = \(user)")
    }
}
