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

    /// What a reader of a history looks for.
    struct Filter: Sendable {
        /// All kinds when it is empty.
        var kinds: [String] = []
        /// Tickets that came this way; all events when it is empty.
        var channels: [String] = []
        /// Words of the title or what stands below it.
        var words: String?
        /// What happened by then.
        var until: Date?
    }

    /// Whose history is read.
    enum Whose: Sendable {
        case customer(ID<Customer>)
        /// All people of a company.
        case company(ID<Company>)
    }

    /// Events newest first.
    func entries(
        of whose: Whose, _ filter: Filter, before: (at: Date, id: ID<TimelineEntry>)?, limit: Int
    ) async throws -> [TimelineEntry] {
        var conditions: [SQL] = []
        switch whose {
        case .customer(let id): conditions.append("e.customer_id = \(id)")
        case .company(let id):
            conditions.append(
                "e.customer_id IN (SELECT c.id FROM customers AS c WHERE c.company_id = \(id) AND c.deleted_at IS NULL)"
            )
        }
        if !filter.kinds.isEmpty { conditions.append("e.kind = ANY (\(filter.kinds))") }
        if !filter.channels.isEmpty { conditions.append("t.channel = ANY (\(filter.channels))") }
        if let words = filter.words {
            conditions.append("strpos(lower(e.title || ' ' || e.detail), lower(\(words)::text)) > 0")
        }
        if let until = filter.until { conditions.append("e.at <= \(until)") }
        if let before { conditions.append("(e.at, e.id) < (\(before.at), \(before.id))") }
        return try await connection.rows(
            TimelineEntry.init,
            """
            SELECT e.id, e.at, e.kind, e.title, e.detail, e.link_kind, e.link_number, t.channel
            FROM timeline_entries AS e
            LEFT JOIN tickets AS t ON e.link_kind = 'ticket' AND t.number = e.link_number
            WHERE \(SQL.joined(conditions, separator: " AND "))
            ORDER BY e.at DESC, e.id DESC
            LIMIT \(limit)
            """)
    }
}
