import Basics
import Foundation

/// The shape of a wire type, read off its example by reflection.
indirect enum Schema: Sendable, Equatable {
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

    struct Field: Sendable, Equatable {
        let name: String
        let schema: Schema
    }

    /// The schema of the type that `value` is an example of.
    ///
    /// Optionals need a content in the example; an empty one is written as any value that may be null.
    init(reflecting value: Any) {
        switch value {
        case is String, is Substring: self = .string
        case is Bool: self = .boolean
        case is Int, is Int64: self = .integer
        case is Double: self = .number
        case is Date: self = .instant
        case is UUID, is any IdentifierValue: self = .uuid
        case is JSONValue, is JSONBytes: self = .any
        case let patch as any PatchValue:
            self = .optional(.nullable(patch.contentExample.map { Schema(reflecting: $0) } ?? .any))
        case let choice as any WireChoice: self = .choice(choice.allNames)
        default: self = Schema(structureOf: value)
        }
    }

    private init(structureOf value: Any) {
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .optional:
            self = .nullable(mirror.children.first.map { Schema(reflecting: $0.value) } ?? .any)
        case .collection, .set:
            self = .array(mirror.children.first.map { Schema(reflecting: $0.value) } ?? .any)
        case .dictionary:
            let content = mirror.children.first.flatMap { Mirror(reflecting: $0.value).children.dropFirst().first?.value }
            self = .dictionary(content.map { Schema(reflecting: $0) } ?? .any)
        case .enum:
            self = (value as? any RawRepresentable).map { _ in .string } ?? .any
        default:
            let fields = mirror.children.compactMap { child in
                child.label.map { Field(name: Input.snakeCase($0), schema: Schema(reflecting: child.value)) }
            }
            self = .object(name: String(describing: type(of: value)), fields: fields)
        }
    }

    /// JSON Schema (2020-12), objects by reference; they are collected in `definitions`.
    func json(definitions: inout [String: JSONValue]) -> JSONValue {
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
    func typeScript(declarations: inout [String: String]) -> String {
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
                    return "  \(field.name)\(mark): \(field.schema.typeScript(declarations: &declarations));\n"
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
    var contentExample: Any? { get }
}
extension Patch: PatchValue {
    var contentExample: Any? { sent }
}

/// A closed list of words on the wire; conform to it to have the words listed in the OpenAPI document.
package protocol WireChoice: CaseIterable, RawRepresentable, Sendable where RawValue == String {}

extension WireChoice {
    var allNames: [String] { Self.allCases.map(\.rawValue) }
}
