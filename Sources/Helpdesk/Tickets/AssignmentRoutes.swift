import Access
import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// Who shall answer: `null` clears, a field not sent stays.
package struct AssignmentInput: Decodable, WireType {
    let userID: Patch<UUID>
    let teamID: Patch<UUID>
    /// Handed over with the ticket, as a private note.
    let note: String?

    package static let example = AssignmentInput(
        userID: .value(ExampleIDs.user), teamID: .absent, note: "She waits since Monday.")
}

/// Paths that say who is responsible for a ticket.
@Loop struct AssignmentRoutes {
    let desk: Desk

    var routes: [Route] {
        [
            .put(
                "/tickets/{id}/assignment", "Give the ticket to a person or a team", .permission(.ticketsWrite),
                input: AssignmentInput.self, output: Ticket.self, handler: assign),
            .delete(
                "/tickets/{id}/assignment", "Take the ticket from whoever has it", .permission(.ticketsWrite),
                output: Ticket.self, status: 200, handler: clear),
        ]
    }

    private func assign(_ request: Request) async throws -> Response {
        let input = try request.input(AssignmentInput.self)
        guard input.userID.isPresent || input.teamID.isPresent else {
            throw Problem.invalid("/user_id", "or team_id is required")
        }
        return try await change(request, user: input.userID, team: input.teamID, note: input.note)
    }

    private func clear(_ request: Request) async throws -> Response {
        try await change(request, user: .null, team: .absent, note: nil)
    }

    private func change(_ request: Request, user: Patch<UUID>, team: Patch<UUID>, note: String?) async throws
        -> Response
    {
        let done = try await desk.change(try request.name(of: "ticket"), by: Actor(request)) { change in
            try request.requireMatch(change.ticket.version)
            try await change.assign(user: user, team: team)
            if let note, !note.trimmingBlanks.isEmpty { change.add(change.note(note)) }
        }
        return .json(done.ticket, version: done.ticket.version)
    }
}

extension TicketChange {
    /// Gives the ticket to a person, a team, or nobody.
    ///
    /// - Throws: `Problem.invalid` when there is no such active person or no such team.
    func assign(
        user: Patch<UUID>, team: Patch<UUID>, pointers: (user: String, team: String) = ("/user_id", "/team_id")
    ) async throws {
        let nextUser = user.applied(to: ticket.assigneeID)
        let nextTeam = team.applied(to: ticket.teamID)
        guard nextUser != ticket.assigneeID || nextTeam != ticket.teamID else { return }
        let names = try await store.names(user: nextUser, team: nextTeam)
        if nextUser != nil, names.user == nil {
            throw Problem.invalid(pointers.user, "must be an active member of staff")
        }
        if nextTeam != nil, names.team == nil { throw Problem.invalid(pointers.team, "must be a team") }
        try await store.setAssignment(ticket.id, assignee: nextUser, team: nextTeam, at: now)
        responsible = (user: nextUser, team: nextTeam)
        event(
            "assigned",
            [
                "from": ticket.assigneeName.map(JSONValue.string) ?? .null,
                "to": names.user.map(JSONValue.string) ?? .null, "team": names.team.map(JSONValue.string) ?? .null,
            ])
        var changes = AuditChanges()
        changes.note("assignee", ticket.assigneeID?.text, nextUser?.text)
        changes.note("team", ticket.teamID?.text, nextTeam?.text)
        audit("ticket.assigned", changes)
    }

    /// A private note by whoever changes the ticket.
    func note(_ text: String) -> NewMessage {
        NewMessage(
            id: .make(at: now), ticketID: ticket.id, clientID: nil, kind: .note, isPrivate: true, author: actor.author,
            text: text, at: now)
    }
}
