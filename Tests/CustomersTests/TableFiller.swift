import Basics
import EventLoop
import Foundation
import Postgres

/// Puts a row that names a customer into any table, knowing it from the catalogue only.
@Loop struct TableFiller {
    /// A column that names customers.
    struct Place: Sendable {
        let table: String
        let column: String
    }

    let database: Database

    /// Every foreign key to customers, but those of the records' own bookkeeping.
    func places() async throws -> [Place] {
        try await database.connection.rows(
            { Place(table: try $0["table_name"], column: try $0["column_name"]) },
            """
            SELECT f.conrelid::regclass::text AS table_name, a.attname::text AS column_name
            FROM pg_constraint AS f
            JOIN pg_attribute AS a ON a.attrelid = f.conrelid AND a.attnum = f.conkey[1]
            WHERE f.contype = 'f' AND f.confrelid = 'customers'::regclass
              AND f.conrelid::regclass::text NOT IN ('customers', 'customer_duplicates', 'customer_merges', 'legal_holds')
            ORDER BY 1, 2
            """)
    }

    /// Adds a row; foreign keys and triggers rest meanwhile, because only the customer matters.
    func add(_ place: Place, customer: String) async throws {
        struct Column {
            let name: String
            let value: String
        }
        let columns = try await database.connection.rows(
            { row -> Column in
                let checks: String? = try row["checks"]
                return Column(
                    name: try row["name"],
                    value: Self.value(try row["type"], name: try row["name"], checks: checks ?? ""))
            },
            """
            SELECT a.attname::text AS name, format_type(a.atttypid, a.atttypmod) AS type,
                   (SELECT string_agg(pg_get_constraintdef(k.oid), ' ') FROM pg_constraint AS k
                    WHERE k.conrelid = a.attrelid AND k.contype = 'c' AND a.attnum = ANY (k.conkey)) AS checks
            FROM pg_attribute AS a
            WHERE a.attrelid = \(place.table)::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attnotnull
              AND NOT a.atthasdef AND a.attidentity = '' AND a.attname <> \(place.column)
            ORDER BY a.attnum
            """)
        let names = ([place.column] + columns.map(\.name)).map { "\"\($0)\"" }.joined(separator: ", ")
        let values = (["'\(customer)'"] + columns.map(\.value)).joined(separator: ", ")
        try await database.transaction { connection in
            try await connection.execute("SET LOCAL session_replication_role = replica")
            try await connection.execute(SQL(trusted: "INSERT INTO \(place.table) (\(names)) VALUES (\(values))"))
        }
    }

    private static func value(_ type: String, name: String, checks: String) -> String {
        switch type {
        case "uuid": return "gen_random_uuid()"
        case "text":
            if name.contains("currency") { return "'CNY'" }
            if let listed = checks.firstMatch(of: /= ANY \(+ARRAY\['([^']+)'/) { return "'\(listed.1)'" }
            if let single = checks.firstMatch(of: /= '([^']+)'::text/) { return "'\(single.1)'" }
            return "'x' || md5(random()::text)"
        case "boolean": return "false"
        case "integer", "bigint", "smallint", "numeric": return "1"
        case "double precision", "real": return "0.5"
        case "jsonb": return "'{}'"
        case "bytea": return "decode(md5(random()::text), 'hex')"
        case "date": return "current_date"
        case _ where type.hasPrefix("timestamp"): return "now()"
        case _ where type.hasSuffix("[]"): return "'{}'"
        default: return "NULL"
        }
    }

    /// How many rows the table has, and how many of them name the customer.
    func count(_ place: Place, naming customer: String) async throws -> (all: Int, naming: Int) {
        try await database.connection.one(
            { (try $0["all_rows"], try $0["naming"]) },
            SQL(
                trusted: """
                    SELECT count(*) AS all_rows, count(*) FILTER (WHERE "\(place.column)" = '\(customer)') AS naming
                    FROM \(place.table)
                    """))
    }

    /// Every row of the table as one text.
    func content(_ table: String, without kind: String? = nil) async throws -> String {
        let filter = kind.map { " WHERE kind NOT LIKE '\($0)%'" } ?? ""
        return try await database.connection.one(
            { try $0["content"] },
            SQL(
                trusted:
                    "SELECT COALESCE(string_agg(t::text, E'\\n' ORDER BY t::text), '') AS content FROM \(table) t\(filter)"
            ))
    }
}
