import Basics
import EventLoop
import Foundation
import Postgres

/// Every SQL statement about the drop folder.
@Loop struct DropStore {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// The earlier import of the same file under the same name that stands, or is on its way.
    ///
    /// Waits for whoever takes the same file at this moment.
    func earlier(_ name: String, hash: [UInt8]) async throws -> ID<Import>? {
        try await connection.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(\("deskbell drop " + name), 0))")
        return try await connection.first(
            { try $0["import_id"] },
            """
            SELECT d.import_id
            FROM import_drops AS d
            JOIN imports AS i ON i.id = d.import_id
            WHERE d.file_name = \(name) AND d.content_hash = \(hash) AND i.state IN ('running', 'done')
            ORDER BY d.taken_at DESC, d.import_id
            LIMIT 1
            """)
    }

    func insert(_ id: ID<Import>, name: String, hash: [UInt8], at now: Date) async throws {
        try await connection.execute(
            """
            INSERT INTO import_drops (import_id, file_name, content_hash, taken_at)
            VALUES (\(id), \(name), \(hash), \(now))
            """)
    }

    /// Whether this is the first time the result is noted.
    func settle(_ id: ID<Import>, at now: Date) async throws -> Bool {
        try await connection.execute(
            "UPDATE import_drops SET settled_at = \(now) WHERE import_id = \(id) AND settled_at IS NULL") == 1
    }

    func refuse(_ id: ID<Import>, _ fault: DropFault) async throws {
        try await connection.execute("UPDATE imports SET fault_code = \(fault.rawValue) WHERE id = \(id)")
    }

    /// The columns of the last import of this kind with these headings.
    func columns(kind: String, header: [String]) async throws -> ColumnMapping? {
        let header = JSONValue.array(header.map(JSONValue.string))
        return try await connection.first(
            { try Import($0).mapping },
            """
            SELECT \(Import.columns)
            FROM imports AS i
            WHERE i.kind = \(kind) AND i.header = \(header) AND i.started_at IS NOT NULL
            ORDER BY i.started_at DESC, i.id DESC
            LIMIT 1
            """)
    }

    // MARK: Out

    /// Up to when changes of this list were written.
    func changedUntil(_ name: String) async throws -> Date? {
        try await connection.first(
            { try $0["changed_until"] }, "SELECT changed_until FROM drop_exports WHERE name = \(name)")
    }

    func wrote(_ name: String, until moment: Date) async throws {
        try await connection.execute(
            """
            INSERT INTO drop_exports (name, changed_until) VALUES (\(name), \(moment))
            ON CONFLICT (name) DO UPDATE SET changed_until = EXCLUDED.changed_until
            """)
    }
}
