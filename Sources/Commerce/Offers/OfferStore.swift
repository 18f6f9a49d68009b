import Basics
package import EventLoop
import Foundation
package import Postgres

/// Every SQL statement about offers.
@Loop package struct OfferStore {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// The offer behind a link.
    ///
    /// - Parameter locked: Holds it to the transaction's end. The lock is a statement of its own, since one that waits
    ///   reads the other tables as they were before it waited, and would not see the order just made.
    package func offer(token: String, locked: Bool = false) async throws -> Offer? {
        if locked {
            try await connection.execute("SELECT id FROM offers WHERE token = \(token) FOR UPDATE")
        }
        return try await connection.first(Offer.init, "\(Self.select) WHERE f.token = \(token)")
    }

    /// A customer's offers that are neither ordered, taken back nor over, newest first.
    func open(of customer: UUID, at now: Date, limit: Int) async throws -> [Offer] {
        try await connection.rows(
            Offer.init,
            """
            \(Self.select)
            WHERE f.customer_id = \(customer) AND f.order_id IS NULL AND f.withdrawn_at IS NULL AND f.expires_at > \(now)
            ORDER BY f.offered_at DESC, f.id DESC
            LIMIT \(limit)
            """)
    }

    func insert(
        _ input: OfferInput, id: UUID, token: String, customer: UUID, product: Product, quantity: Int, agent: UUID?,
        at now: Date
    ) async throws {
        try await connection.execute(
            """
            INSERT INTO offers (id, token, customer_id, ticket_id, product_id, price_minor, currency, quantity, method,
                reason, agent_id, offered_at, expires_at)
            VALUES (\(id), \(token), \(customer), \(input.ticketID), \(product.id), \(product.price.amountMinor),
                \(product.price.currency), \(quantity), \(input.method?.rawValue ?? ""),
                \(input.reason?.rawValue ?? ""), \(agent), \(now), \(now.addingTimeInterval(Offer.days * 86_400)))
            """)
    }

    func accept(_ offer: Offer, order: ID<Order>, at now: Date) async throws {
        try await connection.execute(
            "UPDATE offers SET accepted_at = \(now), order_id = \(order) WHERE id = \(offer.id)")
    }

    func withdraw(_ offer: Offer, at now: Date) async throws {
        try await connection.execute("UPDATE offers SET withdrawn_at = \(now) WHERE id = \(offer.id)")
    }

    private static let select: SQL = """
        SELECT f.id, f.token, f.customer_id, f.ticket_id, f.product_id, f.price_minor, f.currency, f.quantity, f.method,
               f.reason, f.offered_at, f.expires_at, f.withdrawn_at, p.name AS product_name, p.stock_note,
               p.price_minor AS price_now, p.currency AS currency_now,
               p.in_stock AND p.archived_at IS NULL AS is_for_sale,
               c.deleted_at IS NULL AS has_customer,
               (SELECT o.number FROM orders AS o WHERE o.id = f.order_id) AS order_number
        FROM offers AS f
        JOIN products AS p ON p.id = f.product_id
        JOIN customers AS c ON c.id = f.customer_id
        """
}
