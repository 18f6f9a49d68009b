import Basics
import EventLoop
import Foundation
import Web

/// Until when a ticket is put aside.
package struct SnoozeInput: Decodable, WireType {
    let until: String

    package static let example = SnoozeInput(until: "2026-11-24T09:00:00Z")
}

/// Paths that solve, reopen, snooze and wake a ticket.
@Loop struct ResolutionRoutes {
    let desk: Desk

    var routes: [Route] {
        [
            .post(
                "/tickets/{id}/resolution", "Solve the ticket", .permission(.ticketsWrite), output: Ticket.self,
                status: 200, body: .none, handler: solve),
            .delete(
                "/tickets/{id}/resolution", "Open the ticket again", .permission(.ticketsWrite), output: Ticket.self,
                status: 200, handler: reopen),
            .put(
                "/tickets/{id}/snooze", "Put the ticket aside until an instant", .permission(.ticketsWrite),
                input: SnoozeInput.self, output: Ticket.self, handler: snooze),
            .delete(
                "/tickets/{id}/snooze", "Take the ticket back before its time", .permission(.ticketsWrite),
                output: Ticket.self, status: 200, handler: wake),
        ]
    }

    private func solve(_ request: Request) async throws -> Response {
        try await change(request) { try await $0.solve(self.desk) }
    }

    private func reopen(_ request: Request) async throws -> Response {
        try await change(request) { change in
            guard !change.ticket.status.isUnsolved else {
                throw Problem.conflict("ticket-not-solved", "The ticket is not solved", "Nothing was changed.")
            }
            try await change.reopen(self.desk)
        }
    }

    private func snooze(_ request: Request) async throws -> Response {
        let input = try request.input(SnoozeInput.self)
        guard let until = Date(rfc3339: input.until) else {
            throw Problem.invalid("/until", "must be an RFC 3339 instant")
        }
        guard until > desk.now else { throw Problem.invalid("/until", "must lie in the future") }
        return try await change(request) { change in try await change.snooze(until: until) }
    }

    private func wake(_ request: Request) async throws -> Response {
        try await change(request) { change in
            guard change.ticket.status == .snoozed else {
                throw Problem.conflict("ticket-not-snoozed", "The ticket is not snoozed", "Nothing was changed.")
            }
            try await change.wake()
        }
    }

    private func change(_ request: Request, _ body: @escaping @Loop (TicketChange) async throws -> Void) async throws
        -> Response
    {
        let done = try await desk.change(try request.name(of: "ticket"), by: Actor(request)) { change in
            try request.requireMatch(change.ticket.version)
            try await body(change)
        }
        return .json(done.ticket, version: done.ticket.version)
    }
}

extension TicketChange {
    /// Puts the ticket aside.
    ///
    /// - Throws: `Problem` of kind `ticket-status-refused`.
    func snooze(until: Date) async throws {
        try ticket.status.require(.snoozed)
        try await store.setStatus(ticket, to: .snoozed, snoozedUntil: until, actor: actor.author, at: now)
        event("snoozed", ["until": .string(until.rfc3339)])
        audit("ticket.snoozed", statusChange(to: .snoozed))
    }

    /// Brings a snoozed ticket back to the open ones.
    func wake() async throws {
        try await store.setStatus(ticket, to: .open, actor: actor.author, at: now)
        event("status", from: .snoozed, to: .open)
        audit("ticket.woken", statusChange(to: .open))
    }
}
