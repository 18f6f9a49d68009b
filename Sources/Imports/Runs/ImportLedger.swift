import Basics
package import EventLoop
package import Foundation
package import Postgres

/// What the kinds may ask of the ledger.
@Loop package struct ImportLedger {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// Those of these records that rows further above in the same file have made.
    package func made(_ ids: [UUID], by importID: UUID) async throws -> Set<UUID> {
        Set(
            try await connection.rows(
                { try $0["record_id"] as UUID },
                """
                SELECT record_id
                FROM import_records
                WHERE import_id = \(importID) AND record_id = ANY (\(ids)) AND before IS NULL
                ORDER BY record_id
                """))
    }

    /// Those of these records that rows further above in the same file have written.
    package func written(_ ids: [UUID], by importID: UUID) async throws -> Set<UUID> {
        Set(
            try await connection.rows(
                { try $0["record_id"] as UUID },
                """
                SELECT record_id
                FROM import_records
                WHERE import_id = \(importID) AND record_id = ANY (\(ids))
                ORDER BY record_id
                """))
    }
}
