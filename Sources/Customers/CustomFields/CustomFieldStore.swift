package import Basics
package import EventLoop
package import Foundation
package import Postgres
package import Web

/// Every SQL statement about custom fields.
@Loop package struct CustomFieldStore {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    private static let columns: SQL = "id, key, label, subject, type, options, required, position, archived_at, version"

    /// The fields of tickets, customers or companies, of all without a subject, in the company's order.
    ///
    /// - Parameter archived: Whether those put away are among them.
    package func definitions(
        _ subject: CustomField.Subject?, archived: Bool = false
    ) async throws -> [CustomField] {
        try await connection.rows(
            CustomField.init,
            """
            SELECT \(Self.columns)
            FROM custom_fields
            WHERE (\(subject)::text IS NULL OR subject = \(subject)) AND (\(archived) OR archived_at IS NULL)
            ORDER BY subject, position, key
            """)
    }

    func field(_ id: ID<CustomField>) async throws -> CustomField? {
        try await connection.first(
            CustomField.init, "SELECT \(Self.columns) FROM custom_fields WHERE id = \(id)")
    }

    func lockedField(_ id: ID<CustomField>) async throws -> CustomField? {
        try await connection.first(
            CustomField.init, "SELECT \(Self.columns) FROM custom_fields WHERE id = \(id) FOR UPDATE")
    }

    /// - Throws: `Problem` of kind `key-taken`.
    package func insert(_ field: CustomField, at now: Date) async throws {
        do {
            try await connection.execute(
                """
                INSERT INTO custom_fields (id, key, subject, label, type, options, required, position, created_at)
                VALUES (\(field.id), \(field.key), \(field.subject), \(Self.label(field)), \(field.type),
                        \(Self.options(field)), \(field.required), \(field.position), \(now))
                """)
        } catch let error as DatabaseError where error.isUniqueViolation("custom_fields_key_unique") {
            throw Problem.conflict(
                "key-taken", "This key is in use", "There is a field with this key already.",
                fields: [Problem.Field("/key", "is in use")])
        }
    }

    /// Stores everything but key, subject and type, which stored values depend on.
    func update(_ field: CustomField) async throws {
        try await connection.execute(
            """
            UPDATE custom_fields
            SET label = \(Self.label(field)), options = \(Self.options(field)), required = \(field.required),
                position = \(field.position), archived_at = \(field.archivedAt), version = version + 1
            WHERE id = \(field.id)
            """)
    }

    /// Puts fields of one subject in this order; those not named come behind, as they were.
    ///
    /// - Returns: How many of `ids` are fields of the subject.
    func arrange(_ ids: [UUID], of subject: CustomField.Subject) async throws -> Int {
        try await connection.execute(
            """
            UPDATE custom_fields AS f
            SET position = COALESCE(o.place, \(ids.count) + f.position + 1), version = f.version + 1
            FROM custom_fields AS x
            LEFT JOIN unnest(\(ids)::uuid[]) WITH ORDINALITY AS o (id, place) ON o.id = x.id
            WHERE f.id = x.id AND f.subject = \(subject)
            """)
        return try await connection.one(
            { try $0["n"] },
            "SELECT count(*) AS n FROM custom_fields WHERE id = ANY (\(ids)) AND subject = \(subject)")
    }

    /// Notes every value that names a customer or colleague who is not there.
    package func checkReferences(
        in values: [String: JSONValue], _ definitions: [CustomField], _ fields: inout Fields
    ) async throws {
        for definition in definitions {
            guard let id = values[definition.key]?.string.flatMap({ UUID(uuidString: $0) }) else { continue }
            let found: SQL
            switch definition.type {
            case .customer: found = "SELECT FROM customers WHERE id = kept_customer(\(id)) AND deleted_at IS NULL"
            case .user: found = "SELECT FROM users WHERE id = \(id)"
            default: continue
            }
            let exists: Bool = try await connection.one({ try $0["found"] }, "SELECT EXISTS (\(found)) AS found")
            fields.check(exists, "/custom_fields/\(definition.key)", "names nobody known here")
        }
    }

    /// Values stored under the key stay where they are and are shown no more.
    func delete(_ id: ID<CustomField>) async throws {
        try await connection.execute("DELETE FROM custom_fields WHERE id = \(id)")
    }

    private static func label(_ field: CustomField) -> JSONValue {
        .object(field.label.mapValues(JSONValue.string))
    }

    private static func options(_ field: CustomField) -> JSONValue {
        .array(field.options.map(JSONValue.string))
    }
}
