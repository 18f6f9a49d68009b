import Access
import Basics
package import EventLoop
package import Foundation
package import Imports
package import Postgres
package import Web

/// Products out of a table, found again by their SKU.
@Loop package struct ProductImport: ImportKind {
    package let name = "products"
    private let context: AppContext

    package init(context: AppContext) {
        self.context = context
    }

    package func fields(in connection: Connection) async throws -> [ImportField] {
        ProductColumns.fields
    }

    package func write(
        _ rows: [ImportRow], of run: ImportRun, in connection: Connection
    ) async throws -> BatchResult {
        let now = context.clock.now
        let store = ProductImportStore(connection)
        let stored = try await store.products(skus: rows.compactMap { $0["sku"] })
        let currency = try await CompanyStore(connection).company()?.currency ?? "CNY"
        let before = Dictionary(uniqueKeysWithValues: stored.map { ($0.snapshot.sku, $0) })
        var products = before.mapValues(\.snapshot)
        var made: Set<UUID> = []
        if run.onMatch != .update {
            made = try await ImportLedger(connection).made(stored.map(\.snapshot.id), by: run.id)
        }
        var firstRow: [String: Int] = [:]
        var order: [String] = []
        var result = BatchResult()
        for row in rows {
            var faults = RowFaults()
            let sku = faults.required(row, "sku", max: 64)
            let old = products[sku]
            guard let row = run.onMatch.row(row, about: old, made: made) else {
                result.outcomes[row.number] = .skipped
                continue
            }
            let new = ProductColumns.applied(
                row,
                to: old ?? ProductSnapshot(id: ID<Product>.make(at: now, random: context.random).uuid, sku: sku),
                isNew: old == nil, currency: currency, &faults)
            guard faults.all.isEmpty else {
                result.outcomes[row.number] = .failed(faults.all)
                continue
            }
            result.outcomes[row.number] = old == nil ? .created : new == old ? .unchanged : .updated
            guard new != old else { continue }
            products[sku] = new
            if old == nil { made.insert(new.id) }
            if firstRow[sku] == nil {
                firstRow[sku] = row.number
                order.append(sku)
            }
        }
        let changed = order.compactMap { products[$0] }.filter { $0 != before[$0.sku]?.snapshot }
        try await store.insert(changed.filter { before[$0.sku] == nil }, at: now)
        try await store.update(changed.filter { before[$0.sku] != nil }, at: now)
        let written = try await store.products(skus: changed.map(\.sku))
        let after = Dictionary(uniqueKeysWithValues: written.map { ($0.snapshot.sku, $0) })
        for product in changed {
            guard let stored = after[product.sku] else { continue }
            result.records.append(
                ImportedRecord(
                    kind: "product", id: product.id, rowNumber: firstRow[product.sku] ?? 0, label: product.name,
                    before: try before[product.sku].map { try SnapshotJSON.text($0.snapshot) },
                    after: try SnapshotJSON.text(stored.snapshot), version: stored.version))
        }
        return result
    }

    package func undo(_ records: [ImportedRecord], in connection: Connection) async throws -> [UUID: KeptReason] {
        let store = ProductImportStore(connection)
        let back = try TakingBack(
            records, stored: try await store.products(ids: records.map(\.id)),
            used: try await store.used(records.filter { $0.before == nil }.map(\.id)))
        try await store.remove(back.removed.map(\.snapshot.id))
        try await store.update(back.restored, at: context.clock.now)
        return back.kept
    }
}
