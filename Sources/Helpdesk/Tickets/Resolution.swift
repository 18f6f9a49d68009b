import Access
import Basics
import EventLoop
import Foundation
import Jobs
import Web

extension TicketChange {
    /// Solves the ticket: event, history, timeline, audit and `TicketSolved`.
    ///
    /// - Throws: `Problem` of kind `ticket-already-solved` and its like.
    package func solve(_ desk: Desk) async throws {
        try ticket.status.require(.solved)
        try await store.setStatus(ticket, to: .solved, actor: actor.author, at: now)
        event("status", from: ticket.status, to: .solved)
        audit("ticket.solved", statusChange(to: .solved))
        try await remember(kind: "ticket.solved")
        try await desk.bus.publish(
            TicketSolved(
                ticketID: ticket.id.uuid, number: ticket.number, solveCount: ticket.solveCount + 1,
                customerID: ticket.customerID, agentID: responsible.user ?? actor.principal?.id,
                teamID: responsible.team, inboxID: ticket.inboxID, channel: ticket.channel, at: now),
            in: connection)
    }

    /// Opens the ticket again.
    ///
    /// When its assignee is not there, it goes to somebody of the team who is, or back to the queue: it never stays
    /// with someone gone (CAPABILITIES.md section 1, detail 13).
    package func reopen(_ desk: Desk) async throws {
        try ticket.status.require(.open)
        try await store.setStatus(ticket, to: .open, actor: actor.author, at: now)
        event("status", from: ticket.status, to: .open)
        audit("ticket.reopened", statusChange(to: .open))
        try await remember(kind: "ticket.reopened")
        try await leaveTheAbsent(desk)
        try await desk.bus.publish(
            TicketReopened(
                ticketID: ticket.id.uuid, customerID: ticket.customerID, inboxID: ticket.inboxID, at: now),
            in: connection)
    }

    private func leaveTheAbsent(_ desk: Desk) async throws {
        guard let assignee = ticket.assigneeID, assignee != actor.principal?.id,
            desk.hub.presence(of: assignee) == .offline
        else { return }
        let next = try await RoundRobin(connection).choose(
            team: ticket.teamID, online: Array(desk.hub.onlineUserIDs))
        try await store.setAssignment(ticket.id, assignee: next?.id, team: ticket.teamID, at: now)
        event(
            "assigned",
            [
                "from": .string(ticket.assigneeName ?? ""), "to": next.map { .string($0.name) } ?? .null,
                "team": ticket.teamName.map(JSONValue.string) ?? .null, "reason": .string("assignee_offline"),
            ])
    }

    package func event(_ type: String, from: TicketStatus, to: TicketStatus) {
        event(type, ["from": .string(from.rawValue), "to": .string(to.rawValue)])
    }

    func statusChange(to status: TicketStatus) -> AuditChanges {
        var changes = AuditChanges()
        changes.note("status", ticket.status.rawValue, status.rawValue)
        return changes
    }
}
