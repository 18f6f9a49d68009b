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
        var products = Dictionary(uniqueKeysWithValues: stored.map { ($0.snapshot.sku, $0.snapshot) })
        var batch = try await RowBatch(stored, of: run, in: connection)
        for row in rows {
            var faults = RowFaults()
            let sku = faults.required(row, "sku", max: 64)
            let old = products[sku]
            let blank = ProductSnapshot(id: ID<Product>.make(at: now, random: context.random).uuid, sku: sku)
            let new = batch.take(row, about: old, faults) { row, faults in
                ProductColumns.applied(row, to: old ?? blank, isNew: old == nil, currency: currency, &faults)
            }
            if let new { products[sku] = new }
        }
        try await store.insert(batch.added, at: now)
        try await store.update(batch.updated, at: now)
        return try batch.result(
            "product", try await store.products(ids: batch.changed.map(\.snapshot.id)), label: \.name)
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
