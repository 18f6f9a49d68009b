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
        let stored = try await store.companies(
            domains: rows.compactMap(CompanyColumns.domain), names: rows.compactMap { $0["name"]?.lowercased() })
        var companies = KnownCompanies(stored.map(\.snapshot))
        var batch = try await RowBatch(stored, of: run, in: connection)
        for row in rows {
            var faults = RowFaults()
            let old = companies.find(row, &faults)
            let blank = CompanySnapshot(id: ID<Company>.make(at: now, random: context.random).uuid)
            let new = batch.take(row, about: old, faults) { row, faults in
                CompanyColumns.applied(
                    row, to: old ?? blank, isNew: old == nil, definitions, users: users, &faults)
            }
            if let new { companies.put(new) }
        }
        try await store.insert(batch.added, at: now)
        try await store.update(batch.updated, at: now)
        return try batch.result(
            "company", try await store.companies(ids: batch.changed.map(\.snapshot.id)), label: \.name)
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
