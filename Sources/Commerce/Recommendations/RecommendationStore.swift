import Basics
import EventLoop
import Foundation
import Postgres

/// Every SQL statement about who bought what.
@Loop struct RecommendationStore {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// Each customer's different products, from orders that were not cancelled.
    func purchases() async throws -> [(customer: UUID, product: UUID)] {
        try await connection.rows(
            { row in (customer: try row["customer_id"], product: try row["product_id"]) },
            """
            SELECT DISTINCT o.customer_id, l.product_id
            FROM orders AS o
            JOIN order_lines AS l ON l.order_id = o.id
            WHERE o.status <> 'cancelled' AND l.product_id IS NOT NULL
            ORDER BY o.customer_id, l.product_id
            """)
    }

    /// The different products one customer has bought; `nil` when there is no such customer.
    func owned(by customerID: UUID) async throws -> [UUID]? {
        try await connection.first(
            { row in try row["owned"] },
            """
            SELECT ARRAY(
                SELECT DISTINCT l.product_id
                FROM orders AS o
                JOIN order_lines AS l ON l.order_id = o.id
                WHERE o.customer_id = c.id AND o.status <> 'cancelled' AND l.product_id IS NOT NULL
                ORDER BY l.product_id) AS owned
            FROM customers AS c
            WHERE c.id = \(customerID) AND c.deleted_at IS NULL
            """)
    }

    /// How far orders and the catalogue have come: a model made at the same mark is still right.
    func mark() async throws -> String {
        try await connection.one(
            { row in try row["mark"] },
            """
            SELECT concat_ws('/',
                (SELECT max(updated_at) FROM orders), (SELECT max(updated_at) FROM products)) AS mark
            """)
    }
}
