import Basics
package import EventLoop
package import Foundation
package import Postgres

/// One row of a file with its cells under the names of fields.
package struct ImportRow: Sendable {
    package let number: Int
    /// Cells without blanks around them; empty ones are left out.
    package let values: [String: String]

    package init(number: Int, values: [String: String]) {
        self.number = number
        self.values = values
    }

    package subscript(_ field: String) -> String? { values[field] }

    /// The parts of a cell that may hold several things.
    ///
    /// Semicolons and line breaks part it; where there are none, commas and bars do.
    package static func list(_ cell: String?) -> [String] {
        let cell = cell ?? ""
        let strong = ";；\n"
        let separators = cell.contains(where: { strong.contains($0) }) ? strong : ",，、|"
        return cell.split(whereSeparator: { separators.contains($0) }).map(\.trimmingBlanks).filter { !$0.isEmpty }
    }

    /// A cell that `list` reads as exactly these.
    package static func cell(_ list: [String]) -> String {
        let cell = list.joined(separator: "; ")
        return list.count == 1 && cell.contains(where: { ",，、|".contains($0) }) ? cell + ";" : cell
    }
}

/// What became of one row.
package enum RowOutcome: Sendable, Equatable {
    case created
    case updated
    case unchanged
    /// Left out, because its record was here already and that was the choice.
    case skipped
    case failed([RowFault])
}

/// A record an import made or changed, with all it takes to take that back.
package struct ImportedRecord: Sendable {
    /// `customer`, `company`, `product`, `order` or `shipment`.
    package let kind: String
    package let id: UUID
    package let rowNumber: Int
    /// What people call it.
    package let label: String
    /// Its JSON before; `nil` when the import made it.
    package let before: String?
    /// Its JSON as the import left it.
    package let after: String
    package let version: Int

    package init(
        kind: String, id: UUID, rowNumber: Int, label: String, before: String?, after: String, version: Int
    ) {
        self.kind = kind
        self.id = id
        self.rowNumber = rowNumber
        self.label = label
        self.before = before
        self.after = after
        self.version = version
    }

    init(_ row: Row) throws {
        kind = try row["record_kind"]
        id = try row["record_id"]
        rowNumber = try row["row_number"]
        label = try row["label"]
        before = try row["before"]
        after = try row["after"]
        version = try row["version"]
    }
}

/// What one batch of rows came to.
package struct BatchResult: Sendable {
    /// By row number; every row has one.
    package var outcomes: [Int: RowOutcome] = [:]
    /// In the order in which they were written.
    package var records: [ImportedRecord] = []
    /// Rows about something new that look like records already here, where the run asks for them.
    package var lookalikes: [Lookalike] = []

    package init() {}
}

/// Why a record stays although the import is taken back.
package enum KeptReason: String, Sendable {
    /// Somebody changed it after the import.
    case changedSince = "changed_since"
    /// Something else has grown on it: a ticket, an order, a note.
    case usedElsewhere = "used_elsewhere"
    /// It is no longer there.
    case gone
}

/// A kind of record that can be imported; the modules that own the records conform to it.
@Loop package protocol ImportKind: Sendable {
    /// `customers`, `companies`, `products`, `orders` or `shipments`.
    var name: String { get }
    /// The field whose equal neighbours make one record; `nil` when each row is one.
    var groupField: String? { get }

    /// What columns may hold, the company's own fields included.
    func fields(in connection: Connection) async throws -> [ImportField]

    /// Writes rows in the caller's transaction; the same rows again change nothing.
    ///
    /// - Throws: `DatabaseError` when a value does not fit; the caller then tries each row by itself.
    func write(_ rows: [ImportRow], of run: ImportRun, in connection: Connection) async throws -> BatchResult

    /// Takes records back in the caller's transaction, the last written first.
    ///
    /// - Returns: Those that stay, with the reason.
    func undo(_ records: [ImportedRecord], in connection: Connection) async throws -> [UUID: KeptReason]
}

extension ImportKind {
    package var groupField: String? { nil }
}
