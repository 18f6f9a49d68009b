import CPostgres

/// What PostgreSQL answered to one statement; frees the memory libpq holds for it.
///
/// `@unchecked Sendable` holds because the answer is never changed once libpq has handed it over.
final class Reply: @unchecked Sendable {
    let pointer: OpaquePointer
    let statement: String

    init(_ pointer: OpaquePointer, statement: String) {
        self.pointer = pointer
        self.statement = statement
    }

    deinit { PQclear(pointer) }

    var rowCount: Int32 { PQntuples(pointer) }
    var columnCount: Int32 { PQnfields(pointer) }

    /// How many rows the statement changed or returned.
    var affectedRows: Int {
        guard let text = PQcmdTuples(pointer) else { return 0 }
        return Int(String(cString: text)) ?? 0
    }

    /// The word PostgreSQL answered with, such as `COMMIT`.
    var commandTag: String { PQcmdStatus(pointer).map { String(cString: $0) } ?? "" }

    func rows<T>(_ decode: (Row) throws -> T) throws -> [T] {
        var rows: [T] = []
        rows.reserveCapacity(Int(rowCount))
        for index in 0..<rowCount { rows.append(try decode(Row(reply: self, index: index))) }
        return rows
    }

    func first<T>(_ decode: (Row) throws -> T) throws -> T? {
        rowCount == 0 ? nil : try decode(Row(reply: self, index: 0))
    }
}
