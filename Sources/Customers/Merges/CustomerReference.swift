import EventLoop
import Foundation
import Postgres

/// One column that names a customer, in whatever table of whatever module.
struct CustomerReference: Sendable, Equatable {
    let table: String
    let column: String
    /// The columns of the table's primary key without `column`; `nil` when it has no primary key.
    let key: [String]?
    /// Whether rows go when the customer's row goes.
    let cascades: Bool

    init(_ row: Row) throws {
        table = try row["table_name"]
        column = try row["column_name"]
        cascades = try row["cascades"]
        let whole: [String] = try row["key_columns"]
        let column = column
        key = whole.isEmpty ? nil : whole.filter { $0 != column }
    }

    var tableName: SQL { Self.quoted(table) }
    var columnName: SQL { Self.quoted(column) }

    /// What tells a row, called `t`, from the others of its customer.
    var rowKey: SQL {
        guard let key else { return "to_jsonb(t) - \(SQL(trusted: Self.literal(column)))" }
        let pairs = key.map { SQL(trusted: "\(Self.literal($0)), t.\(Self.identifier($0))") }
        return "jsonb_build_object(\(SQL.joined(pairs, separator: ", ")))"
    }

    /// Rows, called `t`, that name this customer.
    func names(_ customer: UUID) -> SQL {
        "t.\(columnName) = \(customer)\(restriction)"
    }

    /// Predictions name tickets in the same column; the kind comes first in their indexes.
    private var restriction: SQL {
        Self.predictionTables.contains(table) ? " AND t.kind IN ('churn', 'purchase')" : ""
    }

    private static let predictionTables: Set = ["predictions", "current_risks", "outcomes", "risk_interventions"]

    /// Prepared by jobs from what moves as well: they need no care when records are parted.
    static let prepared: Set = [
        "customer_histories", "customer_products", "customer_spells", "customer_values", "current_risks",
    ]

    /// The records' own bookkeeping, and a list of work for a job.
    private static let excluded = [
        "customers", "customer_duplicates", "customer_merges", "order_changes", "legal_holds",
    ]

    /// Every column that names a customer: by a foreign key, or by its name where history has none.
    @Loop static func all(in connection: Connection) async throws -> [CustomerReference] {
        try await connection.rows(
            CustomerReference.init,
            """
            SELECT c.relname::text AS table_name, a.attname::text AS column_name,
                   EXISTS (
                       SELECT FROM pg_constraint AS f
                       WHERE f.conrelid = c.oid AND f.contype = 'f' AND f.confrelid = 'public.customers'::regclass
                         AND f.conkey = ARRAY[a.attnum] AND f.confdeltype = 'c') AS cascades,
                   ARRAY(
                       SELECT k.attname::text
                       FROM pg_index AS i
                       JOIN pg_attribute AS k ON k.attrelid = i.indrelid AND k.attnum = ANY (i.indkey)
                       WHERE i.indrelid = c.oid AND i.indisprimary
                       ORDER BY k.attnum) AS key_columns
            FROM pg_class AS c
            JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
              AND a.atttypid = 'uuid'::regtype AND c.relname <> ALL (\(Self.excluded))
              AND (a.attname = 'customer_id'
                   OR a.attname = 'subject_id' AND c.relname = ANY (\(Self.predictionTables.sorted()))
                   OR EXISTS (
                       SELECT FROM pg_constraint AS f
                       WHERE f.conrelid = c.oid AND f.contype = 'f' AND f.confrelid = 'public.customers'::regclass
                         AND f.conkey = ARRAY[a.attnum]))
            ORDER BY c.relname, a.attname
            """)
    }

    /// A name of the catalogue inside a statement.
    static func quoted(_ name: String) -> SQL { SQL(trusted: identifier(name)) }

    static func identifier(_ name: String) -> String { "\"\(name.replacing("\"", with: "\"\""))\"" }

    static func literal(_ text: String) -> String { "'\(text.replacing("'", with: "''"))'" }
}
