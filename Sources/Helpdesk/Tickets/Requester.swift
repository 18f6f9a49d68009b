import Basics
package import EventLoop
package import Foundation
package import Postgres

/// Who asks for help, as far as the channel knows.
package struct Requester: Sendable {
    package var customerID: UUID?
    package var visitorID: UUID?
    package var name: String?
    package var email: String?
    package var phone: String?
    /// Whether the e-mail address may find the customer it belongs to.
    ///
    /// A visitor's typed address may not: it never opens somebody's history (CAPABILITIES.md section 1, detail 27).
    package var isTrusted: Bool

    package init(
        customerID: UUID? = nil, visitorID: UUID? = nil, name: String? = nil, email: String? = nil,
        phone: String? = nil, isTrusted: Bool
    ) {
        self.customerID = customerID
        self.visitorID = visitorID
        self.name = name
        self.email = email
        self.phone = phone
        self.isTrusted = isTrusted
    }
}

/// The customer behind a request, found or made.
package struct RequesterFound: Sendable {
    package let customerID: UUID
    package let name: String
    package let isNew: Bool
}

/// Finds or makes the customer behind a request, in the caller's transaction and in one statement.
@Loop package struct RequesterStore {
    let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// - Throws: `Problem.notFound` when the customer named does not exist.
    package func find(_ requester: Requester, at now: Date) async throws -> RequesterFound {
        if let id = requester.customerID {
            let found = try await connection.first(
                { row in RequesterFound(customerID: try row["id"], name: try row["name"], isNew: false) },
                "SELECT id, name FROM customers WHERE id = kept_customer(\(id)) AND deleted_at IS NULL")
            guard let found else { throw Problem.notFound("customer") }
            return found
        }
        return try await findOrMake(requester, at: now)
    }

    private func findOrMake(_ requester: Requester, at now: Date) async throws -> RequesterFound {
        let id = ID<Requester>.make(at: now)
        let digits = requester.phone.map { $0.filter(\.isNumber) } ?? ""
        return try await connection.one(
            { row in
                RequesterFound(customerID: try row["id"], name: try row["name"], isNew: try row["is_new"])
            },
            """
            WITH taken AS (
                SELECT c.id, c.name
                FROM customer_emails AS e
                JOIN customers AS c ON c.id = e.customer_id
                WHERE lower(e.address) = lower(\(requester.email)::text) AND c.deleted_at IS NULL
            ), known AS (
                SELECT id, name FROM taken WHERE \(requester.isTrusted)
            ), made AS (
                INSERT INTO customers (id, name, created_at, updated_at)
                SELECT \(id)::uuid, \(requester.name ?? "")::text, \(now)::timestamptz, \(now)::timestamptz
                WHERE NOT EXISTS (SELECT FROM known)
                RETURNING id, name
            ), address AS (
                INSERT INTO customer_emails (customer_id, address, is_primary, created_at)
                SELECT id, \(requester.email)::text, TRUE, \(now)::timestamptz
                FROM made
                WHERE \(requester.email)::text IS NOT NULL AND NOT EXISTS (SELECT FROM taken)
            ), phone AS (
                INSERT INTO customer_phones (customer_id, number, digits, is_primary, created_at)
                SELECT id, \(requester.phone)::text, \(digits)::text, TRUE, \(now)::timestamptz
                FROM made
                WHERE \(digits)::text <> ''
            ), seen AS (
                UPDATE visitors
                SET customer_id = (SELECT id FROM known UNION ALL SELECT id FROM made)
                WHERE id = \(requester.visitorID)::uuid AND customer_id IS NULL
            )
            SELECT id, name, FALSE AS is_new FROM known
            UNION ALL
            SELECT id, name, TRUE AS is_new FROM made
            """)
    }
}
