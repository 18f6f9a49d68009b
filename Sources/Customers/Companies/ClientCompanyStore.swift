import Basics
package import EventLoop
import Foundation
package import Postgres
import Web

/// Every SQL statement about the companies customers work for.
@Loop package struct ClientCompanyStore {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    private static let columns: SQL = """
        o.id, o.name, o.domain, o.notes, o.phone, o.address, o.custom_fields, o.created_at, o.updated_at, o.version,
        o.owner_id, (SELECT u.name FROM users u WHERE u.id = o.owner_id) AS owner_name,
        (SELECT m.id FROM customers m WHERE m.id = o.main_contact_id AND m.company_id = o.id AND m.deleted_at IS NULL)
            AS main_contact_id,
        (SELECT m.name FROM customers m WHERE m.id = o.main_contact_id) AS main_contact_name,
        (SELECT count(*) FROM customers c WHERE c.company_id = o.id AND c.deleted_at IS NULL) AS customer_count
        """

    func company(_ id: ID<Company>) async throws -> Company? {
        try await connection.first(Company.init, "SELECT \(Self.columns) FROM companies o WHERE o.id = \(id)")
    }

    func lockedCompany(_ id: ID<Company>) async throws -> Company? {
        try await connection.first(
            Company.init, "SELECT \(Self.columns) FROM companies o WHERE o.id = \(id) FOR UPDATE OF o")
    }

    func lockedCompany(domain: String) async throws -> Company? {
        try await connection.first(
            Company.init, "SELECT \(Self.columns) FROM companies o WHERE lower(o.domain) = \(domain) FOR UPDATE OF o")
    }

    func companies(_ changes: ChangedSince<Company>) async throws -> [Company] {
        try await connection.rows(
            Company.init, "SELECT \(Self.columns) FROM companies o \(changes.rows(of: "o"))")
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
                INSERT INTO companies (id, name, domain, notes, phone, address, owner_id, custom_fields, created_at,
                    updated_at)
                VALUES (\(company.id), \(company.name), \(company.domain), \(company.notes), \(company.phone),
                    \(company.address), \(company.owner?.id), \(company.customFields), \(company.createdAt),
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
                    phone = \(company.phone), address = \(company.address), owner_id = \(company.owner?.id),
                    main_contact_id = \(company.mainContact?.id), custom_fields = \(company.customFields),
                    updated_at = \(company.updatedAt), version = version + 1
                WHERE id = \(company.id)
                """)
        }
    }

    /// Whether somebody is one of the company's people.
    func employs(_ person: UUID, _ id: ID<Company>) async throws -> Bool {
        try await connection.one(
            { try $0["found"] },
            """
            SELECT EXISTS (
                SELECT FROM customers WHERE id = \(person) AND company_id = \(id) AND deleted_at IS NULL) AS found
            """)
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
        } catch let error as DatabaseError where error.constraint == "companies_owner_fkey" {
            throw Problem.invalid("/owner_id", "names nobody known here")
        }
    }
}
