import Basics
package import EventLoop
package import Foundation
package import Imports
package import Postgres
package import Web

/// All orders, one row a line, under the headings under which they can be imported again.
@Loop package struct OrderExport: ListExport {
    nonisolated package let name = "orders"

    private var changedSince: Date?

    nonisolated package init() {}

    package func changed(since moment: Date) -> (any ListExport)? {
        var result = self
        result.changedSince = moment
        return result
    }

    package func requireAllowed(_ principal: Principal) throws {
        try principal.require(.importsManage)
    }

    private static let columns = [
        "number", "reference", "customer_email", "customer_external_id", "customer_name", "status", "placed_at",
        "paid_at",
        "shipped_at", "delivered_at", "cancelled_at", "currency", "sku", "product_name", "quantity", "unit_price",
        "discount", "shipping", "total", "note",
    ]

    package func header(in connection: Connection) async throws -> [String] { Self.columns }

    private struct Line {
        let id: UUID
        let cells: [String]

        init(_ row: Row) throws {
            id = try row["id"]
            let currency: String = try row["currency"]
            func money(_ column: String) throws -> String {
                let minor: Int? = try row[column]
                return minor.map { MoneyText.text($0, currency: currency) } ?? ""
            }
            func text(_ column: String) throws -> String { try row[column] as String? ?? "" }
            func moment(_ column: String) throws -> String { ExportCell.text(try row[column] as Date?) }
            let number: Int = try row["number"]
            let quantity: Int? = try row["quantity"]
            cells = [
                String(number), try text("reference"), try text("customer_email"), try text("customer_external_id"),
                try text("customer_name"), try text("status"), try moment("placed_at"), try moment("paid_at"),
                try moment("shipped_at"), try moment("delivered_at"), try moment("cancelled_at"), currency,
                try text("sku"), try text("product_name"), quantity.map(String.init) ?? "",
                try money("unit_price_minor"), try money("discount_minor"), try money("shipping_minor"),
                try money("total_minor"), try text("note"),
            ]
        }
    }

    package func part(after last: UUID?, limit: Int, in connection: Connection) async throws -> ExportPart {
        let lines = try await connection.rows(
            Line.init,
            """
            SELECT o.id, o.number, o.reference, o.status, o.placed_at, o.paid_at, o.shipped_at, o.delivered_at,
                   o.cancelled_at, o.currency, o.discount_minor, o.shipping_minor, o.total_minor, o.note,
                   c.external_id AS customer_external_id, c.name AS customer_name,
                   (SELECT e.address FROM customer_emails AS e WHERE e.customer_id = c.id
                    ORDER BY e.is_primary DESC, e.position, e.address LIMIT 1) AS customer_email,
                   l.sku, l.name AS product_name, l.quantity, l.unit_price_minor
            FROM (
                SELECT *
                FROM orders
                WHERE (\(last)::uuid IS NULL OR id > \(last))
                    AND (\(changedSince)::timestamptz IS NULL OR updated_at >= \(changedSince))
                ORDER BY id
                LIMIT \(limit)
            ) AS o
            JOIN customers AS c ON c.id = o.customer_id
            LEFT JOIN order_lines AS l ON l.order_id = o.id
            ORDER BY o.id, l.position
            """)
        return ExportPart(lines: lines.map(\.cells), last: lines.last?.id)
    }
}
