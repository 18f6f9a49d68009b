import Basics
import EventLoop
import Foundation
import Imports
import Postgres

/// The statements that read and write companies by the hundred.
@Loop struct CompanyImportStore {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// The companies with these ids, domains or names (both in small letters), locked in one order so that imports do not
    /// deadlock; the oldest first.
    func companies(
        ids: [UUID] = [], domains: [String] = [], names: [String] = []
    ) async throws -> [StoredRecord<CompanySnapshot>] {
        try await connection.rows(
            StoredRecord.init,
            """
            SELECT o.version, \(Self.state) AS state
            FROM companies AS o
            WHERE o.id = ANY (\(ids)) OR lower(o.domain) = ANY (\(domains)) OR lower(o.name) = ANY (\(names))
            ORDER BY o.id
            FOR UPDATE
            """)
    }

    func insert(_ companies: [CompanySnapshot], at now: Date) async throws {
        guard !companies.isEmpty else { return }
        try await connection.execute(
            """
            INSERT INTO companies (id, name, domain, phone, address, owner_id, notes, custom_fields, created_at, updated_at)
            SELECT r.id, r.name, r.domain, r.phone, r.address, r.owner_id, r.notes, r.custom_fields, \(now), \(now)
            FROM jsonb_to_recordset(\(try SnapshotJSON.text(companies))::jsonb) AS r (\(Self.record))
            """)
    }

    /// Stores everything about these companies but their main contact; their versions grow by one.
    func update(_ companies: [CompanySnapshot], at now: Date) async throws {
        guard !companies.isEmpty else { return }
        try await connection.execute(
            """
            UPDATE companies AS o
            SET name = r.name, domain = r.domain, phone = r.phone, address = r.address, owner_id = r.owner_id,
                notes = r.notes, custom_fields = r.custom_fields, updated_at = \(now), version = o.version + 1
            FROM jsonb_to_recordset(\(try SnapshotJSON.text(companies))::jsonb) AS r (\(Self.record))
            WHERE o.id = r.id
            """)
    }

    /// Those of these companies somebody works for.
    func used(_ ids: [UUID]) async throws -> Set<UUID> {
        Set(
            try await connection.rows(
                { try $0["company_id"] as UUID },
                """
                SELECT DISTINCT company_id FROM customers WHERE company_id = ANY (\(ids)) ORDER BY company_id
                """))
    }

    func remove(_ ids: [UUID]) async throws {
        try await connection.execute("DELETE FROM companies WHERE id = ANY (\(ids))")
    }

    /// The JSON of a `CompanySnapshot`, for `FROM companies AS o`.
    static let state: SQL = """
        jsonb_build_object(
            'id', o.id, 'name', o.name, 'domain', o.domain, 'phone', o.phone, 'address', o.address,
            'owner_id', o.owner_id, 'notes', o.notes, 'custom_fields', o.custom_fields)::text
        """

    private static let record: SQL = """
        id uuid, name text, domain text, phone text, address text, owner_id uuid, notes text, custom_fields jsonb
        """
}
