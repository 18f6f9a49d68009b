package import Basics
package import EventLoop
package import Foundation
package import Postgres
import Web

/// What hardly ever changes about a ticket.
package struct TicketFacts: Sendable {
    package let number: Int
    package let customerID: UUID
    /// Whether its conversation lives in another program.
    package let isOfProgram: Bool
}

/// Remembers facts about tickets, so that a busy chat does not read its ticket for every message.
@Loop package final class TicketFactsStore {
    private static let limit = 20_000
    private var facts: [UUID: TicketFacts] = [:]
    private var ids: [Int: ID<Ticket>] = [:]

    package init() {}

    /// - Throws: `Problem.notFound` when there is no such ticket.
    package func facts(of ticket: UUID, in connection: Connection) async throws -> TicketFacts {
        if let known = facts[ticket] { return known }
        let found = try await connection.first(
            { row in
                TicketFacts(
                    number: try row["number"], customerID: try row["customer_id"],
                    isOfProgram: try row["is_of_program"])
            },
            """
            SELECT t.number, t.customer_id,
                t.channel = 'api' AND EXISTS (
                    SELECT FROM visitors AS v WHERE v.id = t.visitor_id AND v.conversation IS NOT NULL)
                    AS is_of_program
            FROM tickets AS t
            WHERE t.id = \(ticket)
            """)
        guard let found else { throw Problem.notFound("ticket") }
        if facts.count >= Self.limit { facts = [:] }
        facts[ticket] = found
        return found
    }

    /// The id behind a ticket's name; a number never changes its ticket.
    ///
    /// - Throws: `Problem.notFound` when there is no such ticket.
    package func id(of name: TicketName, in connection: Connection) async throws -> ID<Ticket> {
        switch name {
        case .id(let id): return id
        case .number(let number):
            if let known = ids[number] { return known }
            let found = try await connection.first(
                { row in try row["id"] as ID<Ticket> }, "SELECT id FROM tickets WHERE number = \(number)")
            guard let found else { throw Problem.notFound("ticket") }
            if ids.count >= Self.limit { ids = [:] }
            ids[number] = found
            return found
        }
    }

    /// The ticket has another customer now.
    package func forget(_ ticket: UUID) {
        facts[ticket] = nil
    }

    /// Customers were merged or parted: whose a ticket is has to be asked again.
    package func forgetAll() {
        facts = [:]
    }
}
