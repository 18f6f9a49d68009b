import Basics
import EventLoop
import Foundation
import Postgres

/// Moves rows from one customer to another and puts exactly those back, whichever module they belong to.
@Loop struct MergeMoves {
    /// What became of one column's rows.
    struct Count: Sendable, Equatable {
        let table: String
        var moved = 0
        /// Rows that stay with their customer, because the other one has such a row and may have only one.
        var left = 0
    }

    let connection: Connection

    /// Moves every row that names `from` to `to` and writes each down under the merge.
    func moveAll(from: UUID, to: UUID, merge: UUID) async throws -> [Count] {
        try await correcting(from) {
            var counts: [Count] = []
            for reference in try await CustomerReference.all(in: connection) {
                let count = try await move(reference, from: from, to: to, merge: merge)
                if count.moved + count.left > 0 { counts.append(count) }
            }
            return counts
        }
    }

    /// The past is corrected with the present: tickets that change hands here were never anybody else's, so nothing of it is
    /// kept as their past.
    private func correcting<T>(_ from: UUID, _ body: () async throws -> T) async throws -> T {
        // Keys are compared as JSON, in which a moment has the session's zone.
        try await connection.execute("SELECT set_config('TimeZone', 'UTC', true)")
        let last: Int = try await connection.one(
            { try $0["last"] }, "SELECT COALESCE(max(id), 0) AS last FROM ticket_past_values")
        let result = try await body()
        try await connection.execute("DELETE FROM ticket_past_values WHERE customer_id = \(from) AND id > \(last)")
        return result
    }

    private func move(_ reference: CustomerReference, from: UUID, to: UUID, merge: UUID) async throws -> Count {
        var count = Count(table: reference.table)
        let moved = try await unlessTaken(reference) {
            try await write(reference, merge, "\(reference.names(from))", to)
        }
        if let moved {
            count.moved = moved
            return count
        }
        // Some row cannot have the other's name: one by one, so that the others go.
        let keys: [JSONValue] = try await connection.rows(
            { try $0["row_key"] },
            "SELECT \(reference.rowKey) AS row_key FROM \(reference.tableName) AS t WHERE \(reference.names(from))")
        for key in keys {
            let condition: SQL = "\(reference.names(from)) AND \(reference.rowKey) = \(key)::jsonb"
            if try await unlessTaken(reference, { try await write(reference, merge, condition, to) }) == nil {
                count.left += 1
            } else {
                count.moved += 1
            }
        }
        return count
    }

    private func write(
        _ reference: CustomerReference, _ merge: UUID, _ condition: SQL, _ to: UUID
    ) async throws -> Int {
        try await connection.execute(
            """
            WITH moved AS (
                UPDATE \(reference.tableName) AS t
                SET \(reference.columnName) = \(to)
                WHERE \(condition)
                RETURNING \(reference.rowKey) AS row_key
            )
            INSERT INTO customer_merge_moves (merge_id, table_name, column_name, row_key)
            SELECT \(merge)::uuid, \(reference.table), \(reference.column), row_key
            FROM moved
            """)
    }

    /// Puts back what the merge moved and nothing else.
    ///
    /// - Returns: Rows that are gone or belong to somebody else since, by table.
    func putBack(merge: UUID, from: UUID, to: UUID) async throws -> [String: Int] {
        try await correcting(from) { try await putBackAll(merge, from, to) }
    }

    private func putBackAll(_ merge: UUID, _ from: UUID, _ to: UUID) async throws -> [String: Int] {
        let references = try await CustomerReference.all(in: connection)
        let noted = try await connection.rows(
            { row -> (String, String, Int) in
                (try row["table_name"], try row["column_name"], try row["count"])
            },
            """
            SELECT table_name, column_name, count(*) AS count
            FROM customer_merge_moves
            WHERE merge_id = \(merge)
            GROUP BY table_name, column_name
            ORDER BY table_name, column_name
            """)
        var missing: [String: Int] = [:]
        for (table, column, count) in noted {
            guard let reference = references.first(where: { $0.table == table && $0.column == column }) else {
                missing[table, default: 0] += count
                continue
            }
            let back = try await putBack(reference, merge, from, to)
            if back < count, !CustomerReference.prepared.contains(table) { missing[table, default: 0] += count - back }
        }
        return missing
    }

    private func putBack(_ reference: CustomerReference, _ merge: UUID, _ from: UUID, _ to: UUID) async throws -> Int {
        let noted: SQL = """
            SELECT m.row_key
            FROM customer_merge_moves AS m
            WHERE m.merge_id = \(merge) AND m.table_name = \(reference.table) AND m.column_name = \(reference.column)
            """
        let set: SQL = "UPDATE \(reference.tableName) AS t SET \(reference.columnName) = \(to)"
        let all = try await unlessTaken(reference) {
            try await connection.execute("\(set) WHERE \(reference.names(from)) AND \(reference.rowKey) IN (\(noted))")
        }
        if let all { return all }
        var back = 0
        for key in try await connection.rows({ try $0["row_key"] as JSONValue }, noted) {
            back +=
                try await unlessTaken(reference) {
                    try await connection.execute(
                        "\(set) WHERE \(reference.names(from)) AND \(reference.rowKey) = \(key)::jsonb")
                } ?? 0
        }
        return back
    }

    /// What `body` gives, or `nil` with nothing done when a unique key is in its way.
    ///
    /// A table that refuses changes refuses others than this one: whom a row is about follows the person.
    private func unlessTaken(_ reference: CustomerReference, _ body: () async throws -> Int) async throws -> Int? {
        do {
            return try await safely(body)
        } catch let error as DatabaseError where Self.taken.contains(error.sqlState ?? "") {
            return nil
        } catch let error as DatabaseError where Self.refused.contains(error.sqlState ?? "") {
            do {
                return try await safely {
                    try await connection.execute("ALTER TABLE \(reference.tableName) DISABLE TRIGGER USER")
                    let count = try await body()
                    try await connection.execute("ALTER TABLE \(reference.tableName) ENABLE TRIGGER USER")
                    return count
                }
            } catch let error as DatabaseError where Self.taken.contains(error.sqlState ?? "") {
                return nil
            }
        }
    }

    /// Unique keys and exclusions.
    private static let taken: Set = ["23505", "23P01"]
    /// What triggers of append-only tables raise.
    private static let refused: Set = ["P0001", "42501"]

    private func safely(_ body: () async throws -> Int) async throws -> Int {
        try await connection.execute("SAVEPOINT moving")
        do {
            let count = try await body()
            try await connection.execute("RELEASE SAVEPOINT moving")
            return count
        } catch {
            try await connection.execute("ROLLBACK TO SAVEPOINT moving")
            throw error
        }
    }
}
