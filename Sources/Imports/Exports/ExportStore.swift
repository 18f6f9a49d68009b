import Basics
import EventLoop
import Foundation
import Postgres

/// Every SQL statement about exports.
@Loop struct ExportStore {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    func item(_ id: ID<Export>) async throws -> Export? {
        try await connection.first(Export.init, "SELECT \(Export.columns) FROM exports AS e WHERE e.id = \(id)")
    }

    /// The filters the list was asked for with.
    func filters(of id: ID<Export>) async throws -> [String: String] {
        let filters: JSONValue? = try await connection.first(
            { try $0["filters"] }, "SELECT filters FROM exports WHERE id = \(id)")
        guard case .object(let members) = filters else { return [:] }
        return members.compactMapValues(\.string)
    }

    func insert(
        _ id: ID<Export>, name: String, filters: [String: String], by userID: UUID?, called userName: String,
        at now: Date
    ) async throws {
        try await connection.execute(
            """
            INSERT INTO exports (id, name, filters, created_by, created_by_name, created_at)
            VALUES (\(id), \(name), \(JSONValue.object(filters.mapValues(JSONValue.string))), \(userID), \(userName),
                \(now))
            """)
    }

    func progress(_ id: ID<Export>, rows: Int) async throws {
        try await connection.execute("UPDATE exports SET row_count = \(rows) WHERE id = \(id)")
    }

    func end(_ id: ID<Export>, _ state: ExportState, sizeBytes: Int, at now: Date) async throws {
        try await connection.execute(
            """
            UPDATE exports SET state = \(state), size_bytes = \(sizeBytes), finished_at = \(now) WHERE id = \(id)
            """)
    }

    /// Forgets exports begun before `moment`.
    ///
    /// - Returns: Those whose files can go.
    func forget(begunBefore moment: Date) async throws -> [ID<Export>] {
        try await connection.rows(
            { try $0["id"] }, "DELETE FROM exports WHERE created_at < \(moment) RETURNING id")
    }
}
