import Access
import Basics
import Customers
package import EventLoop
package import Foundation
package import Imports
package import Postgres
package import Web

/// Orders out of a table with one row a line, found again by the shop's own number.
///
/// They are history: nobody is told of them. A customer nobody knows yet is made with the order.
@Loop package struct OrderImport: ImportKind {
    package let name = "orders"
    package let groupField: String? = "reference"
    private let context: AppContext

    package init(context: AppContext) {
        self.context = context
    }

    package func fields(in connection: Connection) async throws -> [ImportField] {
        OrderColumns.fields
    }

    package func write(
        _ rows: [ImportRow], of run: ImportRun, in connection: Connection
    ) async throws -> BatchResult {
        let now = context.clock.now
        let store = OrderImportStore(connection)
        let columns = try await columns(rows, now, connection)
        let stored = try await store.orders(references: rows.compactMap { $0["reference"] })
        let before = Dictionary(uniqueKeysWithValues: stored.map { ($0.snapshot.reference, $0) })
        let written = try await ImportLedger(connection).written(stored.map(\.snapshot.id), by: run.id)
        var customers = try await CustomerBatch(
            rows.map(Self.customer), at: now, random: context.random, in: connection)
        var result = BatchResult()
        var changed: [(order: OrderSnapshot, row: Int)] = []
        for rows in Self.groups(rows) {
            var faults = RowFaults()
            let reference = faults.required(OrderColumns.merged(rows), "reference", max: 100)
            let old = before[reference]?.snapshot
            let group = rows.compactMap { run.onMatch.row($0, about: old, made: written) }
            guard !group.isEmpty else {
                for row in rows { result.outcomes[row.number] = .skipped }
                continue
            }
            let head = OrderColumns.merged(group)
            if let old, written.contains(old.id) {
                faults.refuse("reference", "apart", "stands further above as well: put the rows of one order together")
            }
            let address = head["customer_email"]
            if let address, EmailAddress.checked(address) == nil {
                faults.refuse("customer_email", "email", "must be an e-mail address")
            }
            let known =
                customers.find(externalID: head["customer_external_id"], email: address)
                ?? (head["customer_email"] == nil && head["customer_external_id"] == nil ? old?.customerID : nil)
            if known == nil, address == nil {
                faults.refuse("customer_email", "unknown_customer", "is required for a customer nobody knows here")
            }
            let blank = OrderSnapshot(
                id: ID<Order>.make(at: now, random: context.random).uuid, reference: reference,
                customerID: known ?? UUID(), placedAt: now.timeIntervalSince1970.rounded(.down))
            var order = columns.applied(group, to: old ?? blank, isNew: old == nil, &faults)
            guard faults.all.isEmpty else {
                for row in group { result.outcomes[row.number] = .failed(faults.all) }
                continue
            }
            order.customerID =
                known
                ?? customers.add(
                    externalID: head["customer_external_id"], email: address, name: head["customer_name"],
                    row: head.number)
            let outcome: RowOutcome = old == nil ? .created : order == old ? .unchanged : .updated
            for row in group { result.outcomes[row.number] = outcome }
            if outcome != .unchanged { changed.append((order, head.number)) }
        }
        result.records = try await customers.store(in: connection)
        result.records += try await put(changed, before, store, now)
        return result
    }

    private func columns(_ rows: [ImportRow], _ now: Date, _ connection: Connection) async throws -> OrderColumns {
        let company = try await CompanyStore(connection).company()
        let products = try await ProductStore(connection).products(ids: [], skus: rows.compactMap { $0["sku"] })
        return OrderColumns(
            now: now, zone: company?.zone ?? .gmt, currency: company?.currency ?? "CNY",
            products: Dictionary(products.map { ($0.sku, $0) }, uniquingKeysWith: { first, _ in first }))
    }

    private func put(
        _ changed: [(order: OrderSnapshot, row: Int)], _ before: [String: StoredRecord<OrderSnapshot>],
        _ store: OrderImportStore, _ now: Date
    ) async throws -> [ImportedRecord] {
        let orders = changed.map(\.order)
        try await store.insert(orders.filter { before[$0.reference] == nil }, at: now)
        try await store.update(orders.filter { before[$0.reference] != nil }, at: now)
        let after = Dictionary(
            uniqueKeysWithValues: try await store.orders(ids: orders.map(\.id)).map { ($0.snapshot.id, $0) })
        return try changed.compactMap { order, row in
            guard let stored = after[order.id] else { return nil }
            return ImportedRecord(
                kind: "order", id: order.id, rowNumber: row, label: order.reference,
                before: try before[order.reference].map { try SnapshotJSON.text($0.snapshot) },
                after: try SnapshotJSON.text(stored.snapshot), version: stored.version)
        }
    }

    /// The row as one about its customer.
    private static func customer(_ row: ImportRow) -> ImportRow {
        var values: [String: String] = [:]
        values["external_id"] = row["customer_external_id"]
        values["email"] = row["customer_email"]
        return ImportRow(number: row.number, values: values)
    }

    /// The rows of each order, in the order of their first ones; a row without a reference stands alone.
    private static func groups(_ rows: [ImportRow]) -> [[ImportRow]] {
        var groups: [[ImportRow]] = []
        var places: [String: Int] = [:]
        for row in rows {
            if let reference = row["reference"], let place = places[reference] {
                groups[place].append(row)
            } else {
                if let reference = row["reference"] { places[reference] = groups.count }
                groups.append([row])
            }
        }
        return groups
    }

    package func undo(_ records: [ImportedRecord], in connection: Connection) async throws -> [UUID: KeptReason] {
        let ours = records.filter { $0.kind == "order" }
        var kept = try await undoOrders(ours, in: connection)
        // Customers come after their orders, which would keep them.
        let others = records.filter { $0.kind != "order" }
        kept.merge(try await CustomerImport(context: context).undo(others, in: connection)) { $1 }
        return kept
    }

    private func undoOrders(
        _ records: [ImportedRecord], in connection: Connection
    ) async throws -> [UUID: KeptReason] {
        let store = OrderImportStore(connection)
        let back = try TakingBack(
            records, stored: try await store.orders(ids: records.map(\.id)),
            used: try await store.used(records.map(\.id)))
        try await store.remove(back.removed.map(\.snapshot.id))
        try await store.update(back.restored, at: context.clock.now)
        return back.kept
    }
}
