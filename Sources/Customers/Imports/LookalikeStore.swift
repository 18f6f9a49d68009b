import Basics
import EventLoop
import Foundation
import Imports
import Postgres

extension CustomerImportStore {
    /// Those of the newcomers who look like somebody here, by the rule customers made by hand are held against
    /// (`CustomerStore.possibleDuplicates`), each with the best match; whom this import itself has made is left out.
    func lookalikes(
        _ newcomers: [(row: Int, snapshot: CustomerSnapshot)], notOf importID: UUID
    ) async throws -> [Lookalike] {
        guard !newcomers.isEmpty else { return [] }
        let rows = Dictionary(uniqueKeysWithValues: newcomers.map { ($0.snapshot.id, $0.row) })
        let json = try SnapshotJSON.text(newcomers.map(\.snapshot))
        let found = try await connection.rows(
            { row in
                (
                    try row["sent_id"] as UUID, try row["id"] as UUID, try row["name"] as String,
                    try row["matches"] as [String]
                )
            },
            """
            WITH sent AS MATERIALIZED (
                SELECT r.id, customer_name_key(r.name) AS name_key, r.emails, r.phones
                FROM jsonb_to_recordset(\(json)::jsonb) AS r (id uuid, name text, emails jsonb, phones jsonb)
            ), found AS (
                SELECT s.id AS sent_id, e.customer_id AS id, 'mailbox' AS match, 1 AS rank
                FROM sent AS s
                CROSS JOIN jsonb_array_elements(s.emails) AS a
                JOIN customer_emails AS e ON customer_mail_key(e.address) = customer_mail_key(a.value ->> 'address')
                WHERE NOT e.released
                UNION
                SELECT s.id, p.customer_id, 'phone', 2
                FROM sent AS s
                CROSS JOIN jsonb_array_elements(s.phones) AS a
                CROSS JOIN LATERAL (SELECT reverse(right(a.value ->> 'digits', 9)) AS ending) AS t
                JOIN customer_phones AS p
                    ON reverse(p.digits) ~>=~ t.ending AND reverse(p.digits) ~<~ (t.ending || ':')
                WHERE length(a.value ->> 'digits') >= 6
                UNION
                SELECT s.id, n.id, 'name', 3
                FROM sent AS s
                JOIN customers AS n ON customer_name_key(n.name) = s.name_key AND n.deleted_at IS NULL
                WHERE s.name_key <> ''
            ), pairs AS (
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
