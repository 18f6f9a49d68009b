package import Basics
package import EventLoop
package import Foundation
package import Postgres
package import Web

/// Every SQL statement about orders.
@Loop package struct OrderStore {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    private static let columns: SQL = """
        o.id, o.number, o.reference, o.customer_id, c.name AS customer_name, o.status, o.currency, o.discount_minor,
        o.shipping_minor, o.total_minor, o.note, o.source, o.placed_at, o.paid_at, o.shipped_at, o.delivered_at,
        o.cancelled_at, o.updated_at, o.version
        """

    /// The order with everything that belongs to it.
    package func order(_ name: RecordName<Order>, locked: Bool = false) async throws -> Order? {
        let lock: SQL = locked ? "FOR UPDATE OF o" : ""
        let order = try await connection.first(
            Order.init,
            """
            SELECT \(Self.columns)
            FROM orders AS o
            JOIN customers AS c ON c.id = o.customer_id
            WHERE \(name.condition(on: "o"))
            \(lock)
            """)
        guard let order else { return nil }
        return try await filled([order]).first
    }

    /// What a reader of the list of orders asks for.
    package struct Filter: Sendable {
        package var customerID: UUID?
        package var status: OrderStatus?
        /// Only those with a shipment that broke its promise and has not come.
        package var isLate = false
        /// The beginning of a reference or SKU, a number, or a customer's name.
        package var question: String?

        package init() {}
    }

    /// Orders, newest first.
    package func orders(
        _ filter: Filter, before: (at: Date, id: ID<Order>)?, limit: Int
    ) async throws -> [Order] {
        var conditions: [SQL] = ["true"]
        if let customerID = filter.customerID { conditions.append("o.customer_id = kept_customer(\(customerID))") }
        if let status = filter.status { conditions.append("o.status = \(status)") }
        if filter.isLate {
            conditions.append(
                """
                EXISTS (SELECT FROM shipments AS s
                    WHERE s.order_id = o.id AND s.late_noted_at IS NOT NULL AND s.delivered_at IS NULL)
                """)
        }
        if let question = filter.question { conditions.append(Self.matches(question)) }
        if let before { conditions.append("(o.placed_at, o.id) < (\(before.at), \(before.id))") }
        let orders = try await connection.rows(
            Order.init,
            """
            SELECT \(Self.columns)
            FROM orders AS o
            JOIN customers AS c ON c.id = o.customer_id
            WHERE \(SQL.joined(conditions, separator: " AND "))
            ORDER BY o.placed_at DESC, o.id DESC
            LIMIT \(limit)
            """)
        return try await filled(orders)
    }

    func orders(_ changes: ChangedSince<Order>) async throws -> [Order] {
        let orders = try await connection.rows(
            Order.init,
            """
            SELECT \(Self.columns)
            FROM orders AS o
            JOIN customers AS c ON c.id = o.customer_id
            \(changes.rows(of: "o"))
            """)
        return try await filled(orders)
    }

    /// The order with the shop's own number.
    func id(reference: String) async throws -> ID<Order>? {
        try await connection.first({ try $0["id"] }, "SELECT id FROM orders WHERE reference = \(reference)")
    }

    /// Whether the order is this customer's, or that of whom the customer was merged into.
    func belongs(_ id: ID<Order>, to customer: UUID) async throws -> Bool {
        try await connection.one(
            { try $0["is_theirs"] },
            """
            SELECT EXISTS (SELECT FROM orders WHERE id = \(id) AND customer_id = kept_customer(\(customer))) AS is_theirs
            """)
    }

    private static func matches(_ question: String) -> SQL {
        let word = question.lowercased()
        let prefix =
            word.replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_") + "%"
        let number = Int(word.drop { $0 == "#" }) ?? -1
        return """
            (o.number = \(number) OR lower(o.reference) LIKE \(prefix) OR lower(c.name) LIKE \(prefix)
                OR c.search @@ (SELECT search_query(\(question)))
                OR EXISTS (SELECT FROM order_lines AS l WHERE l.order_id = o.id AND lower(l.sku) LIKE \(prefix))
                OR EXISTS (SELECT FROM shipments AS s WHERE s.order_id = o.id AND lower(s.tracking_number) LIKE \(prefix)))
            """
    }

    /// The orders with their lines, payments, returns and shipments.
    private func filled(_ orders: [Order]) async throws -> [Order] {
        let ids = orders.map(\.id)
        guard !ids.isEmpty else { return [] }
        let currencies = Dictionary(orders.map { ($0.id.uuid, $0.currency) }, uniquingKeysWith: { first, _ in first })
        async let lines = connection.rows(
            { row in (try row["order_id"] as UUID, try Self.line(row, currencies)) },
            """
            SELECT order_id, position, product_id, sku, name, quantity, unit_price_minor
            FROM order_lines
            WHERE order_id = ANY (\(ids))
            ORDER BY order_id, position
            """)
        async let payments = connection.rows(
            { row in (try row["order_id"] as UUID, try Self.payment(row, currencies)) },
            """
            SELECT order_id, id, amount_minor, method, reference, paid_at
            FROM order_payments
            WHERE order_id = ANY (\(ids))
            ORDER BY order_id, paid_at, id
            """)
        async let returns = connection.rows(
            { row in (try row["order_id"] as UUID, try Self.return(row, currencies)) },
            """
            SELECT order_id, id, reason, lines, refund_minor, returned_at
            FROM order_returns
            WHERE order_id = ANY (\(ids))
            ORDER BY order_id, returned_at, id
            """)
        async let shipments = ShipmentStore(connection).shipments(of: ids)
        let (allLines, allPayments, allReturns, allShipments) = try await (lines, payments, returns, shipments)
        let linesByOrder = Dictionary(grouping: allLines, by: \.0)
        let paymentsByOrder = Dictionary(grouping: allPayments, by: \.0)
        let returnsByOrder = Dictionary(grouping: allReturns, by: \.0)
        let shipmentsByOrder = Dictionary(grouping: allShipments, by: \.orderID)
        return orders.map { order in
            var order = order
            order.lines = linesByOrder[order.id.uuid, default: []].map(\.1)
            order.payments = paymentsByOrder[order.id.uuid, default: []].map(\.1)
            order.returns = returnsByOrder[order.id.uuid, default: []].map(\.1)
            order.shipments = shipmentsByOrder[order.id.uuid, default: []]
            return order
        }
    }

    nonisolated private static func line(_ row: Row, _ currencies: [UUID: String]) throws -> Order.Line {
        Order.Line(
            position: try row["position"], productID: try row["product_id"], sku: try row["sku"],
            name: try row["name"], quantity: try row["quantity"],
            unitPrice: Money(try row["unit_price_minor"], currencies[try row["order_id"]] ?? ""))
    }

    nonisolated private static func payment(_ row: Row, _ currencies: [UUID: String]) throws -> Order.Payment {
        Order.Payment(
            id: try row["id"], amount: Money(try row["amount_minor"], currencies[try row["order_id"]] ?? ""),
            method: try row["method"], reference: try row["reference"], paidAt: try row["paid_at"])
    }

    nonisolated private static func `return`(_ row: Row, _ currencies: [UUID: String]) throws -> Order.Return {
        Order.Return(
            id: try row["id"], reason: try row["reason"], lines: try row["lines"],
            refund: Money(try row["refund_minor"], currencies[try row["order_id"]] ?? ""),
            returnedAt: try row["returned_at"])
    }
}
