import Basics
package import EventLoop
import Foundation
package import Postgres

/// Every SQL statement about the companies customers work for.
@Loop package struct ClientCompanyStore {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    private static let columns: SQL = """
        o.id, o.name, o.domain, o.notes, o.created_at, o.updated_at, o.version,
        (SELECT count(*) FROM customers c WHERE c.company_id = o.id AND c.deleted_at IS NULL) AS customer_count
        """

    func company(_ id: ID<Company>) async throws -> Company? {
        try await connection.first(Company.init, "SELECT \(Self.columns) FROM companies o WHERE o.id = \(id)")
    }

    func lockedCompany(_ id: ID<Company>) async throws -> Company? {
        try await connection.first(
            Company.init, "SELECT \(Self.columns) FROM companies o WHERE o.id = \(id) FOR UPDATE OF o")
    }

    /// Companies by name, those whose name or domain begins with `prefix` when there is one.
    func companies(prefix: String?, after: (name: String, id: ID<Company>)?, limit: Int) async throws -> [Company] {
        var filter: SQL = "true"
        if let prefix {
            let pattern = CustomerStore.escaped(prefix.lowercased()) + "%"
            filter = "(lower(o.name) LIKE \(pattern) OR lower(o.domain) LIKE \(pattern))"
        }
        if let after { filter = "\(filter) AND (o.name, o.id) > (\(after.name), \(after.id))" }
        return try await connection.rows(
            Company.init,
            """
            SELECT \(Self.columns)
            FROM companies o
            WHERE \(filter)
            ORDER BY o.name, o.id
            LIMIT \(limit)
            """)
    }

    /// - Throws: `Problem` of kind `domain-taken`.
    package func insert(_ company: Company) async throws {
        try await naming {
            try await connection.execute(
                """
                INSERT INTO companies (id, name, domain, notes, created_at, updated_at)
                VALUES (\(company.id), \(company.name), \(company.domain), \(company.notes), \(company.createdAt),
                        \(company.createdAt))
                """)
        }
    }

    /// - Throws: as `insert`.
    func update(_ company: Company) async throws {
        try await naming {
            try await connection.execute(
                """
                UPDATE companies
                SET name = \(company.name), domain = \(company.domain), notes = \(company.notes),
                    updated_at = \(company.updatedAt), version = version + 1
                WHERE id = \(company.id)
                """)
        }
    }

    /// Customers of the company stay, without one.
    func delete(_ id: ID<Company>) async throws {
        try await connection.execute("DELETE FROM companies WHERE id = \(id)")
    }

    private func naming(_ run: () async throws -> Void) async throws {
        do {
            try await run()
        } catch let error as DatabaseError where error.isUniqueViolation("companies_domain_unique") {
            throw Problem.conflict(
                "domain-taken", "This domain belongs to another company", "Another company has this domain.",
                fields: [Problem.Field("/domain", "belongs to another company")])
        }
    }
}
