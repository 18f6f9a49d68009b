import Basics
import EventLoop
import Foundation
import Postgres

/// Every SQL statement about merges, apart from the moving of rows.
@Loop struct MergeStore {
    let connection: Connection

    init(_ connection: Connection) { self.connection = connection }

    private static let columns: SQL = """
        m.id, m.kept_id, k.name AS kept_name, m.merged_id, m.merged_name, m.moved_count, m.merged_by_name, m.merged_at,
        m.undone_at, m.undone_by_name
        """

    /// Merges, newest first; only those of one person when `customer` is given.
    func merges(
        of customer: ID<Customer>? = nil, before: (at: Date, id: ID<CustomerMerge>)? = nil, limit: Int
    ) async throws -> [CustomerMerge] {
        var conditions: [SQL] = ["k.deleted_at IS NULL OR m.undone_at IS NULL"]
        if let customer { conditions = ["m.kept_id = \(customer) OR m.merged_id = \(customer)"] }
        if let before { conditions.append("(m.merged_at, m.id) < (\(before.at), \(before.id))") }
        return try await connection.rows(
            CustomerMerge.init,
            """
            SELECT \(Self.columns)
            FROM customer_merges AS m
            JOIN customers AS k ON k.id = m.kept_id
            WHERE (\(SQL.joined(conditions, separator: ") AND (")))
            ORDER BY m.merged_at DESC, m.id DESC
            LIMIT \(limit)
            """)
    }

    /// The merge, locked until the caller's transaction ends.
    func locked(_ id: ID<CustomerMerge>) async throws -> CustomerMerge? {
        try await connection.first(
            CustomerMerge.init,
            """
            SELECT \(Self.columns)
            FROM customer_merges AS m
            JOIN customers AS k ON k.id = m.kept_id
            WHERE m.id = \(id)
            FOR UPDATE OF m
            """)
    }

    /// What both records said: fields, addresses, numbers and the kept one's answer about marketing.
    func state(kept: CustomerDetails, _ keptID: UUID, _ mergedID: UUID) async throws -> JSONValue {
        let parts: JSONValue = try await connection.one(
            { try $0["parts"] },
            """
            SELECT jsonb_build_object(
                'emails', COALESCE((
                    SELECT jsonb_agg(jsonb_build_object(
                        'customer_id', e.customer_id, 'address', e.address, 'is_primary', e.is_primary,
                        'position', e.position))
                    FROM customer_emails AS e WHERE e.customer_id IN (\(keptID), \(mergedID))), '[]'),
                'phones', COALESCE((
                    SELECT jsonb_agg(jsonb_build_object(
                        'customer_id', p.customer_id, 'digits', p.digits, 'is_primary', p.is_primary,
                        'position', p.position))
                    FROM customer_phones AS p WHERE p.customer_id IN (\(keptID), \(mergedID))), '[]'),
                'consent', (
                    SELECT to_jsonb(c) FROM customer_consents AS c
                    WHERE c.customer_id = \(keptID) AND c.purpose = 'email_marketing'),
                'consents', COALESCE((
                    SELECT jsonb_agg(to_jsonb(c)) FROM customer_consents AS c
                    WHERE c.customer_id = \(keptID) AND c.purpose <> 'email_marketing'), '[]')) AS parts
            """)
        guard case .object(var state) = parts else { return parts }
        state["fields"] = .object(kept.mergeable)
        return .object(state)
    }

    /// The fields written down before and after a merge.
    func states(of id: ID<CustomerMerge>) async throws -> (before: JSONValue, after: JSONValue) {
        try await connection.one(
            { (try $0["before"], try $0["after"]) }, "SELECT before, after FROM customer_merges WHERE id = \(id)")
    }

    func insert(
        _ id: UUID, kept: UUID, merged: Customer, before: JSONValue, after: JSONValue, by user: UUID?, named: String,
        at now: Date
    ) async throws {
        try await connection.execute(
            """
            INSERT INTO customer_merges
                (id, kept_id, merged_id, merged_name, before, after, moved_count, merged_by, merged_by_name, merged_at)
            VALUES (\(id), \(kept), \(merged.id), \(merged.name), \(before), \(after), 0, \(user), \(named), \(now))
            """)
    }

    func note(_ moved: Int, in id: UUID) async throws {
        try await connection.execute("UPDATE customer_merges SET moved_count = moved_count + \(moved) WHERE id = \(id)")
    }

    /// The merged record becomes a signpost to the kept one.
    func hide(_ merged: UUID, behind kept: UUID, at now: Date) async throws {
        try await connection.execute(
            """
            UPDATE customers
            SET merged_into_id = \(kept), deleted_at = \(now), updated_at = \(now), version = version + 1
            WHERE id = \(merged)
            """)
    }

    /// Which address and number come first after a merge, and those that came along behind the others.
    func arrange(_ kept: UUID, came merged: Customer, email: String?, phone: String?) async throws {
        let addresses = merged.emails.map { $0.address.lowercased() }
        let digits = merged.phones.compactMap { PhoneNumber($0.number)?.digits }
        try await connection.execute(
            """
            UPDATE customer_emails
            SET position = position + CASE WHEN lower(address) = ANY (\(addresses)) THEN 1000 ELSE 0 END,
                is_primary = CASE WHEN \(email)::text IS NULL THEN is_primary AND lower(address) <> ALL (\(addresses))
                                  ELSE lower(address) = lower(\(email)) END
            WHERE customer_id = \(kept)
            """)
        try await connection.execute(
            """
            UPDATE customer_phones
            SET position = position + CASE WHEN digits = ANY (\(digits)) AND NOT is_primary THEN 1000 ELSE 0 END,
                is_primary = CASE WHEN \(phone)::text IS NULL THEN is_primary ELSE digits = \(phone) END
            WHERE customer_id = \(kept)
            """)
    }

    /// The kept record says what the merged one said about marketing.
    func takeConsent(_ kept: UUID, from merged: UUID) async throws {
        try await connection.execute(
            """
            UPDATE customer_consents AS k
            SET granted = m.granted, source = m.source, at = m.at
            FROM customer_consents AS m
            WHERE k.customer_id = \(kept) AND m.customer_id = \(merged) AND k.purpose = 'email_marketing'
              AND m.purpose = k.purpose
            """)
    }

    /// Of two answers about calls, messages and letters the later one counts.
    func takeLaterConsents(_ kept: UUID, from merged: UUID) async throws {
        try await connection.execute(
            """
            UPDATE customer_consents AS k
            SET granted = m.granted, source = m.source, at = m.at
            FROM customer_consents AS m
            WHERE k.customer_id = \(kept) AND m.customer_id = \(merged) AND k.purpose <> 'email_marketing'
              AND m.purpose = k.purpose AND m.at > k.at
            """)
    }

    /// Addresses and numbers come in the order they had, and the answer about marketing is the earlier one again unless it
    /// was given anew.
    func restore(_ before: JSONValue, kept: UUID, merged: UUID) async throws {
        try await connection.execute(
            """
            UPDATE customer_emails AS e
            SET is_primary = (r ->> 'is_primary')::boolean, position = (r ->> 'position')::integer
            FROM jsonb_array_elements(\(before)::jsonb -> 'emails') AS r
            WHERE e.customer_id = (r ->> 'customer_id')::uuid AND e.address = r ->> 'address'
            """)
        try await connection.execute(
            """
            UPDATE customer_phones AS p
            SET is_primary = (r ->> 'is_primary')::boolean, position = (r ->> 'position')::integer
            FROM jsonb_array_elements(\(before)::jsonb -> 'phones') AS r
            WHERE p.customer_id = (r ->> 'customer_id')::uuid AND p.digits = r ->> 'digits'
            """)
        try await connection.execute(
            """
            UPDATE customer_consents AS k
            SET granted = (b.said ->> 'granted')::boolean, source = b.said ->> 'source', at = (b.said ->> 'at')::timestamptz
            FROM (
                SELECT \(before)::jsonb -> 'consent' AS said
                UNION ALL
                SELECT jsonb_array_elements(COALESCE(\(before)::jsonb -> 'consents', '[]'))
            ) AS b, customer_consents AS m
            WHERE k.customer_id = \(kept) AND m.customer_id = \(merged) AND m.purpose = k.purpose
              AND jsonb_typeof(b.said) = 'object' AND k.purpose = b.said ->> 'purpose'
              AND (k.granted, k.source, k.at) = (m.granted, m.source, m.at)
            """)
    }

    /// The merged record stands for itself again.
    ///
    /// - Throws: `DatabaseError` of a unique key when its name at the shop belongs to somebody else now.
    func show(_ merged: UUID, at now: Date) async throws {
        try await connection.execute(
            """
            UPDATE customers
            SET merged_into_id = NULL, deleted_at = NULL, updated_at = \(now), version = version + 1
            WHERE id = \(merged)
            """)
    }

    func end(_ id: ID<CustomerMerge>, by name: String, at now: Date) async throws {
        try await connection.execute(
            "UPDATE customer_merges SET undone_at = \(now), undone_by_name = \(name) WHERE id = \(id)")
    }

    /// Merges that stand and were made since.
    func standing(since: Date) async throws -> [(id: UUID, merged: UUID)] {
        try await connection.rows(
            { (try $0["id"], try $0["merged_id"]) },
            """
            SELECT id, merged_id
            FROM customer_merges
            WHERE undone_at IS NULL AND merged_at > \(since)
            ORDER BY merged_at, id
            """)
    }

    /// The record an id leads to today.
    func kept(_ id: UUID) async throws -> UUID? {
        try await connection.first({ try $0["kept"] as UUID? }, "SELECT kept_customer(\(id)) AS kept") ?? nil
    }
}
