package import Basics
package import EventLoop
package import Foundation
package import Postgres

/// Every SQL statement about customers' timelines.
@Loop package struct TimelineStore {
    private let connection: Connection
    private let random: Randomness

    package init(_ connection: Connection, random: Randomness = .system) {
        self.connection = connection
        self.random = random
    }

    /// Adds an event in the caller's transaction.
    ///
    /// - Parameter id: Given when the event can be removed with the thing it tells of, such as a note.
    /// - Parameter ticketNumber: The ticket to link to.
    package func add(
        customerID: ID<Customer>, at: Date, kind: String, title: String, detail: String = "", ticketNumber: Int? = nil,
        id: ID<TimelineEntry>? = nil
    ) async throws {
        try await connection.execute(
            """
            INSERT INTO timeline_entries (id, customer_id, at, kind, title, detail, link_kind, link_number)
            VALUES (\(id ?? .make(at: at, random: random)), \(customerID), \(at), \(kind), \(title), \(detail),
                    \(ticketNumber == nil ? nil : "ticket"), \(ticketNumber))
            """)
    }

    func remove(_ id: ID<TimelineEntry>) async throws {
        try await connection.execute("DELETE FROM timeline_entries WHERE id = \(id)")
    }

    /// Events newest first, of these kinds or, when `kinds` is empty, of all.
    func entries(
        of customerID: ID<Customer>, kinds: [String], before: (at: Date, id: ID<TimelineEntry>)?, limit: Int
    ) async throws -> [TimelineEntry] {
        var filter: SQL = "customer_id = \(customerID)"
        if !kinds.isEmpty { filter = "\(filter) AND kind = ANY(\(kinds))" }
        if let before { filter = "\(filter) AND (at, id) < (\(before.at), \(before.id))" }
        return try await connection.rows(
            TimelineEntry.init,
            """
            SELECT id, at, kind, title, detail, link_kind, link_number
            FROM timeline_entries
            WHERE \(filter)
            ORDER BY at DESC, id DESC
            LIMIT \(limit)
            """)
    }
}
