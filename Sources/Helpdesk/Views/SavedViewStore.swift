package import Basics
package import EventLoop
import Foundation
package import Postgres
package import Web

/// Every SQL statement about saved views.
@Loop package struct SavedViewStore {
    let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    private static let view: (Row) throws -> SavedView = { row in
        let filters: JSONValue = try row["filters"]
        var parameters: [String: String] = [:]
        if case .object(let fields) = filters { parameters = fields.compactMapValues(\.string) }
        return SavedView(
            id: try row["id"], name: try row["name"], subject: try row["subject"], ownerID: try row["owner_id"],
            isShared: try row["shared"],
            parameters: parameters, position: try row["position"], version: try row["version"])
    }

    /// The asker's own views and the shared ones, in the order people gave them.
    package func views(
        of subject: SavedView.Subject? = nil, for principal: Principal
    ) async throws -> [SavedView] {
        try await connection.rows(
            Self.view,
            """
            SELECT id, name, subject, owner_id, shared, filters, position, version
            FROM saved_views
            WHERE (shared OR owner_id = \(principal.id)) AND (\(subject)::text IS NULL OR subject = \(subject))
            ORDER BY position, lower(name), id
            LIMIT 100
            """)
    }

    /// - Throws: `Problem.notFound` when there is none, or it is somebody else's own.
    package func view(_ id: ID<SavedView>, for principal: Principal) async throws -> SavedView {
        let found = try await connection.first(
            Self.view,
            """
            SELECT id, name, subject, owner_id, shared, filters, position, version
            FROM saved_views
            WHERE id = \(id) AND (shared OR owner_id = \(principal.id))
            """)
        guard let found else { throw Problem.notFound("view") }
        return found
    }

    func insert(_ view: SavedView, at now: Date) async throws {
        try await connection.execute(
            """
            INSERT INTO saved_views (id, name, subject, owner_id, shared, filters, position, created_at)
            VALUES (\(view.id), \(view.name), \(view.subject), \(view.ownerID), \(view.isShared), \(filters(view)), \(view.position),
                \(now))
            """)
    }

    func update(_ view: SavedView) async throws {
        try await connection.execute(
            """
            UPDATE saved_views
            SET name = \(view.name), shared = \(view.isShared), filters = \(filters(view)),
                position = \(view.position), version = version + 1
            WHERE id = \(view.id)
            """)
    }

    func delete(_ id: ID<SavedView>) async throws {
        try await connection.execute("DELETE FROM saved_views WHERE id = \(id)")
    }

    private func filters(_ view: SavedView) -> JSONValue {
        .object(view.parameters.mapValues(JSONValue.string))
    }
}
