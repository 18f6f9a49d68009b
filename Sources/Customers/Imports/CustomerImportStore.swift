import Basics
import EventLoop
import Foundation
import Imports
import Postgres

/// The statements that read and write customers by the hundred.
@Loop struct CustomerImportStore {
    let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// The customers with these ids, names at the shop or addresses, locked in one order so that imports do not deadlock.
    func customers(ids: [UUID] = [], externalIDs: [String] = [], emails: [String] = []) async throws -> [StoredRecord<
        CustomerSnapshot
    >] {
        let found: [UUID] = try await connection.rows(
            { try $0["id"] },
            """
            SELECT c.id
            FROM customers AS c
            WHERE c.deleted_at IS NULL
              AND c.id IN (
                  SELECT unnest(\(ids)::uuid[])
                  UNION
                  SELECT x.id FROM customers AS x
                  WHERE x.external_id = ANY (\(externalIDs)) AND x.deleted_at IS NULL
                  UNION
                  SELECT e.customer_id FROM customer_emails AS e
                  WHERE lower(e.address) = ANY (\(emails)) AND NOT e.released)
            ORDER BY c.id
            FOR UPDATE
            """)
        return try await connection.rows(
            StoredRecord.init,
            """
            SELECT c.version, \(Self.state) AS state
            FROM customers AS c
            WHERE c.id = ANY (\(found))
            ORDER BY c.id
            """)
    }

    /// Makes customers, each with the first line of their history.
    func insert(_ customers: [CustomerSnapshot], at now: Date) async throws {
        guard !customers.isEmpty else { return }
        let json = try SnapshotJSON.text(customers)
        try await connection.execute(
            """
            INSERT INTO customers (id, external_id, name, company_id, locale, time_zone, country, city, vip, owner_id,
                tags, handles, custom_fields, created_at, updated_at)
            SELECT r.id, r.external_id, r.name, r.company_id, r.locale, r.time_zone, r.country, r.city, r.vip,
                r.owner_id, r.tags, r.handles, r.custom_fields, \(now), \(now)
            FROM jsonb_to_recordset(\(json)::jsonb) AS r (\(Self.record))
            """)
        try await writeContacts(json, at: now)
        try await connection.execute(
            """
            INSERT INTO timeline_entries (id, customer_id, at, kind, title)
            SELECT gen_random_uuid(), r.id, \(now), 'customer.created', r.name
            FROM jsonb_to_recordset(\(json)::jsonb) AS r (id uuid, name text)
            """)
    }

    /// Stores everything about these customers; their versions grow by one.
    func update(_ customers: [CustomerSnapshot], at now: Date) async throws {
        guard !customers.isEmpty else { return }
        let json = try SnapshotJSON.text(customers)
        let ids = customers.map(\.id)
        try await connection.execute(
            """
            UPDATE customers AS c
            SET external_id = r.external_id, name = r.name, company_id = r.company_id, locale = r.locale,
                time_zone = r.time_zone, country = r.country, city = r.city, vip = r.vip, owner_id = r.owner_id,
                tags = r.tags, handles = r.handles, custom_fields = r.custom_fields, updated_at = \(now),
                version = c.version + 1
            FROM jsonb_to_recordset(\(json)::jsonb) AS r (\(Self.record))
            WHERE c.id = r.id
            """)
        try await connection.execute("DELETE FROM customer_emails WHERE customer_id = ANY (\(ids))")
        try await connection.execute("DELETE FROM customer_phones WHERE customer_id = ANY (\(ids))")
        try await connection.execute("DELETE FROM customer_consents WHERE customer_id = ANY (\(ids))")
        try await writeContacts(json, at: now)
    }

    private func writeContacts(_ json: String, at now: Date) async throws {
        try await connection.execute(
            """
            INSERT INTO customer_emails (customer_id, address, is_primary, verified, position, created_at)
            SELECT r.id, e.value ->> 'address', e.place = 1, (e.value ->> 'verified')::boolean, e.place, \(now)
            FROM jsonb_to_recordset(\(json)::jsonb) AS r (id uuid, emails jsonb),
                 jsonb_array_elements(r.emails) WITH ORDINALITY AS e (value, place)
            """)
        try await connection.execute(
            """
            INSERT INTO customer_phones (customer_id, number, digits, is_primary, position, created_at)
            SELECT r.id, p.value ->> 'number', p.value ->> 'digits', p.place = 1, p.place, \(now)
            FROM jsonb_to_recordset(\(json)::jsonb) AS r (id uuid, phones jsonb),
                 jsonb_array_elements(r.phones) WITH ORDINALITY AS p (value, place)
            """)
        try await connection.execute(
            """
            INSERT INTO customer_consents (customer_id, purpose, granted, source, at)
            SELECT r.id, m.key, (m.value ->> 'granted')::boolean, m.value ->> 'source',
                (m.value ->> 'at')::timestamptz
            FROM jsonb_to_recordset(\(json)::jsonb) AS r (id uuid, consents jsonb), jsonb_each(r.consents) AS m
            """)
    }

    /// Those of these customers on whom something has grown: tickets, orders, notes, chats, events of any module.
    func used(_ ids: [UUID]) async throws -> Set<UUID> {
        Set(
            try await connection.rows(
                { try $0["id"] as UUID },
                """
                SELECT c.id
                FROM unnest(\(ids)::uuid[]) AS c (id)
                WHERE EXISTS (SELECT FROM tickets AS t WHERE t.customer_id = c.id)
                   OR EXISTS (SELECT FROM ticket_participants AS p WHERE p.customer_id = c.id)
                   OR EXISTS (SELECT FROM orders AS o WHERE o.customer_id = c.id)
                   OR EXISTS (SELECT FROM offers AS f WHERE f.customer_id = c.id)
                   OR EXISTS (SELECT FROM customer_notes AS n WHERE n.customer_id = c.id)
                   OR EXISTS (SELECT FROM visitors AS v WHERE v.customer_id = c.id)
                   OR EXISTS (SELECT FROM form_submissions AS f WHERE f.customer_id = c.id)
                   OR EXISTS (SELECT FROM timeline_entries AS e
                              WHERE e.customer_id = c.id AND e.kind NOT IN ('customer.created', 'prediction.churn'))
                ORDER BY c.id
                """))
    }

    /// Removes customers as if they had never been.
    func remove(_ ids: [UUID]) async throws {
        try await connection.execute("DELETE FROM customers WHERE id = ANY (\(ids))")
    }

    /// Users by address, for the column that names a customer's owner.
    func users(emails: [String]) async throws -> [String: UUID] {
        let rows = try await connection.rows(
            { row in (try row["email"] as String, try row["id"] as UUID) },
            "SELECT lower(email) AS email, id FROM users WHERE lower(email) = ANY (\(emails)) ORDER BY id")
        return Dictionary(rows, uniquingKeysWith: { first, _ in first })
    }

    /// Companies by name, whatever its case.
    func companies(names: [String]) async throws -> [String: UUID] {
        let rows = try await connection.rows(
            { row in (try row["name"] as String, try row["id"] as UUID) },
            "SELECT lower(name) AS name, id FROM companies WHERE lower(name) = ANY (\(names)) ORDER BY created_at, id")
        return Dictionary(rows, uniquingKeysWith: { first, _ in first })
    }

    /// Removes companies nobody works for and nobody has changed.
    ///
    /// - Returns: Those that went.
    func removeUnusedCompanies(_ ids: [UUID]) async throws -> Set<UUID> {
        Set(
            try await connection.rows(
                { try $0["id"] as UUID },
                """
                DELETE FROM companies AS o
                WHERE o.id = ANY (\(ids)) AND o.version = 1
                  AND NOT EXISTS (SELECT FROM customers AS c WHERE c.company_id = o.id)
                RETURNING o.id
                """))
    }

    /// The JSON of a `CustomerSnapshot`, for `FROM customers AS c`.
    static let state: SQL = """
        jsonb_build_object(
        'id', c.id, 'external_id', c.external_id, 'name', c.name, 'company_id', c.company_id,
        'locale', c.locale, 'time_zone', c.time_zone, 'country', c.country, 'city', c.city, 'vip', c.vip,
        'owner_id', c.owner_id, 'tags', c.tags, 'handles', c.handles, 'custom_fields', c.custom_fields,
        'emails', ARRAY(
            SELECT jsonb_build_object('address', e.address, 'verified', e.verified)
            FROM customer_emails AS e
            WHERE e.customer_id = c.id
            ORDER BY e.is_primary DESC, e.position, e.address),
        'phones', ARRAY(
            SELECT jsonb_build_object('number', p.number, 'digits', p.digits)
            FROM customer_phones AS p
            WHERE p.customer_id = c.id
            ORDER BY p.is_primary DESC, p.position, p.digits),
        'consents', COALESCE((
            SELECT jsonb_object_agg(m.purpose, jsonb_build_object('granted', m.granted, 'source', m.source, 'at', m.at))
            FROM customer_consents AS m
            WHERE m.customer_id = c.id), '{}'))::text
        """

    private static let record: SQL = """
        id uuid, external_id text, name text, company_id uuid, locale text, time_zone text, country text, city text,
        vip boolean, owner_id uuid, tags text[], handles jsonb, custom_fields jsonb
        """
}
