package import EventLoop
import Foundation
package import Postgres

/// Rows that each mean one record, worked out in memory against the records already here, then written in a few statements.
@Loop package struct RowBatch<Snapshot: ImportSnapshot> {
    private let onMatch: OnMatch
    private let before: [UUID: StoredRecord<Snapshot>]
    private var made: Set<UUID> = []
    private var written: [UUID: (snapshot: Snapshot, row: Int)] = [:]
    private var order: [UUID] = []
    private var outcomes: [Int: RowOutcome] = [:]

    /// - Parameter stored: Every record a row may mean.
    package init(_ stored: [StoredRecord<Snapshot>], of run: ImportRun, in connection: Connection) async throws {
        onMatch = run.onMatch
        before = Dictionary(uniqueKeysWithValues: stored.map { ($0.snapshot.id, $0) })
        if onMatch != .update { made = try await ImportLedger(connection).made(Array(before.keys), by: run.id) }
    }

    /// Puts one row in.
    ///
    /// - Parameters:
    ///   - old: The record it means, as the rows above have left it; `nil` for something new.
    ///   - faults: What finding the record has shown to be wrong.
    ///   - applied: The record with the cells of a row put in.
    /// - Returns: The record as the row leaves it; `nil` when the row changes nothing.
    package mutating func take(
        _ row: ImportRow, about old: Snapshot?, _ faults: RowFaults, applied: (ImportRow, inout RowFaults) -> Snapshot
    ) -> Snapshot? {
        guard let row = onMatch.row(row, about: old, made: made) else {
            outcomes[row.number] = .skipped
            return nil
        }
        var faults = faults
        let new = applied(row, &faults)
        guard faults.all.isEmpty else {
            outcomes[row.number] = .failed(faults.all)
            return nil
        }
        outcomes[row.number] = old == nil ? .created : new == old ? .unchanged : .updated
        guard new != old else { return nil }
        if old == nil { made.insert(new.id) }
        if written[new.id] == nil { order.append(new.id) }
        written[new.id] = (new, written[new.id]?.row ?? row.number)
        return new
    }

    /// The records that are to be written, each with the first row that changed it.
    package var changed: [(snapshot: Snapshot, row: Int)] {
        order.compactMap { written[$0] }.filter { $0.snapshot != before[$0.snapshot.id]?.snapshot }
    }

    /// Those of the changed records that are new.
    package var added: [Snapshot] { changed.map(\.snapshot).filter { before[$0.id] == nil } }

    /// Those of the changed records that were here.
    package var updated: [Snapshot] { changed.map(\.snapshot).filter { before[$0.id] != nil } }

    /// What the rows came to.
    ///
    /// - Parameters:
    ///   - kind: The kind of record, as the ledger names it.
    ///   - stored: The changed records as they are stored now: what an undo compares with is how the database shows them.
    ///   - label: What people call a record.
    package func result(
        _ kind: String, _ stored: [StoredRecord<Snapshot>], label: (Snapshot) -> String
    ) throws -> BatchResult {
        let after = Dictionary(uniqueKeysWithValues: stored.map { ($0.snapshot.id, $0) })
        var result = BatchResult()
        result.outcomes = outcomes
        result.records = try changed.compactMap { snapshot, row in
            guard let stored = after[snapshot.id] else { return nil }
            return ImportedRecord(
                kind: kind, id: snapshot.id, rowNumber: row, label: label(snapshot),
                before: try before[snapshot.id].map { try SnapshotJSON.text($0.snapshot) },
                after: try SnapshotJSON.text(stored.snapshot), version: stored.version)
        }
        return result
    }
}
