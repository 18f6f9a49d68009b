import Basics
import EventLoop
import Foundation
import Postgres

/// Puts rows into tables many at a time: one statement per five hundred rows.
@Loop struct DemoRows {
    let connection: Connection

    /// - Parameter rows: Objects with the same keys, the table's columns.
    func insert(into table: StaticString, _ rows: [[String: JSONValue]]) async throws {
        guard let columns = rows.first?.keys.sorted() else { return }
        let names = SQL(trusted: columns.map { "\"\($0)\"" }.joined(separator: ", "))
        for start in stride(from: 0, to: rows.count, by: 500) {
            let batch = JSONValue.array(rows[start..<min(start + 500, rows.count)].map { .object($0) })
            try await connection.execute(
                """
                INSERT INTO \(identifier: table) (\(names))
                SELECT \(names) FROM jsonb_populate_recordset(NULL::\(identifier: table), \(batch)::jsonb)
                """)
        }
    }
}

extension JSONValue {
    static func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
    static func id(_ id: UUID?) -> JSONValue { .text(id?.uuidString.lowercased()) }
    static func date(_ date: Date?) -> JSONValue { .text(date?.rfc3339) }
    static func int(_ number: Int) -> JSONValue { .number(Double(number)) }
}
