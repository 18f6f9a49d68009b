import Basics
package import EventLoop
package import Foundation
package import Imports
package import Postgres
package import Web

/// Companies out of a table: each row is found again by its domain, else by its name.
///
/// Two companies of one name with domains of their own are two; a row that has only the name of both is refused.
@Loop package struct CompanyImport: ImportKind {
    package let name = "companies"
    private let context: AppContext

    package init(context: AppContext) {
        self.context = context
    }

    package func fields(in connection: Connection) async throws -> [ImportField] {
        try await CompanyColumns.fields
            + CustomFieldStore(connection).definitions(.company).map(CustomFieldColumns.field)
    }

    package func write(
        _ rows: [ImportRow], of run: ImportRun, in connection: Connection
    ) async throws -> BatchResult {
        let now = context.clock.now
        let store = CompanyImportStore(connection)
        let definitions = try await CustomFieldStore(connection).definitions(.company)
        let users = try await CustomerImportStore(connection).users(
            emails: rows.compactMap { $0["owner_email"]?.lowercased() })
        var ignored = RowFaults()
        let stored = try await store.companies(
            domains: rows.compactMap { CompanyColumns.domain($0, &ignored) },
            names: rows.compactMap { $0["name"]?.lowercased() })
        let before = Dictionary(uniqueKeysWithValues: stored.map { ($0.snapshot.id, $0) })
        var companies = KnownCompanies(stored.map(\.snapshot))
        var made: Set<UUID> = []
        if run.onMatch != .update {
            made = try await ImportLedger(connection).made(stored.map(\.snapshot.id), by: run.id)
        }
        var firstRow: [UUID: Int] = [:]
        var result = BatchResult()
        for row in rows {
            var faults = RowFaults()
            let old = companies.find(row, &faults)
            guard let row = run.onMatch.row(row, about: old, made: made) else {
                result.outcomes[row.number] = .skipped
                continue
            }
            let new = CompanyColumns.applied(
                row, to: old ?? CompanySnapshot(id: ID<Company>.make(at: now, random: context.random).uuid),
                isNew: old == nil, definitions, users: users, &faults)
            guard faults.all.isEmpty else {
                result.outcomes[row.number] = .failed(faults.all)
                continue
            }
            result.outcomes[row.number] = old == nil ? .created : new == old ? .unchanged : .updated
            guard new != old else { continue }
            companies.put(new)
            if old == nil { made.insert(new.id) }
            firstRow[new.id] = firstRow[new.id] ?? row.number
        }
        let changed = companies.all.filter { firstRow[$0.id] != nil && $0 != before[$0.id]?.snapshot }
        try await store.insert(changed.filter { before[$0.id] == nil }, at: now)
        try await store.update(changed.filter { before[$0.id] != nil }, at: now)
        for written in try await store.companies(ids: changed.map(\.id)) {
            let company = written.snapshot
            result.records.append(
                ImportedRecord(
                    kind: "company", id: company.id, rowNumber: firstRow[company.id] ?? 0, label: company.name,
                    before: try before[company.id].map { try SnapshotJSON.text($0.snapshot) },
                    after: try SnapshotJSON.text(company), version: written.version))
        }
        return result
    }

    package func undo(_ records: [ImportedRecord], in connection: Connection) async throws -> [UUID: KeptReason] {
        let store = CompanyImportStore(connection)
        let back = try TakingBack(
            records, stored: try await store.companies(ids: records.map(\.id)),
            used: try await store.used(records.filter { $0.before == nil }.map(\.id)))
        try await store.remove(back.removed.map(\.snapshot.id))
        try await store.update(back.restored, at: context.clock.now)
        return back.kept
    }
}
