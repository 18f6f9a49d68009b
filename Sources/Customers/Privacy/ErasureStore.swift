import Basics
import EventLoop
import Foundation
import Postgres

/// Every SQL statement about erasures and holds, apart from the plan's.
@Loop struct ErasureStore {
    /// What names a person.
    struct Identifiers: Sendable {
        /// Their record and all that were merged into it, or that it went into.
        let people: [UUID]
        /// In lower case.
        let addresses: [String]
        let numbers: [String]
        let externalIDs: [String]
    }

    let connection: Connection

    init(_ connection: Connection) { self.connection = connection }

    /// Everything that names these people, their rows locked.
    func identifiers(of ids: [UUID]) async throws -> Identifiers {
        let people: [UUID] = try await connection.rows(
            { try $0["id"] },
            """
            SELECT c.id
            FROM customers AS c
            WHERE c.id IN (
                WITH RECURSIVE same AS (
                    SELECT kept_customer(asked) AS id FROM unnest(\(ids)::uuid[]) AS asked
                    UNION
                    SELECT m.id FROM same JOIN customers AS m ON m.merged_into_id = same.id
                )
                SELECT same.id FROM same)
            ORDER BY c.id
            FOR UPDATE
            """)
        return Identifiers(
            people: people,
            addresses: try await texts(
                """
                SELECT DISTINCT lower(address) AS text FROM customer_emails WHERE customer_id = ANY (\(people)) ORDER BY 1
                """),
            numbers: try await texts(
                "SELECT DISTINCT digits AS text FROM customer_phones WHERE customer_id = ANY (\(people)) ORDER BY 1"),
            externalIDs: try await texts(
                """
                SELECT external_id AS text FROM customers
                WHERE id = ANY (\(people)) AND external_id IS NOT NULL ORDER BY 1
                """))
    }

    private func texts(_ statement: SQL) async throws -> [String] {
        try await connection.rows({ try $0["text"] }, statement)
    }

    /// The hold on any of these records.
    func hold(on people: [UUID]) async throws -> LegalHold? {
        try await connection.first(
            LegalHold.init,
            """
            SELECT reason, set_by_name, set_at
            FROM legal_holds
            WHERE customer_id = ANY (\(people)) AND lifted_at IS NULL
            ORDER BY set_at
            LIMIT 1
            """)
    }

    func setHold(on customer: ID<Customer>, _ reason: String, by name: String, at now: Date) async throws {
        try await connection.execute(
            """
            INSERT INTO legal_holds (id, customer_id, reason, set_by_name, set_at)
            VALUES (\(ID<LegalHold>.make(at: now)), \(customer), \(reason), \(name), \(now))
            ON CONFLICT (customer_id) WHERE lifted_at IS NULL DO UPDATE
            SET reason = EXCLUDED.reason, set_by_name = EXCLUDED.set_by_name, set_at = EXCLUDED.set_at
            """)
    }

    func liftHold(on people: [UUID], by name: String, at now: Date) async throws {
        try await connection.execute(
            """
            UPDATE legal_holds SET lifted_at = \(now), lifted_by_name = \(name)
            WHERE customer_id = ANY (\(people)) AND lifted_at IS NULL
            """)
    }

    /// Runs the plan, then what the plan does not know: rows of other modules that name the person.
    ///
    /// - Returns: Counts per table, and the files that have to go.
    func erase(_ who: Identifiers) async throws -> (counts: [Erasure.Count], files: [String]) {
        let plan = ErasurePlan(people: who.people, addresses: who.addresses)
        let files: [String] = try await connection.rows({ try $0["file"] }, "\(plan.files) ORDER BY 1")
        var counts: [Erasure.Count] = []
        for reference in try await CustomerReference.all(in: connection)
        where ErasurePlan.treatments[reference.table] == nil {
            counts += try await eraseUnknown(reference, who.people)
        }
        counts += try await run(plan.steps)
        return (counts, files)
    }

    /// Runs the steps in their order and counts the rows.
    func run(_ steps: [ErasureStep]) async throws -> [Erasure.Count] {
        var counts: [Erasure.Count] = []
        for step in steps {
            let count = try await connection.execute(step.statement)
            if count > 0 {
                counts.append(Erasure.Count(table: step.table, treatment: step.treatment.rawValue, count: count))
            }
        }
        return counts
    }

    /// What a table we know nothing of says about its rows: those that go with the customer go, of others the free text.
    private func eraseUnknown(_ reference: CustomerReference, _ people: [UUID]) async throws -> [Erasure.Count] {
        let condition: SQL = "\(reference.columnName) = ANY (\(people))"
        if reference.cascades {
            let count = try await connection.execute("DELETE FROM \(reference.tableName) WHERE \(condition)")
            return count == 0 ? [] : [Erasure.Count(table: reference.table, treatment: "removed", count: count)]
        }
        let blanks: [String] = try await connection.rows(
            { try $0["blank"] },
            """
            SELECT format('%I = %s', a.attname, CASE WHEN a.attnotnull THEN '''-''' ELSE 'NULL' END) AS blank
            FROM pg_attribute AS a
            WHERE a.attrelid = to_regclass(\(CustomerReference.identifier(reference.table))) AND a.attnum > 0
              AND NOT a.attisdropped AND a.attgenerated = '' AND a.atttypid = 'text'::regtype
              AND a.attname ~ '(^|_)(name|title|subject|note|notes|text|body|html|comment|detail|description|address|email|phone|contact|recipient|terms)$'
            """)
        let count =
            blanks.isEmpty
            ? try await connection.execute("SELECT FROM \(reference.tableName) WHERE \(condition)")
            : try await connection.execute(
                "UPDATE \(reference.tableName) SET \(SQL(trusted: blanks.joined(separator: ", "))) WHERE \(condition)")
        let treatment = blanks.isEmpty ? "kept" : "emptied"
        return count == 0 ? [] : [Erasure.Count(table: reference.table, treatment: treatment, count: count)]
    }

    private static let columns: SQL = """
        id, at, cause, actor_name, record_ids, identifier_hashes, counts, cardinality(files) AS file_count
        """

    /// Writes the proof.
    func insert(
        _ id: UUID, _ cause: Erasure.Cause, at: Date, actorID: UUID?, actorName: String, people: [UUID],
        hashes: [String], counts: [Erasure.Count], files: [String]
    ) async throws -> Erasure {
        try await connection.one(
            Erasure.init,
            """
            INSERT INTO erasures
                (id, at, cause, actor_id, actor_name, record_ids, identifier_hashes, counts, files, files_removed_at)
            VALUES (\(id), \(at), \(cause.rawValue), \(actorID), \(actorName), \(people), \(hashes),
                    \(JSONValue.array(counts.map(\.value))), \(files), \(files.isEmpty ? at : nil))
            RETURNING \(Self.columns)
            """)
    }

    /// Proofs, newest first.
    func erasures(before: (at: Date, id: ID<Erasure>)? = nil, limit: Int) async throws -> [Erasure] {
        let place: SQL = before.map { "WHERE (at, id) < (\($0.at), \($0.id))" } ?? ""
        return try await connection.rows(
            Erasure.init,
            "SELECT \(Self.columns) FROM erasures \(place) ORDER BY at DESC, id DESC LIMIT \(limit)")
    }

    /// Files erasures have yet to remove.
    func pendingFiles() async throws -> [(id: UUID, files: [String])] {
        try await connection.rows(
            { (try $0["id"], try $0["files"]) },
            "SELECT id, files FROM erasures WHERE files_removed_at IS NULL ORDER BY at, id")
    }

    func noteFilesRemoved(_ id: UUID, at now: Date) async throws {
        try await connection.execute("UPDATE erasures SET files_removed_at = \(now) WHERE id = \(id)")
    }

    /// Addresses and names at the shop of everybody known since before `moment`, to be compared with hashes.
    func names(before moment: Date) async throws -> [(customer: UUID, text: String)] {
        try await connection.rows(
            { (try $0["id"], try $0["text"]) },
            """
            SELECT c.id, 'email:' || lower(e.address) AS text
            FROM customer_emails AS e JOIN customers AS c ON c.id = e.customer_id AND c.created_at <= \(moment)
            UNION ALL
            SELECT c.id, 'shop:' || c.external_id
            FROM customers AS c
            WHERE c.external_id IS NOT NULL AND c.created_at <= \(moment)
            """)
    }
}
