import Basics
import EventLoop
import Foundation
import Postgres

/// Every SQL statement about changes to many customers.
@Loop struct BulkStore {
    /// What became of one customer, for the audit log.
    struct Changed: Sendable {
        let id: UUID
        let before: JSONValue
        let after: JSONValue

        init(_ row: Row) throws {
            id = try row["id"]
            before = try row["before"]
            after = try row["after"]
        }
    }

    let connection: Connection

    init(_ connection: Connection) { self.connection = connection }

    func change(_ id: ID<BulkChange>, locked: Bool = false) async throws -> BulkChange? {
        let lock: SQL = locked ? " FOR UPDATE" : ""
        return try await connection.first(
            BulkChange.init,
            "SELECT \(BulkChange.columns) FROM customer_bulk_changes AS b WHERE b.id = \(id)\(lock)")
    }

    /// Who began it and what it does, for its jobs.
    func work(_ id: ID<BulkChange>) async throws -> (edit: JSONValue, by: UUID?, named: String)? {
        try await connection.first(
            { (try $0["change"], try $0["created_by"], try $0["created_by_name"]) },
            "SELECT change, created_by, created_by_name FROM customer_bulk_changes WHERE id = \(id)")
    }

    /// Those of `ids` that stand, whichever record an id leads to.
    static func meant(_ ids: [UUID]) -> SQL {
        """
        SELECT c.id, c.version FROM customers AS c
        WHERE c.deleted_at IS NULL AND c.id IN (SELECT kept_customer(i) FROM unnest(\(ids)::uuid[]) AS i)
        """
    }

    static func meant(_ filter: CustomerFilter) -> SQL {
        "SELECT c.id, c.version FROM customers AS c WHERE \(filter.condition)"
    }

    func preview(_ meant: SQL, _ edit: BulkEdit) async throws -> BulkPreview {
        try await connection.one(
            { BulkPreview(count: try $0["n"], changeCount: try $0["changing"]) },
            """
            SELECT count(*) AS n, count(*) FILTER (WHERE \(Self.differs)) AS changing
            FROM (\(meant)) AS m
            JOIN customers AS c ON c.id = m.id
            CROSS JOIN LATERAL (\(Self.wanted(edit))) AS w
            """)
    }

    /// Writes down the change and whom it is for.
    func insert(
        _ id: ID<BulkChange>, _ edit: BulkEdit, _ meant: SQL, by user: UUID?, named: String, at now: Date
    ) async throws {
        try await connection.execute(
            """
            INSERT INTO customer_bulk_changes (id, change, total_count, created_by, created_by_name, created_at)
            VALUES (\(id), \(String(decoding: JSONWriter.write(edit), as: UTF8.self))::jsonb, 0, \(user), \(named), \(now))
            """)
        let count = try await connection.execute(
            """
            INSERT INTO customer_bulk_items (bulk_id, customer_id, version)
            SELECT \(id)::uuid, m.id, m.version FROM (\(meant)) AS m
            """)
        try await connection.execute("UPDATE customer_bulk_changes SET total_count = \(count) WHERE id = \(id)")
    }

    /// Changes the next of them; those whose record is no longer the one that was chosen are left alone.
    ///
    /// - Returns: How many were looked at, and those changed.
    func step(_ id: ID<BulkChange>, _ edit: BulkEdit, limit: Int, at now: Date) async throws -> (
        seen: Int, changed: [Changed]
    ) {
        let due: [UUID] = try await connection.rows(
            { try $0["id"] },
            """
            SELECT customer_id AS id FROM customer_bulk_items
            WHERE bulk_id = \(id) AND outcome IS NULL
            ORDER BY customer_id LIMIT \(limit)
            """)
        guard !due.isEmpty else { return (0, []) }
        try await connection.execute("SELECT FROM customers WHERE id = ANY (\(due)) ORDER BY id FOR UPDATE")
        let changed = try await connection.rows(
            Changed.init,
            """
            WITH chosen AS (
                SELECT c.id, \(Self.state) AS before, w.*, \(Self.differs) AS differs
                FROM customer_bulk_items AS i
                JOIN customers AS c ON c.id = i.customer_id AND c.version = i.version AND c.deleted_at IS NULL
                CROSS JOIN LATERAL (\(Self.wanted(edit))) AS w
                WHERE i.bulk_id = \(id) AND i.customer_id = ANY (\(due))
            ), changed AS (
                UPDATE customers AS c
                SET tags = h.new_tags, owner_id = h.new_owner, company_id = h.new_company, vip = h.new_vip,
                    updated_at = \(now), version = c.version + 1
                FROM chosen AS h
                WHERE c.id = h.id AND h.differs
                RETURNING c.id, c.version
            ), noted AS (
                UPDATE customer_bulk_items AS i
                SET outcome = CASE WHEN h.id IS NULL THEN 'skipped' WHEN h.differs THEN 'changed' ELSE 'unchanged' END,
                    before = CASE WHEN h.differs THEN h.before END, after_version = d.version
                FROM unnest(\(due)::uuid[]) AS u (id)
                LEFT JOIN chosen AS h ON h.id = u.id
                LEFT JOIN changed AS d ON d.id = u.id
                WHERE i.bulk_id = \(id) AND i.customer_id = u.id
            )
            SELECT h.id, h.before - 'consent' AS before,
                jsonb_build_object('tags', h.new_tags, 'owner_id', h.new_owner, 'company_id', h.new_company, 'vip', h.new_vip)
                    AS after
            FROM chosen AS h
            WHERE h.differs
            ORDER BY h.id
            """)
        if let consent = edit.consent, !changed.isEmpty {
            try await answer(consent, changed.map(\.id), at: now)
        }
        try await count(id)
        return (due.count, changed)
    }

    private func answer(_ consent: BulkEdit.Answer, _ ids: [UUID], at now: Date) async throws {
        try await connection.execute(
            """
            INSERT INTO customer_consents AS k (customer_id, purpose, granted, source, at)
            SELECT i, \(consent.purpose), \(consent.granted)::boolean, \(consent.source), \(now)::timestamptz
            FROM unnest(\(ids)::uuid[]) AS i
            ON CONFLICT (customer_id, purpose) DO UPDATE
            SET granted = EXCLUDED.granted, source = EXCLUDED.source, at = EXCLUDED.at
            WHERE k.granted <> EXCLUDED.granted
            """)
    }

    /// Puts the next of them back; those changed since stay as they are.
    ///
    /// - Returns: How many were looked at, and those put back.
    func undoStep(_ id: ID<BulkChange>, _ edit: BulkEdit, limit: Int, at now: Date) async throws -> (
        seen: Int, restored: [Changed]
    ) {
        let due: [UUID] = try await connection.rows(
            { try $0["id"] },
            """
            SELECT customer_id AS id FROM customer_bulk_items
            WHERE bulk_id = \(id) AND outcome = 'changed'
            ORDER BY customer_id LIMIT \(limit)
            """)
        guard !due.isEmpty else { return (0, []) }
        try await connection.execute("SELECT FROM customers WHERE id = ANY (\(due)) ORDER BY id FOR UPDATE")
        let restored = try await connection.rows(
            Changed.init,
            """
            WITH chosen AS (
                SELECT c.id, i.before AS was, \(Self.state) AS before
                FROM customer_bulk_items AS i
                JOIN customers AS c ON c.id = i.customer_id AND c.version = i.after_version AND c.deleted_at IS NULL
                WHERE i.bulk_id = \(id) AND i.customer_id = ANY (\(due))
            ), restored AS (
                UPDATE customers AS c
                SET tags = ARRAY(SELECT jsonb_array_elements_text(h.was -> 'tags')),
                    owner_id = (SELECT u.id FROM users AS u WHERE u.id = (h.was ->> 'owner_id')::uuid),
                    company_id = (SELECT o.id FROM companies AS o WHERE o.id = (h.was ->> 'company_id')::uuid),
                    vip = (h.was ->> 'vip')::boolean, updated_at = \(now), version = c.version + 1
                FROM chosen AS h
                WHERE c.id = h.id
            ), noted AS (
                UPDATE customer_bulk_items AS i
                SET outcome = CASE WHEN h.id IS NULL THEN 'kept' ELSE 'restored' END
                FROM unnest(\(due)::uuid[]) AS u (id)
                LEFT JOIN chosen AS h ON h.id = u.id
                WHERE i.bulk_id = \(id) AND i.customer_id = u.id
            )
            SELECT h.id, h.before - 'consent' AS before, h.was - 'consent' AS after FROM chosen AS h ORDER BY h.id
            """)
        if let consent = edit.consent, !restored.isEmpty {
            try await takeBack(consent.purpose, of: id, restored.map(\.id))
        }
        try await count(id)
        return (due.count, restored)
    }

    private func takeBack(_ purpose: ConsentPurpose, of id: ID<BulkChange>, _ ids: [UUID]) async throws {
        try await connection.execute(
            """
            DELETE FROM customer_consents AS k USING customer_bulk_items AS i
            WHERE i.bulk_id = \(id) AND i.customer_id = k.customer_id AND k.customer_id = ANY (\(ids))
              AND k.purpose = \(purpose) AND NOT COALESCE(i.before -> 'consent', '{}') ? \(purpose.rawValue)
            """)
        try await connection.execute(
            """
            UPDATE customer_consents AS k
            SET granted = (s.said ->> 'granted')::boolean, source = s.said ->> 'source', at = (s.said ->> 'at')::timestamptz
            FROM customer_bulk_items AS i
            CROSS JOIN LATERAL (SELECT i.before -> 'consent' -> \(purpose.rawValue)::text AS said) AS s
            WHERE i.bulk_id = \(id) AND i.customer_id = k.customer_id AND k.customer_id = ANY (\(ids))
              AND k.purpose = \(purpose) AND s.said IS NOT NULL
            """)
    }

    private func count(_ id: ID<BulkChange>) async throws {
        try await connection.execute(
            """
            UPDATE customer_bulk_changes AS b
            SET changed_count = n.changed, skipped_count = n.skipped, restored_count = n.restored
            FROM (
                SELECT count(*) FILTER (WHERE outcome IN ('changed', 'restored', 'kept')) AS changed,
                       count(*) FILTER (WHERE outcome = 'skipped') AS skipped,
                       count(*) FILTER (WHERE outcome = 'restored') AS restored
                FROM customer_bulk_items WHERE bulk_id = \(id)
            ) AS n
            WHERE b.id = \(id)
            """)
    }

    func set(_ id: ID<BulkChange>, _ state: BulkState, finishedAt: Date?) async throws {
        try await connection.execute(
            "UPDATE customer_bulk_changes SET state = \(state), finished_at = \(finishedAt) WHERE id = \(id)")
    }

    /// Forgets what could be put back, once nobody can ask for it any more.
    func forget(endedBefore moment: Date) async throws {
        try await connection.execute(
            """
            DELETE FROM customer_bulk_items AS i USING customer_bulk_changes AS b
            WHERE b.id = i.bulk_id AND b.state IN ('done', 'undone') AND b.finished_at < \(moment)
            """)
    }

    /// What a change may put back, of the customer `c`.
    private static let state: SQL = """
        jsonb_build_object('tags', c.tags, 'owner_id', c.owner_id, 'company_id', c.company_id, 'vip', c.vip,
            'consent', COALESCE((
                SELECT jsonb_object_agg(k.purpose, jsonb_build_object('granted', k.granted, 'source', k.source, 'at', k.at))
                FROM customer_consents AS k WHERE k.customer_id = c.id), '{}'))
        """

    /// What the customer `c` shall be.
    private static func wanted(_ edit: BulkEdit) -> SQL {
        let add = edit.tagsToAdd
        let remove = edit.tagsToRemove
        let owner: SQL = edit.ownerID == nil ? "c.owner_id" : "\(edit.owner)::uuid"
        let company: SQL = edit.companyID == nil ? "c.company_id" : "\(edit.company)::uuid"
        var says: SQL = "false"
        if let consent = edit.consent {
            says = """
                NOT EXISTS (
                    SELECT FROM customer_consents AS k
                    WHERE k.customer_id = c.id AND k.purpose = \(consent.purpose) AND k.granted = \(consent.granted))
                """
        }
        return """
            SELECT (ARRAY(SELECT t.tag FROM unnest(c.tags) WITH ORDINALITY AS t (tag, place)
                          WHERE t.tag <> ALL (\(remove)::text[]) ORDER BY t.place)
                    || ARRAY(SELECT a.tag FROM unnest(\(add)::text[]) WITH ORDINALITY AS a (tag, place)
                             WHERE a.tag <> ALL (c.tags) ORDER BY a.place))[1:50] AS new_tags,
                \(owner) AS new_owner, \(company) AS new_company, COALESCE(\(edit.vip)::boolean, c.vip) AS new_vip,
                \(says) AS answers
            """
    }

    private static let differs: SQL = """
        ((c.tags, c.owner_id, c.company_id, c.vip) IS DISTINCT FROM (w.new_tags, w.new_owner, w.new_company, w.new_vip)
         OR w.answers)
        """
}
