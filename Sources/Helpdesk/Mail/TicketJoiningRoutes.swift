import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// Paths by which two tickets of one customer, minutes apart, become one or stay two.
@Loop struct TicketJoiningRoutes {
    let desk: Desk

    var routes: [Route] {
        [
            .post(
                "/tickets/{id}/joining",
                "Make the ticket one with the earlier one it is offered with, which is answered",
                .permission(.ticketsWrite), output: Ticket.self, status: 200, body: .none, handler: join),
            .delete(
                "/tickets/{id}/joining", "Take the joining back: the mails return and the ticket is open again",
                .permission(.ticketsWrite), output: Ticket.self, status: 200, handler: part),
            .delete(
                "/tickets/{id}/joining-offer", "Keep the ticket apart; it is not offered again",
                .permission(.ticketsWrite), output: Ticket.self, status: 200, handler: keepApart),
        ]
    }

    private func join(_ request: Request) async throws -> Response {
        try await answer(request) { try await $0.join($1) }
    }

    private func part(_ request: Request) async throws -> Response {
        try await answer(request) { try await $0.part($1) }
    }

    private func keepApart(_ request: Request) async throws -> Response {
        try await answer(request) { try await $0.keepApart($1) }
    }

    private func answer(
        _ request: Request, _ act: @Loop (TicketJoining, TicketName) async throws -> UUID
    ) async throws -> Response {
        let joining = TicketJoining(desk, by: Actor(request), principal: request.principal)
        let id = try await act(joining, try request.name(of: "ticket"))
        let ticket = try await TicketStore(desk.database.connection).ticket(.id(ID(id)), for: request.principal)
        return .json(ticket, version: ticket.version)
    }
}
