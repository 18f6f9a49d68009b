package import Basics
package import Foundation

/// A value that can be bound as a parameter.
package protocol SQLEncodable: Sendable {
    /// The value in PostgreSQL's text format; `nil` is NULL.
    var sqlText: String? { get }

    /// An array of such values in PostgreSQL's text format.
    static func sqlText(ofArray values: [Self]) -> String?
}

extension SQLEncodable {
    /// An array literal such as `{"a",NULL}` (PostgreSQL manual, 8.15.2).
    package static func sqlText(ofArray values: [Self]) -> String? {
        var text: [UInt8] = [UInt8(ascii: "{")]
        for (index, value) in values.enumerated() {
            if index > 0 { text.append(UInt8(ascii: ",")) }
            guard let element = value.sqlText else {
                text.append(contentsOf: "NULL".utf8)
                continue
            }
            text.append(UInt8(ascii: "\""))
            for byte in element.utf8 {
                if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { text.append(UInt8(ascii: "\\")) }
                text.append(byte)
            }
            text.append(UInt8(ascii: "\""))
        }
        text.append(UInt8(ascii: "}"))
        return String(decoding: text, as: UTF8.self)
    }
}

extension String: SQLEncodable {
    /// The text itself.
    package var sqlText: String? { self }
}
extension Int: SQLEncodable {
    /// Decimal digits.
    package var sqlText: String? { String(self) }
}
extension Int64: SQLEncodable {
    /// Decimal digits.
    package var sqlText: String? { String(self) }
}
extension Double: SQLEncodable {
    /// The shortest digits that read back the same.
    package var sqlText: String? { description }
}
extension Bool: SQLEncodable {
    /// `true` or `false`.
    package var sqlText: String? { self ? "true" : "false" }
}
extension Date: SQLEncodable {
    /// RFC 3339 in UTC with microseconds, all that `timestamptz` keeps.
    package var sqlText: String? { rfc3339 }
}
extension UUID: SQLEncodable {
    /// Lower-case RFC 9562 text.
    package var sqlText: String? { UUIDText.write(self) }
}
extension ID: SQLEncodable {
    /// Lower-case RFC 9562 text.
    package var sqlText: String? { UUIDText.write(uuid) }
}
extension JSONValue: SQLEncodable {
    /// JSON text, for `jsonb`.
    package var sqlText: String? { String(decoding: JSONWriter.write(self), as: UTF8.self) }
}
extension UInt8: SQLEncodable {
    /// Decimal digits.
    package var sqlText: String? { String(self) }

    /// `bytea` in hexadecimal (PostgreSQL manual, 8.4.1), because `[UInt8]` is a string of bytes.
    package static func sqlText(ofArray values: [UInt8]) -> String? { "\\x" + values.hexadecimal }
}
extension Optional: SQLEncodable where Wrapped: SQLEncodable {
    /// The wrapped value's text, or NULL.
    package var sqlText: String? { self?.sqlText }
}
extension Array: SQLEncodable where Element: SQLEncodable {
    /// An array literal, or `bytea` for `[UInt8]`.
    package var sqlText: String? { Element.sqlText(ofArray: self) }
}

/// An enum stored as its raw text: `extension TicketStatus: SQLText {}`.
package protocol SQLText: SQLEncodable, SQLDecodable, RawRepresentable where RawValue == String {}

extension SQLText {
    /// The raw value.
    package var sqlText: String? { rawValue }

    /// The case whose raw value stands in the row.
    package static func decode(sqlText: UnsafeBufferPointer<UInt8>) throws -> Self {
        let text = String(decoding: sqlText, as: UTF8.self)
        guard let value = Self(rawValue: text) else {
            throw SQLDecodingFailure("\"\(text)\" is none of the known words")
        }
        return value
    }
}
