import Basics
import EventLoop
import Web

/// The path by which a canned reply without words acts on a ticket.
@Loop struct TicketActionRoutes {
    let desk: Desk

    var routes: [Route] {
        [
            .post(
                "/tickets/{id}/actions", "Do to the ticket what a canned reply says, all or nothing",
                .permission(.ticketsWrite), input: TicketActions.self, output: Ticket.self, status: 200, handler: act)
        ]
    }

    private func act(_ request: Request) async throws -> Response {
        var fields = Fields()
        let actions = try request.input(TicketActions.self).checked(&fields)
        fields.check(!actions.isEmpty, "/status", "or another action is required")
        try fields.throwIfAny()
        let done = try await desk.change(try request.name(of: "ticket"), by: Actor(request)) { change in
            try request.requireMatch(change.ticket.version)
            try await change.act(actions, at: "", desk)
        }
        return .json(done.ticket, version: done.ticket.version)
    }
}
