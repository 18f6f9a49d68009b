import Basics
import EventLoop
import Foundation
import Postgres

/// Finds customers for the quick search.
@Loop struct SearchStore {
    let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// Customers by words of the name, the beginning of an e-mail address, or a phone number; newest first.
    func customers(_ question: String, limit: Int) async throws -> [CustomerFound] {
        let word = question.lowercased().trimmingCharacters(in: .whitespaces)
        let digits = word.filter(\.isNumber)
        let prefix = word.replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_") + "%"
        return try await connection.rows(
            { row in
                CustomerFound(
                    id: try row["id"], name: try row["name"], email: try row["email"], phone: try row["phone"],
                    isVIP: try row["vip"], companyName: try row["company_name"])
            },
            """
            WITH found AS (
                (SELECT id FROM customers WHERE search @@ search_query(\(question)) LIMIT 200)
                UNION
                (SELECT customer_id FROM customer_emails WHERE lower(address) LIKE \(prefix) LIMIT 50)
                UNION
                (SELECT id FROM customers WHERE lower(name) LIKE \(prefix) AND deleted_at IS NULL LIMIT 50)
                UNION
                (SELECT customer_id FROM customer_phones WHERE digits = \(digits) AND \(digits.count >= 5) LIMIT 50)
            )
            SELECT c.id, c.name, c.vip, k.name AS company_name,
                (SELECT e.address FROM customer_emails AS e WHERE e.customer_id = c.id
                    ORDER BY e.is_primary DESC, e.position, e.address LIMIT 1) AS email,
                (SELECT p.number FROM customer_phones AS p WHERE p.customer_id = c.id
                    ORDER BY p.is_primary DESC, p.position, p.digits LIMIT 1) AS phone
            FROM found
            JOIN customers AS c ON c.id = found.id
            LEFT JOIN companies AS k ON k.id = c.company_id
            WHERE c.deleted_at IS NULL
            ORDER BY c.last_seen_at DESC NULLS LAST, c.created_at DESC, c.id
            LIMIT \(limit)
            """)
    }
}
