import Basics
import EventLoop
package import Foundation
package import Postgres
package import Web

/// The people and things the tests speak of; the demo company of `sql/seed/` has the same names.
package enum Cast {
    /// An agent of the parcels team.
    package static let lin = uuid(1)
    /// An agent of no team.
    package static let ana = uuid(2)
    /// The owner.
    package static let olga = uuid(3)
    /// The team for parcels.
    package static let parcels = uuid(4)
    /// The team for invoices.
    package static let invoices = uuid(5)
    /// A customer with an e-mail address.
    package static let mei = uuid(6)
    /// Another customer.
    package static let tom = uuid(7)
    /// The chat inbox with the key `shop`.
    package static let shop = uuid(8)
    /// A visitor of the shop who is nobody's customer yet.
    package static let visitor = uuid(9)
    /// Another visitor of the shop.
    package static let otherVisitor = uuid(10)

    private static func uuid(_ number: UInt8) -> UUID {
        UUID(uuid: (1, 154, 180, 64, 16, 0, 112, 0, 128, 0, 0, 0, 0, 0, 1, number))
    }

    /// Writes the cast into a fresh database.
    @Loop package static func enter(_ database: Database) async throws {
        try await database.connection.execute(
            """
            INSERT INTO users (id, name, email, role)
            VALUES (\(lin), 'Lin Wei', 'lin@shop.example', 'agent'), (\(ana), 'Ana Ruiz', 'ana@shop.example', 'agent'),
                (\(olga), 'Olga Berg', 'olga@shop.example', 'owner')
            """)
        try await database.connection.execute(
            "INSERT INTO teams (id, name) VALUES (\(parcels), 'Parcels'), (\(invoices), 'Invoices')")
        try await database.connection.execute(
            "INSERT INTO team_members (team_id, user_id) VALUES (\(parcels), \(lin))")
        try await database.connection.execute(
            "INSERT INTO customers (id, name) VALUES (\(mei), 'Mei Chen'), (\(tom), 'Tom Hart')")
        try await database.connection.execute(
            "INSERT INTO customer_emails (customer_id, address, is_primary) VALUES (\(mei), 'mei@example.com', TRUE)")
        try await database.connection.execute(
            "INSERT INTO inboxes (id, key, kind, name) VALUES (\(shop), 'shop', 'chat', 'Shop')")
        try await database.connection.execute(
            """
            INSERT INTO visitors (id, inbox_id, token_hash)
            VALUES (\(visitor), \(shop), '\\x01'), (\(otherVisitor), \(shop), '\\x02')
            """)
    }

    /// A member of staff as the asker of a request.
    package static func staff(
        _ id: UUID, name: String = "Lin Wei", scope: Principal.TicketScope = .all, teams: [UUID] = []
    ) -> Principal {
        Principal(
            kind: .user, id: id, name: name, role: "agent",
            permissions: [.ticketsRead, .ticketsWrite, .customersRead, .customersWrite, .settingsRead, .settingsWrite],
            teamIDs: teams, ticketScope: scope)
    }

    /// A visitor as the asker of a request.
    package static func visiting(_ id: UUID = visitor, customer: UUID? = nil, verified: Bool = false) -> Principal {
        Principal(
            kind: .visitor, id: id, name: "",
            visitor: Principal.VisitorReach(visitorID: id, inboxID: shop, customerID: customer, verified: verified))
    }
}
