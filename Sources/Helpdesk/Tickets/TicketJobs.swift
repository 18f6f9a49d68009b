import Basics
package import EventLoop
import Foundation
package import Jobs
import Postgres
import Web

/// What happens to tickets by itself: snoozed ones wake, solved ones close.
@Loop package struct TicketJobs {
    private static let batchLimit = 100

    let desk: Desk

    package init(_ desk: Desk) {
        self.desk = desk
    }

    package func register(_ queue: JobQueue) {
        queue.every(seconds: 15, name: "helpdesk.wake_snoozed") { try await self.wakeSnoozed() }
        queue.every(seconds: 600, name: "helpdesk.close_solved") { try await self.closeSolved() }
    }

    /// Wakes every snoozed ticket whose time has come.
    package func wakeSnoozed() async throws {
        for id in try await TicketDueStore(desk.database.connection).snoozed(until: desk.now, limit: Self.batchLimit) {
            try await change(id) { change in
                guard change.ticket.status == .snoozed else { return }
                try await change.wake()
            }
        }
    }

    /// Closes solved tickets after their inbox's `auto_close_days`, when the last word was ours.
    ///
    /// Nobody is asked for a rating: that happened when the ticket was solved.
    package func closeSolved() async throws {
        for id in try await TicketDueStore(desk.database.connection).closable(at: desk.now, limit: Self.batchLimit) {
            try await change(id) { change in
                guard change.ticket.status == .solved, change.ticket.lastAgentSeq >= change.ticket.lastCustomerSeq
                else { return }
                try await change.store.setStatus(
                    change.ticket, to: .closed, actor: change.actor.author, at: change.now)
                change.event("status", from: .solved, to: .closed)
                change.audit("ticket.closed", change.statusChange(to: .closed))
            }
        }
    }

    private func change(_ id: ID<Ticket>, _ body: @escaping @Loop (TicketChange) async throws -> Void) async throws {
        do {
            _ = try await desk.change(.id(id), by: .system, body)
        } catch let problem as Problem where problem.status == 404 {
            return  // Deleted meanwhile.
        }
    }
}

/// Finds tickets whose time has come.
@Loop struct TicketDueStore {
    let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    func snoozed(until now: Date, limit: Int) async throws -> [ID<Ticket>] {
        try await connection.rows(
            { row in try row["id"] },
            """
            SELECT id
            FROM tickets
            WHERE status = 'snoozed' AND snoozed_until <= \(now)
            ORDER BY snoozed_until, id
            LIMIT \(limit)
            """)
    }

    func closable(at now: Date, limit: Int) async throws -> [ID<Ticket>] {
        try await connection.rows(
            { row in try row["id"] },
            """
            SELECT t.id
            FROM tickets AS t
            JOIN inboxes AS i ON i.id = t.inbox_id
            WHERE t.status = 'solved' AND t.last_agent_seq >= t.last_customer_seq
                AND jsonb_typeof(i.settings -> 'auto_close_days') = 'number'
                AND t.solved_at <= \(now)::timestamptz
                    - make_interval(secs => (i.settings ->> 'auto_close_days')::double precision * 86400)
            ORDER BY t.solved_at, t.id
            LIMIT \(limit)
            """)
    }
}
