import Basics
package import EventLoop
package import Foundation
package import Imports
package import Postgres
package import Web

/// Customers out of a table: each row is found again by the shop's own id, then by address, else it is somebody new.
///
/// A telephone number is shared in families and offices, so it identifies nobody.
@Loop package struct CustomerImport: ImportKind {
    package let name = "customers"
    package let groupField: String? = nil
    private let context: AppContext

    package init(context: AppContext) {
        self.context = context
    }

    package func fields(in connection: Connection) async throws -> [ImportField] {
        try await CustomerColumns.fields
            + CustomFieldStore(connection).definitions(.customer).map(CustomerColumns.field)
    }

    package func write(
        _ rows: [ImportRow], of importID: UUID, in connection: Connection
    ) async throws -> BatchResult {
        let now = context.clock.now
        let batch = try await CustomerBatch(rows, at: now, random: context.random, in: connection)
        var result = BatchResult()
        let definitions = try await CustomFieldStore(connection).definitions(.customer)
        var people = batch
        for row in rows { result.outcomes[row.number] = people.take(row, definitions) }
        result.records = try await people.store(in: connection)
        return result
    }

    package func undo(_ records: [ImportedRecord], in connection: Connection) async throws -> [UUID: KeptReason] {
        var kept = try await undoCustomers(records.filter { $0.kind == "customer" }, in: connection)
        let companies = records.filter { $0.kind == "company" }.map(\.id)
        if !companies.isEmpty {
            let removed = try await CustomerImportStore(connection).removeUnusedCompanies(companies)
            for id in companies where !removed.contains(id) { kept[id] = .usedElsewhere }
        }
        return kept
    }

    private func undoCustomers(
        _ records: [ImportedRecord], in connection: Connection
    ) async throws -> [UUID: KeptReason] {
        guard !records.isEmpty else { return [:] }
        let store = CustomerImportStore(connection)
        let stored = try await store.customers(ids: records.map(\.id))
        let present = Dictionary(uniqueKeysWithValues: stored.map { ($0.snapshot.id, $0) })
        let used = try await store.used(records.filter { $0.before == nil }.map(\.id))
        var kept: [UUID: KeptReason] = [:]
        var removed: [UUID] = []
        var restored: [CustomerSnapshot] = []
        for record in records {
            guard let now = present[record.id] else {
                // Deleted meanwhile: of one the import made nothing is left, another cannot be given back its values.
                if record.before != nil { kept[record.id] = .gone }
                continue
            }
            let isUntouched =
                try now.version == record.version
                && now.snapshot == CustomerSnapshot.decoded(record.after)
            if !isUntouched {
                kept[record.id] = .changedSince
            } else if let before = record.before {
                restored.append(try CustomerSnapshot.decoded(before))
            } else if used.contains(record.id) {
                kept[record.id] = .usedElsewhere
            } else {
                removed.append(record.id)
            }
        }
        try await store.remove(removed)
        try await store.update(restored, at: context.clock.now)
        return kept
    }
}
