import Basics
import EventLoop
import Foundation
import Postgres

/// Every SQL statement about the taxes quotes choose from.
@Loop struct TaxRateStore {
    private static let columns: SQL = "id, name, known_as, basis_points, is_default, archived_at, version"

    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    func rates(archived: Bool) async throws -> [TaxRate] {
        let condition: SQL = archived ? "true" : "archived_at IS NULL"
        return try await connection.rows(
            TaxRate.init, "SELECT \(Self.columns) FROM tax_rates WHERE \(condition) ORDER BY position, id")
    }

    func rate(_ id: ID<TaxRate>, locked: Bool = false) async throws -> TaxRate? {
        // In one order, whichever is changed: making one the default changes another.
        if locked { try await OfferedList("tax_rates", connection).lock() }
        return try await connection.first(
            TaxRate.init, "SELECT \(Self.columns) FROM tax_rates WHERE id = \(id)")
    }

    /// The default; there always is one.
    func usual() async throws -> TaxRate {
        try await connection.one(TaxRate.init, "SELECT \(Self.columns) FROM tax_rates WHERE is_default")
    }

    func insert(_ id: ID<TaxRate>, name: String, basisPoints: Int) async throws {
        try await connection.execute(
            """
            INSERT INTO tax_rates (id, name, basis_points, position)
            SELECT \(id), \(name), \(basisPoints), COALESCE(max(position), 0) + 1 FROM tax_rates
            """)
    }

    /// Puts a rate at a place among those offered, from 1; the others keep their order.
    func put(_ id: ID<TaxRate>, at place: Int) async throws {
        try await OfferedList("tax_rates", connection).put(id.uuid, at: place)
    }

    /// The one that was the default before is it no longer.
    func makeDefault(_ id: ID<TaxRate>) async throws {
        try await connection.execute(
            "UPDATE tax_rates SET is_default = false, version = version + 1 WHERE is_default AND id <> \(id)")
        try await connection.execute("UPDATE tax_rates SET is_default = true WHERE id = \(id)")
    }

    func update(_ id: ID<TaxRate>, name: String, basisPoints: Int, archivedAt: Date?) async throws {
        try await connection.execute(
            """
            UPDATE tax_rates
            SET name = \(name), known_as = CASE WHEN name = \(name) THEN known_as END, basis_points = \(basisPoints),
                archived_at = \(archivedAt), version = version + 1
            WHERE id = \(id)
            """)
    }
}
