package import Basics
package import EventLoop
import Foundation
package import Postgres
package import Web

/// Brings the rows of an import in, batch by batch, and takes them back again.
///
/// Each batch is one transaction with its ledger and the place in the file, so that whoever goes on after a crash repeats
/// nothing and leaves nothing out.
@Loop package struct ImportRunner {
    package static let batchRows = 500
    private let context: AppContext
    private let kinds: [any ImportKind]
    package let files: ImportFiles
    var database: Database { context.database }

    package init(context: AppContext, kinds: [any ImportKind]) {
        self.context = context
        self.kinds = kinds
        files = ImportFiles(dataDirectory: context.dataDirectory)
    }

    /// - Throws: `Problem.invalid` naming `/kind`.
    package func kind(_ name: String) throws -> any ImportKind {
        guard let kind = kinds.first(where: { $0.name == name }) else {
            throw Problem.invalid("/kind", "must be one of \(kinds.map(\.name).joined(separator: ", "))")
        }
        return kind
    }

    // MARK: In

    /// Stores an import of the file already kept under its id.
    package func register(
        _ id: ID<Import>, kind: String, fileName: String, sourceKey: String? = nil, by principal: Principal?,
        in connection: Connection, table: UploadedTable
    ) async throws -> Import {
        let fields = try await self.kind(kind).fields(in: connection)
        let store = ImportStore(connection)
        try await store.insert(
            ImportStore.New(
                id: id, kind: kind, fileName: fileName, sourceKey: sourceKey, table: table,
                columns: ColumnMapping(guessing: table.header, fields: fields),
                createdBy: principal?.kind == .user ? principal?.id : nil, createdByName: principal?.name ?? ""),
            at: context.clock.now)
        guard let item = try await store.item(id) else { throw Problem.internalFault }
        return item
    }

    /// Lets an import run with these columns.
    ///
    /// - Throws: `Problem.invalid` naming columns that do not fit.
    package func begin(_ item: Import, _ columns: ColumnMapping, in connection: Connection) async throws -> Import {
        try columns.check(header: item.header, fields: try await kind(item.kind).fields(in: connection))
        let store = ImportStore(connection)
        try await store.map(item.id, columns)
        try await store.begin(item.id, at: context.clock.now)
        guard let begun = try await store.item(item.id) else { throw Problem.internalFault }
        return begun
    }

    /// Brings one batch in.
    ///
    /// - Returns: The import afterwards; `nil` when it is no longer there.
    package func step(_ id: ID<Import>) async throws -> Import? {
        let store = ImportStore(context.database.connection)
        guard let item = try await store.item(id), item.state == .running else { return try await store.item(id) }
        guard let table = files.table(item) else {
            try await store.end(id, .failed, fault: "The file is gone. Upload it again.", at: context.clock.now)
            return try await store.item(id)
        }
        let kind = try kind(item.kind)
        let part = try await table.part(
            from: TablePlace(byte: item.byte, row: item.rowDone), most: Self.batchRows, width: item.header.count,
            group: kind.groupField.flatMap { item.mapping.columns[$0] })
        let after = try await context.database.transaction { connection in
            let store = ImportStore(connection)
            // Somebody may have cancelled it, and the command line may be at it as well.
            guard let current = try await store.item(id, locked: true), current.state == .running,
                current.byte == item.byte
            else { return try await store.item(id) }
            let result = try await write(part.rows, of: current, kind, in: connection)
            let ledger = LedgerStore(connection)
            try await ledger.add(result.records, to: id)
            try await ledger.add(Self.faulty(part.rows, result), to: id)
            try await store.advance(id, to: part.next, result)
            if part.isLast { try await store.end(id, .done, at: context.clock.now) }
            return try await store.item(id)
        }
        if let after, !after.state.isBusy { files.remove(id) }
        return after
    }

    /// Writes rows, those that do not fit the database each by itself.
    func write(
        _ rows: [TableRow], of item: Import, _ kind: any ImportKind, isTrial: Bool = false, in connection: Connection
    ) async throws -> BatchResult {
        var result = BatchResult()
        var good: [ImportRow] = []
        for row in rows {
            if let fault = row.fault {
                result.outcomes[row.number] = .failed([fault])
            } else {
                good.append(Self.named(row, item.mapping))
            }
        }
        try await write(good, of: ImportRun(item, isTrial: isTrial), kind, into: &result, in: connection)
        return result
    }

    private func write(
        _ rows: [ImportRow], of run: ImportRun, _ kind: any ImportKind, into result: inout BatchResult,
        in connection: Connection
    ) async throws {
        guard !rows.isEmpty else { return }
        try await connection.execute("SAVEPOINT import_rows")
        do {
            let written = try await kind.write(rows, of: run, in: connection)
            result.outcomes.merge(written.outcomes) { $1 }
            result.records += written.records
            result.lookalikes += written.lookalikes
        } catch let error as DatabaseError where error.isAboutData {
            try await connection.execute("ROLLBACK TO SAVEPOINT import_rows")
            guard rows.count > 1 else {
                result.outcomes[rows[0].number] = .failed([
                    RowFault(field: "", code: "refused", detail: "cannot be stored: \(error.message)")
                ])
                return
            }
            let half = rows.count / 2
            try await write(Array(rows[..<half]), of: run, kind, into: &result, in: connection)
            try await write(Array(rows[half...]), of: run, kind, into: &result, in: connection)
        }
    }

    static func named(_ row: TableRow, _ mapping: ColumnMapping) -> ImportRow {
        var values: [String: String] = [:]
        for (field, column) in mapping.columns where row.cells.indices.contains(column) {
            let text = Self.undefused(row.cells[column]).trimmingBlanks
            if !text.isEmpty { values[field] = text }
        }
        return ImportRow(number: row.number, values: values)
    }

    /// Without the apostrophe our exports put before what a sheet would run as a formula.
    private static func undefused(_ cell: String) -> String {
        guard cell.hasPrefix("'"), let second = cell.dropFirst().unicodeScalars.first,
            "=+-@\t\r".unicodeScalars.contains(second)
        else { return cell }
        return String(cell.dropFirst())
    }

    private static func faulty(_ rows: [TableRow], _ result: BatchResult) -> [FaultyRow] {
        rows.compactMap { row in
            guard case .failed(let faults) = result.outcomes[row.number] else { return nil }
            return FaultyRow(number: row.number, cells: row.cells, faults: faults)
        }
    }

    // MARK: Back

    /// Takes one batch back.
    ///
    /// - Returns: The import afterwards; `nil` when it is no longer there.
    package func undoStep(_ id: ID<Import>) async throws -> Import? {
        try await context.database.transaction { connection in
            let store = ImportStore(connection)
            guard let item = try await store.item(id, locked: true), item.state == .undoing else {
                return try await store.item(id)
            }
            let ledger = LedgerStore(connection)
            let records = try await ledger.toUndo(id, limit: Self.batchRows)
            if records.isEmpty {
                try await store.end(id, .undone, at: context.clock.now)
            } else {
                let kept = try await kind(item.kind).undo(records, in: connection)
                try await ledger.settle(records, kept: kept, of: id)
            }
            return try await store.item(id)
        }
    }
}

extension DatabaseError {
    /// Whether PostgreSQL refused a value: classes 22 (data) and 23 (constraints), and JSON it cannot hold.
    fileprivate var isAboutData: Bool {
        guard kind == .server, let sqlState else { return false }
        return sqlState.hasPrefix("22") || sqlState.hasPrefix("23")
    }
}
