import Basics
package import EventLoop
package import Foundation
package import Postgres

/// Every SQL statement about custom fields.
@Loop package struct CustomFieldStore {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    private static let columns: SQL = "id, key, label, subject, type, options, required, position, version"

    /// The fields of tickets or of customers, of both without a subject, in the company's order.
    package func definitions(_ subject: CustomField.Subject?) async throws -> [CustomField] {
        try await connection.rows(
            CustomField.init,
            """
            SELECT \(Self.columns)
            FROM custom_fields
            WHERE \(subject)::text IS NULL OR subject = \(subject)
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
                position = \(field.position), version = version + 1
            WHERE id = \(field.id)
            """)
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
