import Basics
import EventLoop
package import Foundation
import Postgres

/// A record that stayed when its import was taken back.
package struct KeptRecord: Sendable, Equatable {
    package let kind: String
    package let id: UUID
    package let label: String
    package let reason: String

    init(_ row: Row) throws {
        kind = try row["record_kind"]
        id = try row["record_id"]
        label = try row["label"]
        reason = try row["kept_reason"]
    }

    init(kind: String, id: UUID, label: String, reason: String) {
        self.kind = kind
        self.id = id
        self.label = label
        self.reason = reason
    }
}

/// A row that could not be taken.
struct FaultyRow: Sendable {
    let number: Int
    let cells: [String]
    let faults: [RowFault]

    init(number: Int, cells: [String], faults: [RowFault]) {
        self.number = number
        self.cells = cells
        self.faults = faults
    }

    init(_ row: Row) throws {
        number = try row["row_number"]
        let cells: JSONValue = try row["cells"]
        self.cells = (cells.array ?? []).map { $0.string ?? "" }
        faults = try JSONDecoder().decode([RowFault].self, from: Data(row.bytes("faults") ?? []))
    }
}

/// Every SQL statement about what imports wrote and could not write.
@Loop struct LedgerStore {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// A record met again in the same import keeps what it was before the first time.
    func add(_ records: [ImportedRecord], to id: ID<Import>) async throws {
        guard !records.isEmpty else { return }
        try await connection.execute(
            """
            INSERT INTO import_records (import_id, row_number, record_kind, record_id, label, before, after, version)
            SELECT \(id)::uuid, r.row_number, r.kind, r.id, r.label, r.before::jsonb, r.after::jsonb, r.version
            FROM unnest(\(records.map(\.rowNumber))::integer[], \(records.map(\.kind))::text[],
                \(records.map(\.id))::uuid[], \(records.map(\.label))::text[], \(records.map(\.before))::text[],
                \(records.map(\.after))::text[], \(records.map(\.version))::integer[])
                WITH ORDINALITY AS r (row_number, kind, id, label, before, after, version, place)
            ORDER BY r.place
            ON CONFLICT (import_id, record_id) DO UPDATE SET after = EXCLUDED.after, version = EXCLUDED.version
            """)
    }

    func add(_ rows: [FaultyRow], to id: ID<Import>) async throws {
        guard !rows.isEmpty else { return }
        let encoder = JSONEncoder()
        let cells = try rows.map { String(decoding: try encoder.encode($0.cells), as: UTF8.self) }
        let faults = try rows.map { String(decoding: try encoder.encode($0.faults), as: UTF8.self) }
        try await connection.execute(
            """
            INSERT INTO import_faults (import_id, row_number, cells, faults)
            SELECT \(id)::uuid, r.row_number, r.cells::jsonb, r.faults::jsonb
            FROM unnest(\(rows.map(\.number))::integer[], \(cells)::text[], \(faults)::text[])
                AS r (row_number, cells, faults)
            """)
    }

    func faults(of id: ID<Import>, after row: Int, limit: Int) async throws -> [FaultyRow] {
        try await connection.rows(
            FaultyRow.init,
            """
            SELECT row_number, cells, faults
            FROM import_faults
            WHERE import_id = \(id) AND row_number > \(row)
            ORDER BY row_number
            LIMIT \(limit)
            """)
    }

    func count(of id: ID<Import>) async throws -> Int {
        try await connection.one(
            { try $0["count"] }, "SELECT count(*) AS count FROM import_records WHERE import_id = \(id) AND fate IS NULL"
        )
    }

    /// What is still to be taken back, the last written first.
    func toUndo(_ id: ID<Import>, limit: Int) async throws -> [ImportedRecord] {
        try await connection.rows(
            ImportedRecord.init,
            """
            SELECT record_kind, record_id, row_number, label, before::text AS before, after::text AS after, version
            FROM import_records
            WHERE import_id = \(id) AND fate IS NULL
            ORDER BY place DESC
            LIMIT \(limit)
            """)
    }

    /// Notes what became of records on the way back, and how many that makes.
    func settle(_ records: [ImportedRecord], kept: [UUID: KeptReason], of id: ID<Import>) async throws {
        try await connection.execute(
            """
            UPDATE import_records AS r
            SET fate = CASE WHEN s.reason IS NULL THEN 'undone' ELSE 'kept' END, kept_reason = s.reason
            FROM unnest(\(records.map(\.id))::uuid[], \(records.map { kept[$0.id]?.rawValue })::text[])
                AS s (id, reason)
            WHERE r.import_id = \(id) AND r.record_id = s.id
            """)
        try await connection.execute(
            """
            UPDATE imports SET undone = undone + \(records.count - kept.count), kept = kept + \(kept.count)
            WHERE id = \(id)
            """)
    }

    func kept(_ id: ID<Import>, limit: Int) async throws -> [KeptRecord] {
        try await connection.rows(
            KeptRecord.init,
            """
            SELECT record_kind, record_id, label, kept_reason
            FROM import_records
            WHERE import_id = \(id) AND fate = 'kept'
            ORDER BY place
            LIMIT \(limit)
            """)
    }

    func startUndo(_ id: ID<Import>, total: Int) async throws {
        try await connection.execute(
            """
            UPDATE imports SET state = 'undoing', undo_total = \(total), finished_at = NULL WHERE id = \(id)
            """)
    }

    /// Forgets uploads nobody has begun since `moment`.
    ///
    /// - Returns: Those whose files can go.
    func forget(uploadedBefore moment: Date) async throws -> [ID<Import>] {
        try await connection.rows(
            { try $0["id"] },
            "DELETE FROM imports WHERE state = 'uploaded' AND created_at < \(moment) RETURNING id")
    }

    /// Forgets what imports that ended before `moment` wrote: old values are personal data and not kept for ever.
    func forget(endedBefore moment: Date, at now: Date) async throws {
        try await connection.execute(
            """
            WITH old AS (
                UPDATE imports SET forgotten_at = \(now)
                WHERE finished_at < \(moment) AND forgotten_at IS NULL AND state NOT IN ('running', 'undoing')
                RETURNING id
            ), records AS (
                DELETE FROM import_records AS r USING old WHERE r.import_id = old.id
            )
            DELETE FROM import_faults AS f USING old WHERE f.import_id = old.id
            """)
    }
}
