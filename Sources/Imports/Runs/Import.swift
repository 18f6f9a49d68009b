package import Basics
package import Foundation
package import Postgres
import Web

/// How far an import is.
package enum ImportState: String, CaseIterable, Sendable, JSONWritable, SQLText {
    /// Waits for its mapping and the word to go.
    case uploaded
    case running
    case done
    case cancelled
    case failed
    case undoing
    case undone

    /// Whether somebody works on it.
    package var isBusy: Bool { self == .running || self == .undoing }
}

/// A table on its way in: what its file is, what its columns mean, and how far it is.
package struct Import: WireType, JSONWritable {
    package let id: ID<Import>
    package let kind: String
    package let fileName: String
    package let encoding: TextEncoding
    package let delimiter: String
    package let header: [String]
    package let mapping: ColumnMapping
    package let onMatch: OnMatch
    package let onLookalike: OnLookalike
    package let state: ImportState
    package let fault: String?
    /// Names the fault of a file refused whole (`DropFault`).
    package let faultCode: String?
    /// Of the converted file, where the next row begins.
    package let byte: Int
    package let rowTotal: Int
    package let rowDone: Int
    package let rowCreated: Int
    package let rowUpdated: Int
    package let rowUnchanged: Int
    package let rowSkipped: Int
    package let rowFailed: Int
    package let undoTotal: Int
    package let undone: Int
    package let kept: Int
    package let createdByName: String
    package let createdAt: Date
    package let startedAt: Date?
    package let finishedAt: Date?
    package let forgottenAt: Date?
    /// Whether no job works on it though it is not at its end: the job died, or the command line is at it.
    package let isStalled: Bool

    package static let columns: SQL = """
        i.id, i.kind, i.file_name, i.encoding, i.delimiter, i.header, i.columns, i.on_match, i.on_lookalike,
        i.state, i.fault, i.fault_code, i.byte, i.row_total, i.row_done, i.row_created, i.row_updated, i.row_unchanged, i.row_skipped,
        i.row_failed, i.undo_total, i.undone, i.kept, i.created_by_name, i.created_at, i.started_at, i.finished_at, i.forgotten_at,
        i.state IN ('running', 'undoing') AND NOT EXISTS (
            SELECT FROM jobs AS j
            WHERE j.key = i.id::text AND j.died_at IS NULL
                AND j.name = CASE i.state WHEN 'running' THEN 'imports.run' ELSE 'imports.undo' END
        ) AS is_stalled
        """

    package init(_ row: Row) throws {
        id = try row["id"]
        kind = try row["kind"]
        fileName = try row["file_name"]
        let encoding: String = try row["encoding"]
        self.encoding = TextEncoding(rawValue: encoding) ?? .utf8
        delimiter = try row["delimiter"]
        let header: JSONValue = try row["header"]
        self.header = (header.array ?? []).compactMap(\.string)
        let columns: JSONValue = try row["columns"]
        if case .object(let places) = columns {
            mapping = ColumnMapping(places.compactMapValues { $0.number.flatMap { Int(exactly: $0) } })
        } else {
            mapping = ColumnMapping()
        }
        onMatch = try row["on_match"]
        onLookalike = try row["on_lookalike"]
        state = try row["state"]
        fault = try row["fault"]
        faultCode = try row["fault_code"]
        byte = try row["byte"]
        rowTotal = try row["row_total"]
        rowDone = try row["row_done"]
        rowCreated = try row["row_created"]
        rowUpdated = try row["row_updated"]
        rowUnchanged = try row["row_unchanged"]
        rowSkipped = try row["row_skipped"]
        rowFailed = try row["row_failed"]
        undoTotal = try row["undo_total"]
        undone = try row["undone"]
        kept = try row["kept"]
        createdByName = try row["created_by_name"]
        createdAt = try row["created_at"]
        startedAt = try row["started_at"]
        finishedAt = try row["finished_at"]
        forgottenAt = try row["forgotten_at"]
        isStalled = try row["is_stalled"]
    }

    /// Whether it wrote something that can still be taken back.
    package var mayBeUndone: Bool {
        [.done, .cancelled, .failed].contains(state) && rowCreated + rowUpdated > 0 && forgottenAt == nil
    }

    package func write(to json: inout JSONWriter) {
        json.object(writeFields)
    }

    func writeFields(_ json: inout JSONWriter) {
        json.field("id", id)
        json.field("kind", kind)
        json.field("file_name", fileName)
        json.field("encoding", encoding.rawValue)
        json.field("delimiter", delimiter)
        json.field("header", header)
        json.object("columns") { json in
            for (field, column) in mapping.columns.sorted(by: { $0.key < $1.key }) { json.field(field, column) }
        }
        json.field("on_match", onMatch)
        json.field("on_lookalike", onLookalike)
        json.field("state", state)
        json.field("fault", fault)
        json.field("fault_code", faultCode)
        json.field("rows_total", rowTotal)
        json.field("rows_done", rowDone)
        json.field("rows_created", rowCreated)
        json.field("rows_updated", rowUpdated)
        json.field("rows_unchanged", rowUnchanged)
        json.field("rows_skipped", rowSkipped)
        json.field("rows_failed", rowFailed)
        json.field("can_undo", mayBeUndone)
        json.field("is_stalled", isStalled)
        json.field("undo_total", undoTotal)
        json.field("undone", undone)
        json.field("kept", kept)
        json.field("created_by_name", createdByName)
        json.field("created_at", createdAt)
        json.field("started_at", startedAt)
        json.field("finished_at", finishedAt)
    }

    private init(exampleAt instant: Date) {
        id = ID(Examples.item)
        kind = "customers"
        fileName = "customers.csv"
        encoding = .utf8
        delimiter = ","
        header = ["Name", "E-mail"]
        mapping = ColumnMapping(["name": 0, "email": 1])
        onMatch = .update
        onLookalike = .create
        state = .done
        fault = "The file is gone."
        faultCode = "gone"
        byte = 0
        rowTotal = 250
        rowDone = 250
        rowCreated = 200
        rowUpdated = 40
        rowUnchanged = 8
        rowSkipped = 0
        rowFailed = 2
        undoTotal = 0
        undone = 0
        kept = 0
        createdByName = "Ada Park"
        createdAt = instant
        startedAt = instant
        finishedAt = instant
        forgottenAt = nil
        isStalled = false
    }

    package static var example: Import { Import(exampleAt: Examples.instant) }
}

/// The ids and the moment the examples of this module share.
enum Examples {
    static let item = UUID(uuid: (1, 0x93, 0x58, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, 0xF1))
    static let instant = Date(timeIntervalSince1970: 1_795_430_400)
}
