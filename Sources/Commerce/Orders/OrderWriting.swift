import Basics
package import EventLoop
import Foundation
package import Postgres
import Web

/// A new order on its way into the database.
struct NewOrder: Sendable {
    let id: ID<Order>
    let customerID: UUID
    let reference: String?
    let currency: String
    let pricing: OrderPricing
    let note: String
    let source: String
    let status: OrderStatus
    let placedAt: Date
}

/// The statements that change orders, each with its line of history.
@Loop package struct OrderWritingStore {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// Makes the order with its lines and the first line of its history.
    ///
    /// - Returns: The number people say.
    /// - Throws: `Problem` of kind `reference-taken`; `Problem.invalid` when there is no such customer.
    func insert(_ order: NewOrder, at now: Date) async throws -> Int {
        let lines = order.pricing.lines
        return try await naming {
            try await connection.one(
                { row in try row["number"] as Int },
                """
                WITH made AS (
                    INSERT INTO orders (id, reference, customer_id, status, currency, discount_minor, shipping_minor,
                        total_minor, note, source, placed_at, paid_at, created_at, updated_at)
                    VALUES (\(order.id), \(order.reference), \(order.customerID), \(order.status), \(order.currency),
                        \(order.pricing.discountMinor), \(order.pricing.shippingMinor), \(order.pricing.totalMinor),
                        \(order.note), \(order.source), \(order.placedAt),
                        \(order.status == .paid ? order.placedAt : nil), \(now), \(now))
                    RETURNING number
                ), lines AS (
                    INSERT INTO order_lines (order_id, position, product_id, sku, name, quantity, unit_price_minor)
                    SELECT \(order.id), l.position, l.product_id, l.sku, l.name, l.quantity, l.unit_price_minor
                    FROM unnest(\(lines.map(\.position))::integer[], \(lines.map(\.productID))::uuid[],
                        \(lines.map(\.sku))::text[], \(lines.map(\.name))::text[],
                        \(lines.map(\.quantity))::integer[], \(lines.map(\.unitPrice.amountMinor))::bigint[])
                        AS l (position, product_id, sku, name, quantity, unit_price_minor)
                ), history AS (
                    INSERT INTO order_status_changes (id, order_id, at, from_status, to_status, recorded_at)
                    VALUES (gen_random_uuid(), \(order.id), \(order.placedAt), NULL, \(order.status), \(now))
                )
                SELECT number FROM made
                """)
        }
    }

    /// Moves the order; the moments of paying, shipping, delivery and cancelling are set once.
    func move(_ order: Order, to status: OrderStatus, at moment: Date, now: Date) async throws {
        try await connection.execute(
            """
            WITH history AS (
                INSERT INTO order_status_changes (id, order_id, at, from_status, to_status, recorded_at)
                VALUES (gen_random_uuid(), \(order.id), \(moment), \(order.status), \(status), \(now))
            )
            UPDATE orders
            SET status = \(status),
                paid_at = COALESCE(paid_at, \(status == .paid ? moment : nil)),
                shipped_at = COALESCE(shipped_at, \(status == .shipped ? moment : nil)),
                delivered_at = COALESCE(delivered_at, \(status == .delivered ? moment : nil)),
                cancelled_at = COALESCE(cancelled_at, \(status == .cancelled ? moment : nil)),
                updated_at = \(now), version = version + 1
            WHERE id = \(order.id)
            """)
    }

    /// - Throws: `Problem` of kind `reference-taken`.
    func describe(_ id: ID<Order>, note: String, reference: String?, now: Date) async throws {
        try await naming {
            try await connection.execute(
                """
                UPDATE orders
                SET note = \(note), reference = \(reference), updated_at = \(now), version = version + 1
                WHERE id = \(id)
                """)
        }
    }

    /// Gives the order other lines and amounts.
    func reprice(_ id: ID<Order>, _ pricing: OrderPricing, now: Date) async throws {
        let lines = pricing.lines
        try await connection.execute("DELETE FROM order_lines WHERE order_id = \(id)")
        try await connection.execute(
            """
            WITH priced AS (
                UPDATE orders
                SET discount_minor = \(pricing.discountMinor), shipping_minor = \(pricing.shippingMinor),
                    total_minor = \(pricing.totalMinor), updated_at = \(now), version = version + 1
                WHERE id = \(id)
            )
            INSERT INTO order_lines (order_id, position, product_id, sku, name, quantity, unit_price_minor)
            SELECT \(id), l.position, l.product_id, l.sku, l.name, l.quantity, l.unit_price_minor
            FROM unnest(\(lines.map(\.position))::integer[], \(lines.map(\.productID))::uuid[],
                \(lines.map(\.sku))::text[], \(lines.map(\.name))::text[], \(lines.map(\.quantity))::integer[],
                \(lines.map(\.unitPrice.amountMinor))::bigint[])
                AS l (position, product_id, sku, name, quantity, unit_price_minor)
            """)
    }

    func add(_ payment: Order.Payment, to order: ID<Order>, now: Date) async throws {
        try await connection.execute(
            """
            WITH touched AS (
                UPDATE orders SET updated_at = \(now), version = version + 1 WHERE id = \(order)
            )
            INSERT INTO order_payments (id, order_id, amount_minor, method, reference, paid_at, recorded_at)
            VALUES (\(payment.id), \(order), \(payment.amount.amountMinor), \(payment.method), \(payment.reference),
                \(payment.paidAt), \(now))
            """)
    }

    func add(_ item: Order.Return, to order: ID<Order>, now: Date) async throws {
        try await connection.execute(
            """
            WITH touched AS (
                UPDATE orders SET updated_at = \(now), version = version + 1 WHERE id = \(order)
            )
            INSERT INTO order_returns (id, order_id, reason, lines, refund_minor, returned_at, recorded_at)
            VALUES (\(item.id), \(order), \(item.reason), \(item.lines), \(item.refund.amountMinor),
                \(item.returnedAt), \(now))
            """)
    }

    /// A line on the customer's timeline that links to the order.
    func note(_ order: Order, kind: String, detail: String = "", at moment: Date) async throws {
        try await connection.execute(
            """
            INSERT INTO timeline_entries (id, customer_id, at, kind, title, detail, link_kind, link_number)
            VALUES (\(ID<OrderWritingStore>.make(at: moment)), \(order.customer.id), \(moment), \(kind),
                \("#\(order.number)"), \(detail), 'order', \(order.number))
            """)
    }

    @discardableResult private func naming<T>(_ run: () async throws -> T) async throws -> T {
        do {
            return try await run()
        } catch let error as DatabaseError where error.isUniqueViolation("orders_reference_unique") {
            throw Problem.conflict(
                "reference-taken", "Another order has this reference",
                "It was imported before, or the reference is wrong.",
                fields: [Problem.Field("/reference", "belongs to another order")])
        } catch let error as DatabaseError where error.constraint == "orders_customer_id_fkey" {
            throw Problem.invalid("/customer_id", "names no customer")
        }
    }
}
