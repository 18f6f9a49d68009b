package import Basics
import Foundation

/// The shape of a wire type, read off its example by reflection.
package indirect enum Schema: Sendable, Equatable {
    case string
    case uuid
    case instant
    case integer
    case number
    case boolean
    case any
    case choice([String])
    case array(Schema)
    case dictionary(Schema)
    case nullable(Schema)
    case object(name: String, fields: [Field])
    /// A field that may be left out.
    case optional(Schema)

    package struct Field: Sendable, Equatable {
        package let name: String
        package let schema: Schema

        package init(name: String, schema: Schema) {
            self.name = name
            self.schema = schema
        }
    }

    /// The schema of the type that `value` is an example of.
    package init(reflecting value: Any) {
        switch value {
        // First: a cast looks through an optional, which would then not be written as one that may be null.
        case let optional as any OptionalValue:
            self = .nullable(optional.content.map { Schema(reflecting: $0) } ?? Schema(type: optional.contentType))
        case is UUID, is any IdentifierValue: self = .uuid
        case let patch as any PatchValue: self = .optional(.nullable(Schema(type: patch.contentType)))
        case let list as any ListValue:
            self = .array(list.firstElement.map { Schema(reflecting: $0) } ?? Schema(type: list.elementType))
        case is any WireType: self = Schema(structureOf: value)
        default:
            let plain = Schema(type: type(of: value))
            self = plain == .any ? Schema(structureOf: value) : plain
        }
    }

    /// The schema of an input: what may be null may also be left out.
    package init(reading input: any WireType) {
        guard case .object(let name, let fields) = Schema(reflecting: input) else {
            self = Schema(reflecting: input)
            return
        }
        self = .object(
            name: name,
            fields: fields.map { field in
                if case .nullable = field.schema {
                    Field(name: field.name, schema: .optional(field.schema))
                } else {
                    field
                }
            })
    }

    /// The schema of what an output's example really writes: its JSON names the fields, reflection their types.
    package init(writing output: any WireType & JSONWritable) {
        let written = try? JSONValue(parsing: JSONWriter.write(output))
        self = Schema(reflecting: output).agreeing(with: written ?? .null, name: String(describing: type(of: output)))
    }

    /// The schema of a type without an example; `.any` when only an example could tell.
    private init(type: Any.Type) {
        switch type {
        case is String.Type, is Substring.Type: self = .string
        case is Bool.Type: self = .boolean
        case is Int.Type, is Int64.Type: self = .integer
        case is Double.Type: self = .number
        case is Date.Type: self = .instant
        case is UUID.Type, is any IdentifierValue.Type: self = .uuid
        case let choice as any CaseIterable.Type: self = words(of: choice).map(Schema.choice) ?? .any
        case let wire as any WireType.Type: self = Schema(reflecting: wire.example)
        case let list as any ListValue.Type: self = .array(Schema(type: list.elementType))
        default: self = .any
        }
    }

    private init(structureOf value: Any) {
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .dictionary:
            let content = mirror.children.first.flatMap {
                Mirror(reflecting: $0.value).children.dropFirst().first?.value
            }
            self = .dictionary(content.map { Schema(reflecting: $0) } ?? .any)
        case .struct, .class:
            let fields = mirror.children.compactMap { child in
                child.label.map { Field(name: Input.snakeCase($0), schema: Schema(reflecting: child.value)) }
            }
            self =
                value is JSONValue || value is JSONBytes
                ? .any : .object(name: String(describing: type(of: value)), fields: fields)
        default: self = .any
        }
    }

    /// This schema with the fields that `written` has: writers may leave out, rename or compute some.
    private func agreeing(with written: JSONValue, name: String) -> Schema {
        switch (self, written) {
        case (.nullable(let content), _):
            return .nullable(written == .null ? content : content.agreeing(with: written, name: name))
        case (.array(let element), .array(let values)):
            return .array(values.first.map { element.agreeing(with: $0, name: name) } ?? element)
        case (.object(let own, let known), .object(let values)):
            // Writers may lay the fields of a part beside their own.
            let parts = known.flatMap { field in
                if case .object(_, let fields) = field.schema { fields } else { [Field]() }
            }
            let byName = Dictionary((known + parts).map { ($0.name, $0.schema) }, uniquingKeysWith: { own, _ in own })
            let fields = values.sorted { $0.key < $1.key }.map { key, value in
                Field(
                    name: key,
                    schema: (byName[key] ?? .any).agreeing(
                        with: value,
                        name: own
                            + key.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()))
            }
            return .object(name: own, fields: fields)
        case (.any, .object(let values)) where values.keys.contains { UUID(uuidString: $0) != nil }:
            return .dictionary(values.values.first.map { Schema.any.agreeing(with: $0, name: name) } ?? .any)
        case (.any, .object(let values)) where !values.isEmpty:
            return Schema.object(name: name, fields: []).agreeing(with: written, name: name)
        case (.any, .array(let values)):
            return .array(values.first.map { Schema.any.agreeing(with: $0, name: name) } ?? .any)
        case (.array, .object), (.string, .object), (.integer, .object):
            return Schema.any.agreeing(with: written, name: name)
        case (.any, .string): return .string
        case (.any, .bool): return .boolean
        case (.any, .number(let number)): return number == number.rounded() ? .integer : .number
        default: return self
        }
    }

    /// JSON Schema (2020-12), objects by reference; they are collected in `definitions`.
    package func json(definitions: inout [String: JSONValue]) -> JSONValue {
        switch self {
        case .string: return ["type": .string("string")]
        case .uuid: return ["type": .string("string"), "format": .string("uuid")]
        case .instant: return ["type": .string("string"), "format": .string("date-time")]
        case .integer: return ["type": .string("integer")]
        case .number: return ["type": .string("number")]
        case .boolean: return ["type": .string("boolean")]
        case .any: return .object([:])
        case .choice(let names): return ["type": .string("string"), "enum": .array(names.map(JSONValue.string))]
        case .array(let element): return ["type": .string("array"), "items": element.json(definitions: &definitions)]
        case .dictionary(let element):
            return ["type": .string("object"), "additionalProperties": element.json(definitions: &definitions)]
        case .nullable(let content):
            return ["anyOf": .array([content.json(definitions: &definitions), ["type": .string("null")]])]
        case .optional(let content): return content.json(definitions: &definitions)
        case .object(let name, let fields):
            if definitions[name] == nil {
                definitions[name] = .null  // Holds the place, so that a type inside itself ends.
                var properties: [String: JSONValue] = [:]
                for field in fields { properties[field.name] = field.schema.json(definitions: &definitions) }
                let required = fields.filter { !$0.schema.isOptional }.map { JSONValue.string($0.name) }
                definitions[name] = [
                    "type": .string("object"), "properties": .object(properties), "required": .array(required),
                ]
            }
            return ["$ref": .string("#/components/schemas/\(name)")]
        }
    }

    var isOptional: Bool {
        if case .optional = self { true } else { false }
    }

    /// The TypeScript spelling; object types are collected in `declarations`.
    package func typeScript(declarations: inout [String: String]) -> String {
        switch self {
        case .string, .uuid, .instant: return "string"
        case .integer, .number: return "number"
        case .boolean: return "boolean"
        case .any: return "unknown"
        case .choice(let names): return names.map { "\"\($0)\"" }.joined(separator: " | ")
        case .array(let element):
            let inner = element.typeScript(declarations: &declarations)
            return inner.contains(" ") ? "(\(inner))[]" : "\(inner)[]"
        case .dictionary(let element): return "Record<string, \(element.typeScript(declarations: &declarations))>"
        case .nullable(let content):
            let inner = content.typeScript(declarations: &declarations)
            return inner == "unknown" ? inner : "\(inner) | null"
        case .optional(let content): return content.typeScript(declarations: &declarations)
        case .object(let name, let fields):
            if declarations[name] == nil {
                declarations[name] = ""
                let lines = fields.map { field in
                    let mark = field.schema.isOptional ? "?" : ""
                    let name = field.name.contains("-") ? "\"\(field.name)\"" : field.name
                    return "  \(name)\(mark): \(field.schema.typeScript(declarations: &declarations));\n"
                }
                declarations[name] = "export interface \(name) {\n\(lines.joined())}\n"
            }
            return name
        }
    }
}

/// An id of any subject.
protocol IdentifierValue {}
extension ID: IdentifierValue {}

/// A patch of any content.
protocol PatchValue {
    var contentType: Any.Type { get }
}
extension Patch: PatchValue {
    var contentType: Any.Type { Value.self }
}

/// An optional of any content.
protocol OptionalValue {
    var content: Any? { get }
    var contentType: Any.Type { get }
}
extension Optional: OptionalValue {
    var content: Any? { self }
    var contentType: Any.Type { Wrapped.self }
}

/// An array of any elements.
protocol ListValue {
    static var elementType: Any.Type { get }
    var firstElement: Any? { get }
}
extension ListValue {
    var elementType: Any.Type { Self.elementType }
}
extension Array: ListValue {
    static var elementType: Any.Type { Element.self }
    var firstElement: Any? { first }
}

/// The words of a closed list, or `nil` when its cases are not spelt as texts.
private func words<Choice: CaseIterable>(of type: Choice.Type) -> [String]? {
    let words = type.allCases.compactMap { ($0 as? any RawRepresentable)?.rawValue as? String }
    return words.isEmpty ? nil : words
}
