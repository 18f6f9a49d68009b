package import Basics
package import EventLoop
import Foundation
package import Postgres

/// Every SQL statement about imports.
@Loop package struct ImportStore {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    package func item(_ id: ID<Import>, locked: Bool = false) async throws -> Import? {
        let lock: SQL = locked ? " FOR UPDATE" : ""
        return try await connection.first(
            Import.init, "SELECT \(Import.columns) FROM imports AS i WHERE i.id = \(id)\(lock)")
    }

    /// The unfinished import of the command line's file.
    package func unfinished(sourceKey: String) async throws -> Import? {
        try await connection.first(
            Import.init,
            """
            SELECT \(Import.columns)
            FROM imports AS i
            WHERE i.source_key = \(sourceKey) AND i.state = 'running'
            ORDER BY i.created_at DESC, i.id DESC
            LIMIT 1
            """)
    }

    /// Imports, newest first.
    func items(before: (at: Date, id: ID<Import>)?, limit: Int) async throws -> [Import] {
        var condition: SQL = "true"
        if let before { condition = "(i.created_at, i.id) < (\(before.at), \(before.id))" }
        return try await connection.rows(
            Import.init,
            """
            SELECT \(Import.columns)
            FROM imports AS i
            WHERE \(condition)
            ORDER BY i.created_at DESC, i.id DESC
            LIMIT \(limit)
            """)
    }

    /// An import whose file has been looked at.
    struct New: Sendable {
        let id: ID<Import>
        let kind: String
        let fileName: String
        let sourceKey: String?
        let table: UploadedTable
        let columns: ColumnMapping
        let createdBy: UUID?
        let createdByName: String
    }

    func insert(_ new: New, at now: Date) async throws {
        try await connection.execute(
            """
            INSERT INTO imports (id, kind, file_name, source_key, encoding, delimiter, header, columns, byte, row_total,
                created_by, created_by_name, created_at)
            VALUES (\(new.id), \(new.kind), \(new.fileName), \(new.sourceKey), \(new.table.encoding.rawValue),
                \(new.table.delimiter), \(Self.header(new.table)), \(Self.columns(new.columns)), \(new.table.start.byte),
                \(new.table.rowTotal), \(new.createdBy), \(new.createdByName), \(now))
            """)
    }

    func describe(_ id: ID<Import>, _ table: UploadedTable, _ columns: ColumnMapping) async throws {
        try await connection.execute(
            """
            UPDATE imports
            SET encoding = \(table.encoding.rawValue), delimiter = \(table.delimiter), header = \(Self.header(table)),
                byte = \(table.start.byte), row_total = \(table.rowTotal), columns = \(Self.columns(columns))
            WHERE id = \(id)
            """)
    }

    func map(_ id: ID<Import>, _ columns: ColumnMapping) async throws {
        try await connection.execute("UPDATE imports SET columns = \(Self.columns(columns)) WHERE id = \(id)")
    }

    func settle(_ id: ID<Import>, _ onMatch: OnMatch, _ onLookalike: OnLookalike) async throws {
        try await connection.execute(
            "UPDATE imports SET on_match = \(onMatch), on_lookalike = \(onLookalike) WHERE id = \(id)")
    }

    func begin(_ id: ID<Import>, at now: Date) async throws {
        try await connection.execute(
            "UPDATE imports SET state = 'running', started_at = \(now) WHERE id = \(id)")
    }

    /// Ends an import in this state.
    func end(_ id: ID<Import>, _ state: ImportState, fault: String? = nil, at now: Date) async throws {
        try await connection.execute(
            "UPDATE imports SET state = \(state), fault = \(fault), finished_at = \(now) WHERE id = \(id)")
    }

    func delete(_ id: ID<Import>) async throws {
        try await connection.execute("DELETE FROM imports WHERE id = \(id)")
    }

    /// Moves on behind a batch, in the transaction that wrote it.
    func advance(_ id: ID<Import>, to place: TablePlace, _ result: BatchResult) async throws {
        func count(_ matches: (RowOutcome) -> Bool) -> Int { result.outcomes.values.count(where: matches) }
        try await connection.execute(
            """
            UPDATE imports
            SET byte = \(place.byte), row_done = \(place.row),
                row_created = row_created + \(count { $0 == .created }),
                row_updated = row_updated + \(count { $0 == .updated }),
                row_unchanged = row_unchanged + \(count { $0 == .unchanged }),
                row_skipped = row_skipped + \(count { $0 == .skipped }),
                row_failed = row_failed + \(count { if case .failed = $0 { true } else { false } })
            WHERE id = \(id)
            """)
    }

    private static func header(_ table: UploadedTable) -> JSONValue {
        .array(table.header.map(JSONValue.string))
    }

    private static func columns(_ mapping: ColumnMapping) -> JSONValue {
        .object(mapping.columns.mapValues { .number(Double($0)) })
    }
}
