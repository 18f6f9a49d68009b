package import Basics
import Customers
package import EventLoop
package import Foundation
package import Postgres
import Web

/// Every SQL statement about segments and whom they hold.
@Loop package struct SegmentStore {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    // MARK: Whom a rule holds

    /// What a rule may ask for now.
    package func catalogue() async throws -> SegmentCatalogue {
        let categories = try await connection.rows(
            { row in try row["category"] as String },
            "SELECT DISTINCT category FROM products WHERE category <> '' ORDER BY category LIMIT 200")
        return SegmentCatalogue(
            custom: try await CustomFieldStore(connection).definitions(.customer), categories: categories)
    }

    package func company(now: Date) async throws -> SegmentSQL.Company {
        let known = try await connection.first(
            { row in
                SegmentSQL.Company(
                    timeZone: try row["time_zone"], currency: try row["currency"], now: now,
                    isPrepared: try row["is_prepared"])
            },
            """
            SELECT time_zone, currency, report.changed_customers() IS NOT DISTINCT FROM '{}'::uuid[] AS is_prepared
            FROM company_profile
            """)
        return known ?? SegmentSQL.Company(timeZone: "UTC", currency: "CNY", now: now)
    }

    /// The ids of those in a saved segment, as a subselect.
    ///
    /// - Throws: `Problem.notFound`; `Problem.invalid` when the rule names a field that is gone.
    package func members(of id: UUID, now: Date) async throws -> SQL {
        guard let segment = try await segment(ID(id)) else { throw Problem.notFound("segment") }
        return SegmentSQL.members(
            try SegmentRule(parsing: segment.rule, try await catalogue()), try await company(now: now))
    }

    /// The ids of those a rule holds, as a subselect.
    ///
    /// - Throws: `Problem.invalid` naming what is wrong below `/rule`.
    package func members(ruledBy rule: JSONValue, now: Date) async throws -> SQL {
        SegmentSQL.members(try SegmentRule(parsing: rule, try await catalogue()), try await company(now: now))
    }

    package func count(_ rule: SegmentRule, now: Date) async throws -> Int {
        try await count(SegmentSQL.parts(rule, try await company(now: now)))
    }

    private func count(_ parts: (source: SQL, condition: SQL)) async throws -> Int {
        try await connection.one(
            { try $0["n"] }, "SELECT count(*) AS n FROM \(parts.source) WHERE \(parts.condition)")
    }

    /// How many of how many fit, and the newest of them.
    package func preview(_ rule: SegmentRule, rows: Int, now: Date) async throws -> SegmentPreview {
        let parts = SegmentSQL.parts(rule, try await company(now: now))
        let count = try await count(parts)
        let customers = try await connection.one(
            { row in try row["n"] as Int }, "SELECT count(*) AS n FROM customers WHERE deleted_at IS NULL")
        return SegmentPreview(
            count: count, customerCount: customers,
            members: count == 0 ? [] : try await newest(rows, of: parts, areFew: count * 20 < customers))
    }

    /// Few are all found and then sorted; of many, the newest customers soon hold enough.
    private func newest(
        _ rows: Int, of parts: (source: SQL, condition: SQL), areFew: Bool
    ) async throws -> [SegmentPreview.Member] {
        let whole: SQL = areFew ? "MATERIALIZED" : "NOT MATERIALIZED"
        return try await connection.rows(
            SegmentPreview.Member.init,
            """
            WITH fitting AS \(whole) (
                SELECT c.id, c.name, c.company_id, c.created_at
                FROM \(parts.source)
                WHERE \(parts.condition)
            )
            SELECT f.id, f.name, f.created_at,
                (SELECT e.address FROM customer_emails AS e WHERE e.customer_id = f.id AND NOT e.released
                 ORDER BY e.is_primary DESC, e.position, e.address LIMIT 1) AS email,
                (SELECT o.name FROM companies AS o WHERE o.id = f.company_id) AS company
            FROM (SELECT * FROM fitting ORDER BY created_at DESC, id DESC LIMIT \(rows)) AS f
            ORDER BY f.created_at DESC, f.id DESC
            """)
    }

    /// The saved segments that hold one customer, and what each condition of theirs asks and finds.
    ///
    /// - Throws: `Problem.notFound` when there is no such customer.
    func holding(_ customer: UUID, now: Date) async throws -> [SegmentMembership] {
        let catalogue = try await catalogue()
        let company = try await company(now: now)
        let known = try await segments().compactMap { segment in
            (try? SegmentRule(parsing: segment.rule, catalogue)).map { (segment: segment, rule: $0) }
        }
        let held = zip(known, try await judged(known.map(\.rule), customer, company)).filter(\.1.fits).map(\.0)
        let conditions = held.flatMap { $0.rule.conditions() }
        let names = try await names(of: conditions.map(\.rule))
        var answers = try await judged(conditions.map(\.rule), customer, company)[...]
        return held.map { segment, rule in
            let asked = rule.conditions()
            let found = answers.prefix(asked.count)
            answers = answers.dropFirst(asked.count)
            return SegmentMembership(
                segment: segment,
                reasons: zip(asked, found).compactMap { asked, found in
                    SegmentReason(
                        asked.rule, isWanted: asked.isWanted, fits: found.fits, found: found.value, names: names)
                })
        }
    }

    /// Whether each rule fits a customer, and the value it was asked of.
    private func judged(
        _ rules: [SegmentRule], _ customer: UUID, _ company: SegmentSQL.Company
    ) async throws -> [(fits: Bool, value: String)] {
        let (source, fits, values) = SegmentSQL.columns(rules, company)
        let answer = try await connection.first(
            { row in (fits: try row["fits"] as [String], values: try row["values"] as [String]) },
            """
            SELECT \(fits) AS fits, array(SELECT COALESCE(v, '') FROM unnest(\(values)) WITH ORDINALITY AS u (v, place)
                ORDER BY place) AS values
            FROM \(source)
            WHERE c.id = \(customer) AND c.deleted_at IS NULL
            """)
        guard let answer else { throw Problem.notFound("customer") }
        return zip(answer.fits, answer.values).map { (fits: $0 == "true", value: $1) }
    }

    /// What the records that conditions name are called.
    private func names(of rules: [SegmentRule]) async throws -> [UUID: String] {
        let ids = rules.compactMap { rule in
            if case .condition(_, _, .id(let id)) = rule { id } else { nil }
        }
        let rows = try await connection.rows(
            { row in (try row["id"] as UUID, try row["name"] as String) },
            """
            SELECT id, name FROM products WHERE id = ANY(\(ids)::uuid[])
            UNION ALL SELECT id, name FROM companies WHERE id = ANY(\(ids)::uuid[])
            UNION ALL SELECT id, name FROM users WHERE id = ANY(\(ids)::uuid[])
            """)
        return Dictionary(rows) { first, _ in first }
    }

    // MARK: Saved segments

    package func segments() async throws -> [SavedSegment] {
        try await connection.rows(
            SavedSegment.init,
            "SELECT \(SavedSegment.columns) FROM segments AS s ORDER BY s.builtin IS NOT NULL, lower(s.name), s.id")
    }

    package func segment(_ id: ID<SavedSegment>, locked: Bool = false) async throws -> SavedSegment? {
        let lock: SQL = locked ? " FOR UPDATE" : ""
        return try await connection.first(
            SavedSegment.init, "SELECT \(SavedSegment.columns) FROM segments AS s WHERE s.id = \(id)\(lock)")
    }

    package func insert(_ id: ID<SavedSegment>, name: String, rule: JSONValue, by user: UUID?, at now: Date)
        async throws
    {
        try await naming {
            try await connection.execute(
                """
                INSERT INTO segments (id, name, rule, created_by, created_at, updated_at)
                VALUES (\(id), \(name), \(rule), \(user), \(now), \(now))
                """)
        }
    }

    func update(_ id: ID<SavedSegment>, name: String, rule: JSONValue, at now: Date) async throws {
        try await naming {
            try await connection.execute(
                """
                UPDATE segments
                SET name = \(name), rule = \(rule), updated_at = \(now), version = version + 1,
                    builtin = CASE WHEN name = \(name) AND rule = \(rule)::jsonb THEN builtin END
                WHERE id = \(id)
                """)
        }
    }

    func delete(_ id: ID<SavedSegment>) async throws {
        do {
            try await connection.execute("DELETE FROM segments WHERE id = \(id)")
        } catch let error as DatabaseError where error.constraint == "campaigns_segment_fkey" {
            throw Problem.conflict(
                "segment-in-use", "A campaign writes to this segment", "Its page tells who got the mail and why.")
        }
    }

    private func naming(_ run: () async throws -> Void) async throws {
        do {
            try await run()
        } catch let error as DatabaseError where error.isUniqueViolation("segments_name_unique") {
            throw Problem.conflict(
                "name-taken", "This name is in use", "There is a segment of this name already.",
                fields: [Problem.Field("/name", "is in use")])
        }
    }
}
