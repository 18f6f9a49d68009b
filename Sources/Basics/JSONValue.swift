import Foundation

/// Any JSON value (RFC 8259): custom fields, settings and event details, whose shape the company chooses.
package enum JSONValue: Sendable, Hashable, Codable, JSONWritable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        case .array(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }

    /// The value written in `text`.
    ///
    /// - Throws: `Problem.malformed` when `text` is not JSON or nests deeper than 64 levels.
    package init(parsing bytes: [UInt8]) throws {
        self = try bytes.withUnsafeBufferPointer { try JSONParser.parse($0) }
    }

    package func write(to json: inout JSONWriter) {
        switch self {
        case .null: json.null()
        case .bool(let value): value.write(to: &json)
        case .number(let value):
            if let whole = Int(exactly: value) { whole.write(to: &json) } else { value.write(to: &json) }
        case .string(let value): json.string(value)
        case .array(let value): value.write(to: &json)
        case .object(let value):
            json.object { json in
                for (name, element) in value.sorted(by: { $0.key < $1.key }) { json.field(name, element) }
            }
        }
    }

    package subscript(_ name: String) -> JSONValue? {
        if case .object(let fields) = self { fields[name] } else { nil }
    }

    package var string: String? {
        if case .string(let value) = self { value } else { nil }
    }

    package var number: Double? {
        if case .number(let value) = self { value } else { nil }
    }

    package var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    package var array: [JSONValue]? {
        if case .array(let value) = self { value } else { nil }
    }
}

extension JSONValue: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(Dictionary(elements, uniquingKeysWith: { $1 }))
    }
}

/// How deep JSON may nest before it is refused, so that hostile input cannot exhaust the stack of a recursive decoder.
package enum JSONDepth {
    package static let limit = 64

    /// - Throws: `Problem.malformed` when `depth` is past the limit.
    static func require(_ depth: Int) throws {
        if depth > limit { throw Problem.malformed("JSON may nest at most \(limit) levels deep.") }
    }

    /// - Throws: `Problem.malformed` when `bytes` nest deeper than `limit`.
    package static func check(_ bytes: [UInt8]) throws {
        var depth = 0
        var inString = false
        var escaped = false
        for byte in bytes {
            if inString {
                if escaped {
                    escaped = false
                } else if byte == UInt8(ascii: "\\") {
                    escaped = true
                } else if byte == UInt8(ascii: "\"") {
                    inString = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): inString = true
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                depth += 1
                try require(depth)
            case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            default: break
            }
        }
    }
}
