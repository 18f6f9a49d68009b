package import Foundation

/// What taking records back comes to: those the import made go, those it changed get their old values, and whatever has
/// had a life of its own since stays, with the reason.
package struct TakingBack<Snapshot: ImportSnapshot> {
    package private(set) var removed: [StoredRecord<Snapshot>] = []
    package private(set) var restored: [Snapshot] = []
    package private(set) var kept: [UUID: KeptReason] = [:]

    /// - Parameters:
    ///   - stored: Those of the records that are still there.
    ///   - used: Those on which something else has grown.
    package init(_ records: [ImportedRecord], stored: [StoredRecord<Snapshot>], used: Set<UUID>) throws {
        let present = Dictionary(uniqueKeysWithValues: stored.map { ($0.snapshot.id, $0) })
        for record in records {
            guard let now = present[record.id] else {
                // Deleted meanwhile: of one the import made nothing is left, another cannot be given back its values.
                if record.before != nil { kept[record.id] = .gone }
                continue
            }
            let isUntouched =
                try now.version == record.version
                && now.snapshot == SnapshotJSON.value(Snapshot.self, record.after)
            if !isUntouched {
                kept[record.id] = .changedSince
            } else if let before = record.before {
                restored.append(try SnapshotJSON.value(Snapshot.self, before))
            } else if used.contains(record.id) {
                kept[record.id] = .usedElsewhere
            } else {
                removed.append(now)
            }
        }
    }
}
