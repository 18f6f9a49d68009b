import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// The other ticket, by id or number.
package struct LinkInput: Decodable, WireType {
    let ticket: JSONValue

    package static let example = LinkInput(ticket: .number(1042))

    var name: String {
        switch ticket {
        case .number(let number): Int(exactly: number).map(String.init) ?? ""
        case .string(let text): text
        default: ""
        }
    }
}

/// Paths that link tickets about the same matter.
@Loop struct LinkRoutes {
    let desk: Desk

    var routes: [Route] {
        [
            .post(
                "/tickets/{id}/links", "Link another ticket", .permission(.ticketsWrite), input: LinkInput.self,
                output: Ticket.self, status: 200, handler: link),
            .delete(
                "/tickets/{id}/links/{other}", "Remove the link to another ticket", .permission(.ticketsWrite),
                output: Ticket.self, status: 200, handler: unlink),
        ]
    }

    private func link(_ request: Request) async throws -> Response {
        let other = try await other(try request.input(LinkInput.self).name, request)
        return try await change(request, other) { change in
            guard other.id != change.ticket.id else { throw Problem.invalid("/ticket", "must be another ticket") }
            let added = try await LinkStore(change.connection).add(change.ticket.id, other.id)
            if added { change.event("linked", ["number": .number(Double(other.number))]) }
        }
    }

    private func unlink(_ request: Request) async throws -> Response {
        let other = try await other(request.parameter("other"), request)
        return try await change(request, other) { change in
            try await LinkStore(change.connection).remove(change.ticket.id, other.id)
        }
    }

    /// The other ticket, which the asker must be able to see as well.
    private func other(_ name: String, _ request: Request) async throws -> Ticket {
        try await TicketStore(desk.database.connection).ticket(
            try TicketName(name, of: "ticket"), for: request.principal)
    }

    private func change(
        _ request: Request, _ other: Ticket, _ body: @escaping @Loop (TicketChange) async throws -> Void
    )
        async throws -> Response
    {
        let done = try await desk.change(try request.name(of: "ticket"), by: Actor(request)) { change in
            try await body(change)
            try await change.store.touch(change.ticket.id, at: change.now)
        }
        desk.news.changed(other.id.uuid)
        return .json(done.ticket, version: done.ticket.version)
    }
}

/// Links between tickets, stored in both directions.
@Loop struct LinkStore {
    let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// - Returns: Whether the link is new.
    func add(_ one: ID<Ticket>, _ other: ID<Ticket>) async throws -> Bool {
        try await connection.execute(
            """
            INSERT INTO ticket_links (ticket_id, other_id)
            VALUES (\(one), \(other)), (\(other), \(one))
            ON CONFLICT DO NOTHING
            """) > 0
    }

    func remove(_ one: ID<Ticket>, _ other: ID<Ticket>) async throws {
        try await connection.execute(
            """
            DELETE FROM ticket_links
            WHERE ticket_id = \(one) AND other_id = \(other) OR ticket_id = \(other) AND other_id = \(one)
            """)
    }
}
