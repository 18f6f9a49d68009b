import Access
import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// Where a mail belongs that was put on the wrong ticket: another ticket, or a new one.
struct MailPlacementInput: Decodable, WireType {
    let ticketID: UUID?
    let new: Bool?

    static let example = MailPlacementInput(ticketID: ExampleIDs.other, new: nil)
}

/// Puts a mail where it belongs.
@Loop struct MailPlacementRoutes {
    let desk: Desk

    var routes: [Route] {
        [
            .post(
                "/tickets/{id}/messages/{seq}/placement",
                "Move a mail to the ticket it belongs to; its answers will follow", .permission(.ticketsWrite),
                input: MailPlacementInput.self, output: Ticket.self, status: 200, handler: move)
        ]
    }

    private func move(_ request: Request) async throws -> Response {
        let input = try request.input(MailPlacementInput.self)
        guard (input.ticketID != nil) != (input.new == true) else {
            throw Problem.invalid("/ticket_id", "must name a ticket, or new must be true")
        }
        guard let seq = Int(request.parameter("seq")), seq > 0 else { throw Problem.notFound("message") }
        let actor = Actor(request)
        let moving = MailPlacing(desk, by: actor, principal: request.principal)
        let from: TicketName = try request.name(of: "ticket")
        let target =
            if let id = input.ticketID { try await moving.move(from, seq, to: .id(ID(id))) } else {
                try await moving.moveToNew(from, seq)
            }
        let ticket = try await TicketStore(desk.database.connection).ticket(.id(ID(target)), for: request.principal)
        return .json(ticket, version: ticket.version)
    }
}
