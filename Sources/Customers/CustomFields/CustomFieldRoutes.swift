import Access
import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// The body of `POST /custom-fields`.
package struct NewCustomField: Decodable, WireType {
    let key: String
    let label: [String: String]
    let subject: CustomField.Subject
    let type: CustomField.Kind
    let options: [String]?
    let required: Bool?
    let position: Int?

    package static var example: NewCustomField {
        NewCustomField(
            key: "shoe_size", label: ["en": "Shoe size", "zh-Hans": "鞋码"], subject: .customer, type: .select,
            options: ["37", "38"], required: false, position: 0)
    }
}

/// The body of `PATCH /custom-fields/{id}`.
package struct CustomFieldChange: Decodable, WireType {
    let label: Patch<[String: String]>
    let options: Patch<[String]>
    let required: Patch<Bool>
    let position: Patch<Int>
    let archived: Patch<Bool>

    package static var example: CustomFieldChange {
        CustomFieldChange(
            label: .value(["en": "Shoe size"]), options: .value(["37", "38"]), required: .value(true),
            position: .value(1), archived: .value(false))
    }
}

/// The body of `PUT /custom-fields/order`.
package struct CustomFieldOrder: Decodable, WireType {
    let subject: CustomField.Subject
    let ids: [UUID]

    package static var example: CustomFieldOrder { CustomFieldOrder(subject: .customer, ids: [Examples.entry]) }
}

/// Paths about the fields the company adds.
@Loop struct CustomFieldRoutes {
    let context: AppContext

    var routes: [Route] {
        [
            .get(
                "/custom-fields", "Fields the company added, those put away included", .signedIn,
                query: [QueryParameter("subject", "ticket, customer or company; all without it.")],
                output: CustomField.self,
                page: true, handler: list),
            .get("/custom-fields/{id}", "One added field", .signedIn, output: CustomField.self, handler: show),
            .post(
                "/custom-fields", "Adds a field", .permission(.settingsWrite), input: NewCustomField.self,
                output: CustomField.self, handler: create),
            .patch(
                "/custom-fields/{id}", "Changes a field", .permission(.settingsWrite), input: CustomFieldChange.self,
                output: CustomField.self, handler: change),
            Route(
                "PUT", "/custom-fields/order", "Puts the fields of tickets, customers or companies in an order",
                .permission(.settingsWrite), input: CustomFieldOrder.self, status: 204, handler: arrange),
            .delete(
                "/custom-fields/{id}", "Removes a field; stored values are kept but shown no more",
                .permission(.settingsWrite), handler: delete),
        ]
    }

    private func list(_ request: Request) async throws -> Response {
        let subject = try request.query("subject", as: CustomField.Subject.self)
        let fields = try await CustomFieldStore(context.database.connection).definitions(subject, archived: true)
        return .json(Page(items: fields, nextCursor: nil))
    }

    private func show(_ request: Request) async throws -> Response {
        guard let field = try await CustomFieldStore(context.database.connection).field(request.id(of: "field")) else {
            throw Problem.notFound("field")
        }
        return .json(field, version: field.version)
    }

    private func create(_ request: Request) async throws -> Response {
        let input = try request.input(NewCustomField.self)
        var fields = Fields()
        fields.check(Self.isKey(input.key), "/key", "must be small letters, digits and _, beginning with a letter")
        let field = CustomField(
            id: .make(at: context.clock.now, random: context.random), key: input.key,
            label: Self.checked(label: input.label, &fields), subject: input.subject, type: input.type,
            options: Self.checked(options: input.options ?? [], of: input.type, &fields),
            required: input.required ?? false, position: input.position ?? 0)
        try fields.throwIfAny()
        try await context.database.transaction { connection in
            try await CustomFieldStore(connection).insert(field, at: context.clock.now)
            var changes = AuditChanges()
            changes.note("key", nil, field.key)
            changes.note("type", nil, field.type.rawValue)
            try await AuditStore(connection, clock: context.clock).record(
                "custom_field.created", "custom_field", field.id.uuid, changes, by: request)
        }
        return .created(field, version: field.version)
    }

    private func change(_ request: Request) async throws -> Response {
        let id: ID<CustomField> = try request.id(of: "field")
        let input = try request.input(CustomFieldChange.self)
        let field = try await context.database.transaction { connection in
            let store = CustomFieldStore(connection)
            guard let old = try await store.lockedField(id) else { throw Problem.notFound("field") }
            try request.requireMatch(old.version)
            var fields = Fields()
            let new = CustomField(
                id: old.id, key: old.key,
                label: input.label.sent.map { Self.checked(label: $0, &fields) } ?? old.label, subject: old.subject,
                type: old.type,
                options: input.options.sent.map { Self.checked(options: $0, of: old.type, &fields) } ?? old.options,
                required: input.required.applied(to: old.required), position: input.position.applied(to: old.position),
                archivedAt: input.archived.sent.map { $0 ? old.archivedAt ?? context.clock.now : nil }
                    ?? old.archivedAt,
                version: old.version + 1)
            try fields.throwIfAny()
            try await store.update(new)
            var changes = AuditChanges()
            changes.note("label", Self.value(old.label), Self.value(new.label))
            changes.note(
                "options", .array(old.options.map(JSONValue.string)), .array(new.options.map(JSONValue.string)))
            changes.note("required", .bool(old.required), .bool(new.required))
            changes.note("archived", .bool(old.archivedAt != nil), .bool(new.archivedAt != nil))
            try await AuditStore(connection, clock: context.clock).record(
                "custom_field.changed", "custom_field", id.uuid, changes, by: request)
            return new
        }
        return .json(field, version: field.version)
    }

    private func arrange(_ request: Request) async throws -> Response {
        let input = try request.input(CustomFieldOrder.self)
        try await context.database.transaction { connection in
            let known = try await CustomFieldStore(connection).arrange(input.ids, of: input.subject)
            guard known == Set(input.ids).count, known == input.ids.count else {
                throw Problem.invalid("/ids", "must name fields of this subject, each once")
            }
            var changes = AuditChanges()
            changes.note("order", .null, .array(input.ids.map { .string($0.uuidString.lowercased()) }))
            try await AuditStore(connection, clock: context.clock).record(
                "custom_field.arranged", "custom_field", nil, changes, by: request)
        }
        return .noContent
    }

    private func delete(_ request: Request) async throws -> Response {
        let id: ID<CustomField> = try request.id(of: "field")
        try await context.database.transaction { connection in
            let store = CustomFieldStore(connection)
            guard let old = try await store.lockedField(id) else { throw Problem.notFound("field") }
            try request.requireMatch(old.version)
            try await store.delete(id)
            var changes = AuditChanges()
            changes.note("key", old.key, nil)
            try await AuditStore(connection, clock: context.clock).record(
                "custom_field.deleted", "custom_field", id.uuid, changes, by: request)
        }
        return .noContent
    }

    private static func isKey(_ key: String) -> Bool {
        guard let first = key.utf8.first, key.utf8.count <= 40, (97...122).contains(first) else { return false }
        return key.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 95 }
    }

    private static func checked(label: [String: String], _ fields: inout Fields) -> [String: String] {
        let words = label.mapValues { $0.trimmingBlanks }.filter { !$0.value.isEmpty }
        fields.check(!words.isEmpty, "/label", "is required")
        fields.check(
            words.values.allSatisfy { $0.unicodeScalars.count <= 100 }, "/label", "may have at most 100 characters")
        return words
    }

    private static func checked(options: [String], of type: CustomField.Kind, _ fields: inout Fields) -> [String] {
        guard type.hasOptions else { return [] }
        var names: [String] = []
        for option in options.map({ $0.trimmingBlanks }) where !option.isEmpty && !names.contains(option) {
            names.append(option)
        }
        fields.check((1...200).contains(names.count), "/options", "must hold 1 to 200 choices")
        return names
    }

    private static func value(_ label: [String: String]) -> JSONValue {
        .object(label.mapValues(JSONValue.string))
    }
}
