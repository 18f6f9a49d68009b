package import Foundation
package import Postgres

/// Everything an import may change about one record, as the ledger keeps it.
package protocol ImportSnapshot: Codable, Equatable, Sendable {
    var id: UUID { get }
    /// Keys of the import fields that hold something, those records are found by aside: they are never filled.
    var filledFields: Set<String> { get }
}

/// A record as it is stored now, read from `state` (its snapshot's JSON) and `version`.
package struct StoredRecord<Snapshot: ImportSnapshot>: Sendable {
    package let snapshot: Snapshot
    package let version: Int

    package init(_ row: Row) throws {
        snapshot = try SnapshotJSON.value(Snapshot.self, try row["state"])
        version = try row["version"]
    }
}
