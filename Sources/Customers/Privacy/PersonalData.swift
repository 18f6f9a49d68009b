import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// Everything kept about a person, by table.
struct PersonalData: WireType, JSONWritable {
    struct Table: Sendable, Equatable, JSONWritable {
        let table: String
        /// What erasing does to these rows: `removed`, `emptied` or `kept`.
        let treatment: String
        let count: Int
        let rows: [JSONValue]

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("table", table)
                json.field("treatment", treatment)
                json.field("count", count)
                json.field("rows", rows)
            }
        }
    }

    let customer: Named
    let collectedAt: Date
    let legalHold: LegalHold?
    let tables: [Table]

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("customer", customer)
            json.field("collected_at", collectedAt)
            json.field("legal_hold", legalHold)
            json.field("tables", tables)
        }
    }

    static var example: PersonalData {
        PersonalData(
            customer: Named(id: Examples.customer, name: "陈美"), collectedAt: Examples.instant,
            legalHold: .example,
            tables: [
                Table(
                    table: "customer_notes", treatment: "removed", count: 1,
                    rows: [.object(["text": .string("Prefers letters")])])
            ])
    }
}

/// Finds everything about a person by the foreign keys that lead to them, in the tables of every module.
@Loop struct PersonalDataCollector {
    /// Rows of one table that belong to the person.
    private struct Reach {
        let table: String
        let condition: SQL
        let depth: Int
        let isRemoved: Bool
    }

    /// A foreign key from one table's column to another's.
    private struct Link: Sendable {
        let child: String
        let childColumn: String
        let parent: String
        let parentColumn: String
        let cascades: Bool
    }

    let connection: Connection

    /// Four steps: a customer's ticket's survey's answer.
    private static let depthLimit = 4
    /// Bookkeeping about reading and searching, not about the person.
    private static let skipped: Set = [
        "customer_merge_moves", "customer_duplicates", "message_days", "ticket_reads", "retention_tickets",
    ]

    /// - Parameter rowLimit: How many rows of each table are given; all are counted.
    func collect(_ people: [UUID], rowLimit: Int) async throws -> [PersonalData.Table] {
        var tables: [PersonalData.Table] = []
        for reach in try await reaches(people) {
            let name = CustomerReference.quoted(reach.table)
            let alias = SQL(trusted: "t\(reach.depth)")
            let found: (count: Int, rows: JSONValue) = try await connection.one(
                { (try $0["count"], try $0["rows"]) },
                """
                SELECT (SELECT count(*) FROM \(name) AS \(alias) WHERE \(reach.condition)) AS count,
                       COALESCE((
                           SELECT jsonb_agg(row) FROM (
                               SELECT to_jsonb(\(alias)) - \(try await hidden(reach.table))::text[] AS row
                               FROM \(name) AS \(alias)
                               WHERE \(reach.condition)
                               LIMIT \(rowLimit)
                           ) AS shown), '[]') AS rows
                """)
            guard found.count > 0 else { continue }
            let treatment =
                ErasurePlan.treatments[reach.table]?.rawValue
                ?? (reach.isRemoved ? ErasureStep.Treatment.removed : .kept).rawValue
            tables.append(
                PersonalData.Table(
                    table: reach.table, treatment: treatment, count: found.count, rows: found.rows.array ?? []))
        }
        return tables
    }

    private func reaches(_ people: [UUID]) async throws -> [Reach] {
        var found = [Reach(table: "customers", condition: "t0.id = ANY (\(people))", depth: 0, isRemoved: false)]
        for reference in try await CustomerReference.all(in: connection)
        where !Self.skipped.contains(reference.table) && !found.contains(where: { $0.table == reference.table }) {
            found.append(
                Reach(
                    table: reference.table, condition: "t1.\(reference.columnName) = ANY (\(people))", depth: 1,
                    isRemoved: reference.cascades))
        }
        found.append(
            Reach(table: "audit_entries", condition: "t1.subject_id = ANY (\(people))", depth: 1, isRemoved: false))
        let links = try await links()
        var level = found.filter { $0.depth == 1 }
        for depth in 2...Self.depthLimit {
            var next: [Reach] = []
            for parent in level {
                for link in links
                where link.parent == parent.table && !Self.skipped.contains(link.child)
                    && !found.contains(where: { $0.table == link.child })
                {
                    let reach = Reach(
                        table: link.child, condition: Self.condition(link, of: parent, depth: depth), depth: depth,
                        isRemoved: parent.isRemoved && link.cascades)
                    found.append(reach)
                    next.append(reach)
                }
            }
            level = next
        }
        return found
    }

    private static func condition(_ link: Link, of parent: Reach, depth: Int) -> SQL {
        let child = SQL(trusted: "t\(depth).\(CustomerReference.identifier(link.childColumn))")
        let key = SQL(trusted: "t\(parent.depth).\(CustomerReference.identifier(link.parentColumn))")
        let table = CustomerReference.quoted(link.parent)
        let alias = SQL(trusted: "t\(parent.depth)")
        return "\(child) IN (SELECT \(key) FROM \(table) AS \(alias) WHERE \(parent.condition))"
    }

    private func links() async throws -> [Link] {
        try await connection.rows(
            {
                Link(
                    child: try $0["child"], childColumn: try $0["child_column"], parent: try $0["parent"],
                    parentColumn: try $0["parent_column"], cascades: try $0["cascades"])
            },
            """
            SELECT c.relname::text AS child, a.attname::text AS child_column, p.relname::text AS parent,
                   k.attname::text AS parent_column, f.confdeltype = 'c' AS cascades
            FROM pg_constraint AS f
            JOIN pg_class AS c ON c.oid = f.conrelid AND c.relnamespace = 'public'::regnamespace
            JOIN pg_class AS p ON p.oid = f.confrelid
            JOIN pg_attribute AS a ON a.attrelid = f.conrelid AND a.attnum = f.conkey[1]
            JOIN pg_attribute AS k ON k.attrelid = f.confrelid AND k.attnum = f.confkey[1]
            WHERE f.contype = 'f' AND cardinality(f.conkey) = 1 AND f.conrelid <> f.confrelid
            ORDER BY c.relname, a.attname
            """)
    }

    /// Columns nobody may read: search texts, secrets, and bytes.
    private func hidden(_ table: String) async throws -> [String] {
        try await connection.rows(
            { try $0["name"] },
            """
            SELECT a.attname::text AS name
            FROM pg_attribute AS a
            WHERE a.attrelid = to_regclass(\(CustomerReference.identifier(table))) AND a.attnum > 0 AND NOT a.attisdropped
              AND (a.atttypid IN ('tsvector'::regtype, 'bytea'::regtype) OR a.attname ~ '(token|secret|password|lease)')
            ORDER BY a.attname
            """)
    }
}
