package import Basics
package import EventLoop
package import Foundation
package import Postgres
package import Web

/// Finds the tickets a visitor may see: those begun with their token, and, when the shop's signed identity vouched for
/// them, those their customer began in the same widget on another device.
@Loop package struct VisitorTicketStore {
    let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    private func condition(_ reach: Principal.VisitorReach) -> SQL {
        let shared = reach.verified ? reach.customerID : nil
        return """
            (t.visitor_id = \(reach.visitorID)
                OR t.customer_id = \(shared)::uuid AND t.inbox_id = \(reach.inboxID) AND t.visitor_id IS NOT NULL)
            """
    }

    /// The visitor's newest ticket, unless it is closed for good.
    package func current(of reach: Principal.VisitorReach) async throws -> ID<Ticket>? {
        try await connection.first(
            { row in try row["id"] as ID<Ticket> },
            """
            SELECT t.id
            FROM tickets AS t
            WHERE \(condition(reach)) AND t.status <> 'closed'
            ORDER BY t.created_at DESC, t.id DESC
            LIMIT 1
            """)
    }

    /// The ticket's last sequence number; `nil` when it is not the visitor's.
    package func lastSeq(of ticket: UUID, for reach: Principal.VisitorReach) async throws -> Int? {
        try await connection.first(
            { row in try row["last_seq"] as Int },
            "SELECT t.last_seq FROM tickets AS t WHERE t.id = \(ticket) AND \(condition(reach))")
    }

    /// What is known of a visitor.
    package struct Details: Sendable {
        package let customerID: UUID?
        package let name: String
        package let email: String?
        package let phone: String?
        package let locale: String
    }

    /// - Throws: `Problem.signInRequired` when the visitor is gone.
    package func details(of reach: Principal.VisitorReach) async throws -> Details {
        let found = try await connection.first(
            { row in
                Details(
                    customerID: try row["customer_id"], name: try row["name"], email: try row["email"],
                    phone: try row["phone"], locale: try row["locale"])
            },
            "SELECT customer_id, name, email, phone, locale FROM visitors WHERE id = \(reach.visitorID)")
        guard let found else { throw Problem.signInRequired }
        return found
    }

    /// Gives the tickets and the words of a visitor to the customer they turned out to be, in the caller's transaction.
    ///
    /// - Returns: The tickets given, in the order of their ids.
    package func give(ticketsOf visitor: UUID, to customer: UUID, at now: Date) async throws -> [ID<Ticket>] {
        try await connection.rows(
            { row in try row["id"] },
            """
            WITH theirs AS (
                SELECT id FROM tickets WHERE visitor_id = \(visitor) AND customer_id <> \(customer) ORDER BY id FOR UPDATE
            ), given AS (
                UPDATE tickets AS t
                SET customer_id = \(customer), updated_at = \(now), version = version + 1
                FROM theirs
                WHERE t.id = theirs.id
            ), words AS (
                UPDATE messages AS m
                SET author_id = \(customer)
                FROM theirs
                WHERE m.ticket_id = theirs.id AND m.author_kind = 'customer'
            )
            SELECT id FROM theirs ORDER BY id
            """)
    }
}
