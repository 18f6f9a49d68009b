import Access
import Basics
package import EventLoop
package import Foundation
package import Imports
package import Postgres
package import Web

/// Parcels out of a table with one row a parcel or an event, found again by order and tracking number.
///
/// An order whose parcels left or came moves on with them, quietly as all imports.
@Loop package struct ShipmentImport: ImportKind {
    package let name = "shipments"
    package let groupField: String? = "order_reference"
    private let context: AppContext

    package init(context: AppContext) {
        self.context = context
    }

    package func fields(in connection: Connection) async throws -> [ImportField] {
        ShipmentColumns.fields
    }

    private struct Name: Hashable {
        let order: UUID
        let trackingNumber: String

        init(_ shipment: ShipmentSnapshot) {
            order = shipment.orderID
            trackingNumber = shipment.trackingNumber
        }

        init(order: UUID, trackingNumber: String) {
            self.order = order
            self.trackingNumber = trackingNumber
        }
    }

    package func write(
        _ rows: [ImportRow], of run: ImportRun, in connection: Connection
    ) async throws -> BatchResult {
        let now = context.clock.now
        let store = ShipmentImportStore(connection)
        let named = try await store.orders(rows.compactMap { $0["order_reference"] })
        // Orders first, then their parcels, as everywhere: nobody waits for the other.
        let orders = try await OrderImportStore(connection).orders(ids: Array(named.values))
        let ordersByID = Dictionary(uniqueKeysWithValues: orders.map { ($0.snapshot.id, $0.snapshot) })
        let stored = try await store.shipments(orders: Array(named.values))
        let before = Dictionary(stored.map { (Name($0.snapshot), $0) }, uniquingKeysWith: { first, _ in first })
        let company = try await CompanyStore(connection).company()
        let columns = ShipmentColumns(now: now, zone: company?.zone ?? .gmt)
        var current = before.mapValues(\.snapshot)
        var batch = try await RowBatch(stored, of: run, in: connection)
        for row in rows {
            var faults = RowFaults()
            let reference = faults.required(row, "order_reference", max: 100)
            let trackingNumber = faults.required(row, "tracking_number", max: 100)
            let order = named[reference].flatMap { ordersByID[$0] }
            if order == nil, !reference.isEmpty {
                faults.refuse("order_reference", "unknown_order", "names no order here")
            }
            let name = Name(order: order?.id ?? UUID(), trackingNumber: trackingNumber)
            let old = current[name]
            let blank = ShipmentSnapshot(
                id: ID<Shipment>.make(at: now, random: context.random).uuid, orderID: name.order,
                trackingNumber: trackingNumber, shippedAt: now.timeIntervalSince1970.rounded(.down))
            let new = batch.take(row, about: old, faults) { row, faults in
                if let order, old == nil, order.status == .cancelled || order.status == .returned {
                    faults.refuse("order_reference", "order_over", "names an order that is \(order.status.rawValue)")
                }
                return columns.applied(row, to: old ?? blank, isNew: old == nil, &faults)
            }
            if let new { current[name] = new }
        }
        try await store.insert(batch.added, at: now)
        try await store.update(batch.updated, at: now)
        let changed = batch.changed
        try await store.noteDelivered(
            changed.map(\.snapshot).filter {
                $0.status == .delivered && before[Name($0)]?.snapshot.status != .delivered
            })
        var result = try batch.result("shipment", try await store.shipments(ids: changed.map(\.snapshot.id))) {
            "\($0.carrier) \($0.trackingNumber)"
        }
        let moved = Self.moved(changed.map(\.snapshot.orderID), ordersByID, Array(current.values))
        let firstRows = Dictionary(
            changed.map { ($0.snapshot.orderID, $0.row) }, uniquingKeysWith: { first, _ in first })
        result.records += try await move(moved, orders, firstRows, connection)
        return result
    }

    /// The orders that are shipped, or delivered, by what is now known of all their parcels.
    private static func moved(
        _ touched: [UUID], _ orders: [UUID: OrderSnapshot], _ shipments: [ShipmentSnapshot]
    ) -> [OrderSnapshot] {
        Set(touched).sorted { $0.uuidString < $1.uuidString }.compactMap { id in
            guard let old = orders[id] else { return nil }
            var order = old
            let parcels = shipments.filter { $0.orderID == id }
            if order.status.mayBecome(.shipped) {
                order.status = .shipped
                order.shippedAt = order.shippedAt ?? parcels.map(\.shippedAt).min()
            }
            let arrivals = parcels.compactMap(\.deliveredAt)
            if arrivals.count == parcels.count, let last = arrivals.max(), order.status.mayBecome(.delivered) {
                order.status = .delivered
                order.deliveredAt = order.deliveredAt ?? last
            }
            return order == old ? nil : order
        }
    }

    private func move(
        _ moved: [OrderSnapshot], _ before: [StoredRecord<OrderSnapshot>], _ firstRows: [UUID: Int],
        _ connection: Connection
    ) async throws -> [ImportedRecord] {
        let store = OrderImportStore(connection)
        try await store.update(moved, at: context.clock.now)
        let after = try await store.orders(ids: moved.map(\.id))
        return try after.map { stored in
            let id = stored.snapshot.id
            return ImportedRecord(
                kind: "order", id: id, rowNumber: firstRows[id] ?? 0,
                label: stored.snapshot.reference,
                before: try before.first { $0.snapshot.id == id }.map { try SnapshotJSON.text($0.snapshot) },
                after: try SnapshotJSON.text(stored.snapshot), version: stored.version)
        }
    }

    package func undo(_ records: [ImportedRecord], in connection: Connection) async throws -> [UUID: KeptReason] {
        let ours = records.filter { $0.kind == "shipment" }
        var kept = try await OrderImport(context: context).undo(records.filter { $0.kind == "order" }, in: connection)
        let store = ShipmentImportStore(connection)
        let back = try TakingBack(ours, stored: try await store.shipments(ids: ours.map(\.id)), used: [])
        try await store.remove(back.removed.map(\.snapshot.id))
        try await store.update(back.restored, at: context.clock.now)
        kept.merge(back.kept) { $1 }
        return kept
    }
}
