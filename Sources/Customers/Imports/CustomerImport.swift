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
    private let context: AppContext

    package init(context: AppContext) {
        self.context = context
    }

    package func fields(in connection: Connection) async throws -> [ImportField] {
        try await CustomerColumns.fields
            + CustomFieldStore(connection).definitions(.customer).map(CustomFieldColumns.field)
    }

    package func write(
        _ rows: [ImportRow], of run: ImportRun, in connection: Connection
    ) async throws -> BatchResult {
        let now = context.clock.now
        var people = try await CustomerBatch(rows, at: now, random: context.random, in: connection)
        var result = BatchResult()
        let definitions = try await CustomFieldStore(connection).definitions(.customer)
        if run.onMatch != .update { people.made = try await ImportLedger(connection).made(people.known, by: run.id) }
        let start = people
        var left: Set<Int> = []
        while true {
            for row in rows where !left.contains(row.number) {
                result.outcomes[row.number] = people.take(row, definitions, run.onMatch)
            }
            guard run.wantsLookalikes else { break }
            let found = try await CustomerImportStore(connection).lookalikes(people.newcomers, notOf: run.id)
            result.lookalikes += found
            guard run.onLookalike == .skip, !found.isEmpty else { break }
            // Without them, since further rows may have been about those very people.
            for one in found { result.outcomes[one.row] = .failed([one.fault]) }
            left.formUnion(found.map(\.row))
            people = start
        }
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
        let back = try TakingBack(
            records, stored: try await store.customers(ids: records.map(\.id)),
            used: try await store.used(records.filter { $0.before == nil }.map(\.id)))
        try await store.remove(back.removed.map(\.snapshot.id))
        try await store.update(back.restored, at: context.clock.now)
        return back.kept
    }
}
