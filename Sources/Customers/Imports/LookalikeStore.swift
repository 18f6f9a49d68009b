import Basics
import EventLoop
import Foundation
import Imports
import Postgres

extension CustomerImportStore {
    /// Those of the newcomers who look like somebody here, by the rule customers made by hand are held against
    /// (`DuplicateRule`), each with the best match; whom this import itself has made is left out.
    func lookalikes(
        _ newcomers: [(row: Int, snapshot: CustomerSnapshot)], notOf importID: UUID
    ) async throws -> [Lookalike] {
        guard !newcomers.isEmpty else { return [] }
        let rows = Dictionary(uniqueKeysWithValues: newcomers.map { ($0.snapshot.id, $0.row) })
        let json = try SnapshotJSON.text(newcomers.map(\.snapshot))
        let sent: SQL = """
            SELECT r.id, r.name, ARRAY(SELECT a.value ->> 'address' FROM jsonb_array_elements(r.emails) AS a) AS addresses,
                ARRAY(SELECT p.value ->> 'digits' FROM jsonb_array_elements(r.phones) AS p) AS digits
            FROM jsonb_to_recordset(\(json)::jsonb) AS r (id uuid, name text, emails jsonb, phones jsonb)
            """
        let found = try await connection.rows(
            { row in
                (
                    try row["sent_id"] as UUID, try row["id"] as UUID, try row["name"] as String,
                    try row["matches"] as [String]
                )
            },
            """
            WITH \(DuplicateRule.found(sent)), pairs AS (
                SELECT sent_id, id, array_agg(match ORDER BY rank) AS matches, min(rank) AS rank, count(*) AS count
                FROM found
                GROUP BY sent_id, id
            )
            SELECT DISTINCT ON (f.sent_id) f.sent_id, c.id, c.name, f.matches
            FROM pairs AS f
            JOIN customers AS c ON c.id = f.id AND c.deleted_at IS NULL
            WHERE NOT EXISTS (
                SELECT FROM import_records AS i
                WHERE i.import_id = \(importID) AND i.record_id = c.id AND i.before IS NULL)
            ORDER BY f.sent_id, f.rank, f.count DESC, c.id
            """)
        return found.compactMap { sent, id, name, matches in
            rows[sent].map { Lookalike(row: $0, id: id, name: name, matches: matches) }
        }
    }
}
