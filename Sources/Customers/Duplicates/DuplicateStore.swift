import Basics
import EventLoop
import Foundation
import Postgres

/// Every SQL statement about pairs that may be one person.
@Loop struct DuplicateStore {
    let connection: Connection

    init(_ connection: Connection) { self.connection = connection }

    /// More than this many people of one name, or at one number, say nothing about each other.
    private static let nameLimit = 20
    private static let phoneLimit = 10

    /// Looks through everybody and writes down the pairs; dismissed ones stay dismissed, others that no longer match go.
    ///
    /// - Returns: How many pairs are open afterwards.
    func sweep(at now: Date) async throws -> Int {
        try await connection.execute(
            """
            INSERT INTO customer_duplicates AS d (customer_id, other_id, score, reasons, found_at)
            SELECT customer_id, other_id, score, reasons, \(now)::timestamptz
            FROM (\(Self.pairs)) AS pairs
            ORDER BY customer_id, other_id
            ON CONFLICT (customer_id, other_id) DO UPDATE
            SET score = EXCLUDED.score, reasons = EXCLUDED.reasons, found_at = EXCLUDED.found_at
            """)
        try await connection.execute("DELETE FROM customer_duplicates WHERE dismissed_at IS NULL AND found_at < \(now)")
        return try await connection.one(
            { try $0["count"] }, "SELECT count(*) AS count FROM customer_duplicates WHERE dismissed_at IS NULL")
    }

    /// A mailbox is hardly ever shared; a name or a number alone is a hint.
    private static let pairs: SQL = """
        WITH people AS MATERIALIZED (
            SELECT c.id, c.name, customer_name_key(c.name) AS name_key, c.country, c.company_id, lower(c.city) AS city,
                   c.city AS city_name
            FROM customers AS c
            WHERE c.deleted_at IS NULL
        ), marks AS (
            SELECT DISTINCT ON (kind, key, id) kind, key, id, value
            FROM (
                SELECT 'email' AS kind, customer_mail_key(e.address) AS key, p.id, e.address AS value
                FROM customer_emails AS e JOIN people AS p ON p.id = e.customer_id
                UNION ALL
                SELECT 'phone', customer_phone_key(f.number, f.digits, p.country), p.id, f.number
                FROM customer_phones AS f JOIN people AS p ON p.id = f.customer_id
                UNION ALL
                SELECT 'name', p.name_key, p.id, p.name FROM people AS p WHERE length(p.name_key) >= 3
            ) AS every
            WHERE key IS NOT NULL
            ORDER BY kind, key, id, value
        ), counted AS (
            SELECT m.*, count(*) OVER (PARTITION BY kind, key) AS sharers FROM marks AS m
        ), shared AS (
            SELECT a.id, b.id AS other_id, a.kind, min(a.value) AS value
            FROM counted AS a
            JOIN counted AS b ON b.kind = a.kind AND b.key = a.key AND a.id < b.id
            WHERE a.sharers <= CASE a.kind WHEN 'name' THEN \(nameLimit)::bigint ELSE \(phoneLimit)::bigint END
            GROUP BY a.id, b.id, a.kind
        ), supported AS (
            SELECT s.id, s.other_id, s.kind, s.value FROM shared AS s
            UNION ALL
            SELECT t.id, t.other_id, 'company', o.name
            FROM (SELECT DISTINCT id, other_id FROM shared) AS t
            JOIN people AS a ON a.id = t.id
            JOIN people AS b ON b.id = t.other_id AND b.company_id = a.company_id
            JOIN companies AS o ON o.id = a.company_id
            UNION ALL
            SELECT t.id, t.other_id, 'city', a.city_name
            FROM (SELECT DISTINCT id, other_id FROM shared) AS t
            JOIN people AS a ON a.id = t.id
            JOIN people AS b ON b.id = t.other_id AND b.city = a.city
        ), weighed AS (
            SELECT s.*, CASE s.kind WHEN 'email' THEN 0.9 WHEN 'phone' THEN 0.5 WHEN 'name' THEN 0.5
                                    WHEN 'company' THEN 0.2 ELSE 0.1 END AS weight
            FROM supported AS s
        )
        SELECT id AS customer_id, other_id, round((1 - exp(sum(ln(1 - weight))))::numeric, 3)::double precision AS score,
               jsonb_agg(jsonb_build_object('kind', kind, 'value', value) ORDER BY weight DESC, kind) AS reasons
        FROM weighed
        GROUP BY id, other_id
        """

    /// Open pairs, the likeliest first; only those of one person when `customer` is given.
    func pairs(
        of customer: ID<Customer>? = nil, after cursor: Cursor? = nil, limit: Int
    ) async throws -> [DuplicatePair.Found] {
        var conditions: [SQL] = ["d.dismissed_at IS NULL", "a.deleted_at IS NULL", "b.deleted_at IS NULL"]
        if let customer { conditions.append("(d.customer_id = \(customer) OR d.other_id = \(customer))") }
        if let cursor {
            guard let score = cursor.parts[0].flatMap(Double.init),
                let one = cursor.parts[1].flatMap({ ID<Customer>($0) }),
                let other = cursor.parts[2].flatMap({ ID<Customer>($0) })
            else { throw Problem.foreignCursor }
            conditions.append("(-d.score, d.customer_id, d.other_id) > (\(-score), \(one), \(other))")
        }
        return try await connection.rows(
            DuplicatePair.Found.init,
            """
            SELECT d.customer_id, d.other_id, d.score, d.reasons, d.found_at
            FROM customer_duplicates AS d
            JOIN customers AS a ON a.id = d.customer_id
            JOIN customers AS b ON b.id = d.other_id
            WHERE \(SQL.joined(conditions, separator: " AND "))
            ORDER BY d.score DESC, d.customer_id, d.other_id
            LIMIT \(limit)
            """)
    }

    /// Both records of each pair as the API shows them.
    func shown(_ found: [DuplicatePair.Found]) async throws -> [DuplicatePair] {
        let ids = Array(Set(found.flatMap { [$0.customerID, $0.otherID] }))
        let people = try await connection.rows(
            Customer.init, "SELECT \(Customer.columns) FROM \(Customer.source) WHERE c.id = ANY (\(ids)) ORDER BY c.id")
        let byID = Dictionary(people.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        return found.compactMap { pair in
            guard let customer = byID[pair.customerID], let other = byID[pair.otherID] else { return nil }
            return DuplicatePair(
                customer: customer, other: other, score: pair.score, reasons: pair.reasons, foundAt: pair.foundAt)
        }
    }

    /// Remembers that these are two people, or no longer.
    func setDismissed(_ one: ID<Customer>, _ other: ID<Customer>, at: Date?, by user: UUID?) async throws {
        let pair = [one, other].sorted()
        guard at != nil else {
            try await connection.execute(
                """
                UPDATE customer_duplicates SET dismissed_at = NULL, dismissed_by = NULL
                WHERE customer_id = \(pair[0]) AND other_id = \(pair[1])
                """)
            return
        }
        try await connection.execute(
            """
            INSERT INTO customer_duplicates AS d
                (customer_id, other_id, score, reasons, found_at, dismissed_at, dismissed_by)
            VALUES (\(pair[0]), \(pair[1]), 0, '[]', \(at), \(at), \(user))
            ON CONFLICT (customer_id, other_id) DO UPDATE
            SET dismissed_at = EXCLUDED.dismissed_at, dismissed_by = EXCLUDED.dismissed_by
            """)
    }
}
