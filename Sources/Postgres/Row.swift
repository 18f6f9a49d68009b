import CPostgres
import Foundation

/// One row of an answer; valid only inside the closure that decodes it.
package struct Row {
    private let reply: Reply
    private let index: Int32

    init(reply: Reply, index: Int32) {
        self.reply = reply
        self.index = index
    }

    /// The column's value.
    ///
    /// - Throws: `DatabaseError` of kind `.decoding` when the column is missing, NULL or of another type.
    package subscript<T: SQLDecodable>(_ column: String) -> T {
        get throws {
            let place = try place(of: column, wanted: T.self)
            guard let text = text(at: place) else { throw failure(column, place, T.self, "it is NULL") }
            return try decode(text, column, place)
        }
    }

    /// The column's value, or `nil` for NULL.
    ///
    /// - Throws: `DatabaseError` of kind `.decoding` when the column is missing or of another type.
    package subscript<T: SQLDecodable>(_ column: String) -> T? {
        get throws {
            let place = try place(of: column, wanted: T.self)
            guard let text = text(at: place) else { return nil }
            return try decode(text, column, place) as T
        }
    }

    /// The column's text as PostgreSQL sent it, or `nil` for NULL or when there is no such column.
    package func bytes(_ column: String) -> [UInt8]? {
        guard let place = find(column), let text = text(at: place) else { return nil }
        return Array(text)
    }

    private func decode<T: SQLDecodable>(
        _ text: UnsafeBufferPointer<UInt8>, _ column: String, _ place: Int32
    ) throws -> T {
        do {
            return try T.decode(sqlText: text)
        } catch let reason as SQLDecodingFailure {
            throw failure(column, place, T.self, reason.reason)
        }
    }

    private func find(_ column: String) -> Int32? {
        column.withCString { name in
            for place in 0..<reply.columnCount where strcmp(PQfname(reply.pointer, place), name) == 0 { return place }
            return nil
        }
    }

    private func place<T>(of column: String, wanted: T.Type) throws -> Int32 {
        guard let place = find(column) else {
            throw DatabaseError(
                .decoding, "The answer has no column \"\(column)\" to read as \(T.self).", statement: reply.statement)
        }
        return place
    }

    private func text(at place: Int32) -> UnsafeBufferPointer<UInt8>? {
        guard PQgetisnull(reply.pointer, index, place) == 0, let value = PQgetvalue(reply.pointer, index, place) else {
            return nil
        }
        let count = Int(PQgetlength(reply.pointer, index, place))
        // libpq says char, Swift says UInt8: the same byte.
        return value.withMemoryRebound(to: UInt8.self, capacity: count) { UnsafeBufferPointer(start: $0, count: count) }
    }

    private func failure<T>(_ column: String, _ place: Int32, _ wanted: T.Type, _ reason: String) -> DatabaseError {
        let type = ColumnType.name(PQftype(reply.pointer, place))
        return DatabaseError(
            .decoding, "Column \"\(column)\" of type \(type) cannot be read as \(T.self): \(reason).",
            statement: reply.statement)
    }
}
