package import Basics
package import EventLoop
package import Foundation
package import Postgres
package import Web

/// Reads tickets for showing.
@Loop package struct TicketStore {
    let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// The ticket of that name.
    ///
    /// - Throws: `Problem.notFound` when there is none, or the asker's scope does not cover it.
    package func ticket(_ name: TicketName, for principal: Principal) async throws -> Ticket {
        let scope = try TicketScope.condition(for: principal)
        let found = try await connection.first(
            Ticket.init,
            TicketRow.select(
                from: "SELECT * FROM tickets AS t WHERE \(name.condition(on: "t")) AND \(scope)", order: "t.id",
                viewer: principal.id))
        guard let found else { throw Problem.notFound("ticket") }
        return found
    }

    /// Whose ticket it is; `nil` when there is none, or the asker's scope does not cover it.
    package func customerID(of id: ID<Ticket>, for principal: Principal) async throws -> UUID? {
        let scope = try TicketScope.condition(for: principal)
        return try await connection.first(
            { row in try row["customer_id"] as UUID },
            "SELECT t.customer_id FROM tickets AS t WHERE t.id = \(id) AND \(scope)")
    }

    /// The ticket whoever asks, as the caller's transaction leaves it; read along with the next statement.
    package func late(_ id: ID<Ticket>) async throws -> LateReply {
        try await connection.send(
            TicketRow.select(from: "SELECT * FROM tickets AS t WHERE t.id = \(id)", order: "t.id", viewer: nil))
    }

    /// These tickets whoever asks, for news that the live hub filters; in the order of their ids.
    package func tickets(_ ids: [UUID]) async throws -> [Ticket] {
        try await connection.rows(
            Ticket.init,
            TicketRow.select(
                from: "SELECT * FROM tickets AS t WHERE t.id = ANY (\(ids))", order: "t.id", viewer: nil))
    }

    /// One page of the tickets a filter selects.
    package func page(
        _ filter: TicketFilter, sort: TicketSort, limit: Int, cursor: Cursor?, for principal: Principal
    ) async throws -> Page<Ticket> {
        var condition = try filter.condition(for: principal)
        if let cursor { condition = "\(condition) AND \(try sort.after(cursor))" }
        let source: SQL = """
            SELECT * FROM tickets AS t WHERE \(condition) ORDER BY \(sort.order) LIMIT \(limit + 1)
            """
        let rows = try await connection.rows(
            Ticket.init, TicketRow.select(from: source, order: sort.order, viewer: principal.id))
        return Page(rows, limit: limit, cursor: sort.cursor)
    }

    /// How many tickets each filter selects, in one statement.
    package func counts(_ filters: [TicketFilter], for principal: Principal) async throws -> [Int] {
        guard !filters.isEmpty else { return [] }
        let parts = try filters.map { filter -> SQL in
            "(SELECT count(*) FROM tickets AS t WHERE \(try filter.condition(for: principal)))"
        }
        let text = try await connection.one(
            { row in try row["counts"] as [Int] }, "SELECT ARRAY[\(SQL.joined(parts, separator: ", "))] AS counts")
        return text
    }

    /// The present last sequence numbers of these tickets.
    package func lastSeqs(_ ids: [UUID]) async throws -> [UUID: Int] {
        let rows = try await connection.rows(
            { row in (try row["id"] as UUID, try row["last_seq"] as Int) },
            """
            SELECT id, last_seq
            FROM tickets
            WHERE id = ANY (\(ids))
            ORDER BY id
            """)
        return Dictionary(rows, uniquingKeysWith: { first, _ in first })
    }
}
