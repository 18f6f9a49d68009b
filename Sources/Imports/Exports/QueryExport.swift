import Basics
package import EventLoop
package import Foundation
package import Postgres
package import Web

/// A list that one statement gives, for lists that are read and never imported again.
@Loop package struct QueryExport: ListExport {
    /// A column: its heading and what stands below it.
    package struct Column: Sendable {
        fileprivate let heading: String
        fileprivate let text: SQL
        fileprivate let isMoney: Bool

        private init(_ heading: String, _ text: SQL, isMoney: Bool) {
            self.heading = heading
            self.text = text
            self.isMoney = isMoney
        }

        /// Whatever the expression is, as PostgreSQL writes it.
        package static func text(_ heading: String, _ expression: SQL) -> Column {
            Column(heading, "(\(expression))::text", isMoney: false)
        }

        /// A moment as RFC 3339.
        package static func moment(_ heading: String, _ expression: SQL) -> Column {
            Column(
                heading, "to_char(\(expression) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')", isMoney: false)
        }

        /// An amount of minor units as people write it; its currency stands in a column of its own.
        package static func money(_ heading: String, _ minor: SQL, _ currency: SQL) -> Column {
            Column(heading, "(\(minor))::text || ' ' || \(currency)", isMoney: true)
        }

        fileprivate func cell(_ text: String) -> String {
            guard isMoney else { return text }
            let parts = text.split(separator: " ")
            guard parts.count == 2, let minor = Int(parts[0]) else { return "" }
            return MoneyText.text(minor, currency: String(parts[1]))
        }
    }

    nonisolated package let name: String
    private let permission: Permission
    private let columns: [Column]
    private let source: SQL

    /// - Parameters:
    ///   - permission: What it takes to see every line, beside the right to export.
    ///   - source: What is read, and whichever rows are left out: `FROM source`, with the records' ids in `t.id`.
    nonisolated package init(_ name: String, _ permission: Permission, from source: SQL, _ columns: [Column]) {
        self.name = name
        self.permission = permission
        self.columns = columns
        self.source = source
    }

    package func requireAllowed(_ principal: Principal) throws {
        try principal.require(.importsManage)
        try principal.require(permission)
    }

    package func header(in connection: Connection) async throws -> [String] { columns.map(\.heading) }

    package func part(after last: UUID?, limit: Int, in connection: Connection) async throws -> ExportPart {
        let cells = SQL.joined(columns.map { "COALESCE(\($0.text), '')" }, separator: ", ")
        let lines = try await connection.rows(
            { row -> (UUID, [String]) in (try row["id"], try row["cells"]) },
            """
            SELECT l.id, l.cells
            FROM (SELECT t.id, ARRAY[\(cells)] AS cells FROM \(source)) AS l
            WHERE \(last)::uuid IS NULL OR l.id > \(last)
            ORDER BY l.id
            LIMIT \(limit)
            """)
        return ExportPart(
            lines: lines.map { _, cells in zip(columns, cells).map { $0.cell($1) } }, last: lines.last?.0)
    }
}
