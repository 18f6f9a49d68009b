package import Basics
package import Foundation

/// A value that can be read from a row.
package protocol SQLDecodable: Sendable {
    /// The value written in PostgreSQL's text format.
    ///
    /// - Throws: `SQLDecodingFailure`, which `Row` completes with statement, column and types.
    static func decode(sqlText: UnsafeBufferPointer<UInt8>) throws -> Self

    /// The array of such values written in PostgreSQL's text format.
    static func decodeArray(sqlText: UnsafeBufferPointer<UInt8>) throws -> [Self]
}

/// Why a value could not be read.
package struct SQLDecodingFailure: Error, Sendable {
    /// What is wrong with the text.
    package let reason: String

    /// Names what is wrong.
    package init(_ reason: String) { self.reason = reason }
}

extension SQLDecodable {
    /// The elements of an array literal.
    package static func decodeArray(sqlText: UnsafeBufferPointer<UInt8>) throws -> [Self] {
        var values: [Self] = []
        try SQLArray.forEachElement(of: sqlText) { element in
            guard let element else { throw SQLDecodingFailure("an element is NULL") }
            values.append(try decode(sqlText: element))
        }
        return values
    }
}

extension String: SQLDecodable {
    /// The text itself.
    package static func decode(sqlText: UnsafeBufferPointer<UInt8>) throws -> String {
        String(decoding: sqlText, as: UTF8.self)
    }
}

extension Int: SQLDecodable {
    /// A whole number in decimal digits.
    package static func decode(sqlText: UnsafeBufferPointer<UInt8>) throws -> Int {
        var index = 0
        let isNegative = sqlText.first == UInt8(ascii: "-")
        if isNegative { index = 1 }
        guard index < sqlText.count else { throw SQLDecodingFailure("it is not a whole number") }
        // Counted downwards, because the smallest Int has no positive twin.
        var value = 0
        while index < sqlText.count {
            let digit = sqlText[index] &- 48
            guard digit < 10 else { throw SQLDecodingFailure("it is not a whole number") }
            let (shifted, overflow) = value.multipliedReportingOverflow(by: 10)
            let (next, underflow) = shifted.subtractingReportingOverflow(Int(digit))
            guard !overflow, !underflow else { throw SQLDecodingFailure("it is too large") }
            value = next
            index += 1
        }
        if isNegative { return value }
        guard value != .min else { throw SQLDecodingFailure("it is too large") }
        return -value
    }
}

extension Int64: SQLDecodable {
    /// A whole number in decimal digits.
    package static func decode(sqlText: UnsafeBufferPointer<UInt8>) throws -> Int64 {
        Int64(try Int.decode(sqlText: sqlText))
    }
}

extension Double: SQLDecodable {
    /// A number: `float8`, or `numeric` to the nearest `Double`.
    package static func decode(sqlText: UnsafeBufferPointer<UInt8>) throws -> Double {
        guard let value = Double(String(decoding: sqlText, as: UTF8.self)) else {
            throw SQLDecodingFailure("it is not a number")
        }
        return value
    }
}

extension Bool: SQLDecodable {
    /// `t` or `f`.
    package static func decode(sqlText: UnsafeBufferPointer<UInt8>) throws -> Bool {
        guard sqlText.count == 1 else { throw SQLDecodingFailure("it is neither true nor false") }
        switch sqlText[0] {
        case UInt8(ascii: "t"): return true
        case UInt8(ascii: "f"): return false
        default: throw SQLDecodingFailure("it is neither true nor false")
        }
    }
}

extension Date: SQLDecodable {
    /// `timestamptz` or `date` in ISO style.
    package static func decode(sqlText: UnsafeBufferPointer<UInt8>) throws -> Date {
        if let date = SQLTimestamp.read(sqlText) { return date }
        let text = String(decoding: sqlText, as: UTF8.self)
        guard let date = Date(rfc3339: text) else { throw SQLDecodingFailure("it is not an instant") }
        return date
    }
}

extension UUID: SQLDecodable {
    /// Lower- or upper-case RFC 9562 text.
    package static func decode(sqlText: UnsafeBufferPointer<UInt8>) throws -> UUID {
        guard let uuid = UUIDText.read(sqlText) else { throw SQLDecodingFailure("it is not a UUID") }
        return uuid
    }
}

extension ID: SQLDecodable {
    /// Lower- or upper-case RFC 9562 text.
    package static func decode(sqlText: UnsafeBufferPointer<UInt8>) throws -> ID {
        ID(try UUID.decode(sqlText: sqlText))
    }
}

extension JSONValue: SQLDecodable {
    /// `json` or `jsonb`.
    package static func decode(sqlText: UnsafeBufferPointer<UInt8>) throws -> JSONValue {
        do {
            return try JSONValue(parsing: Array(sqlText))
        } catch {
            throw SQLDecodingFailure("it is not JSON")
        }
    }
}

extension UInt8: SQLDecodable {
    /// A whole number from 0 to 255.
    package static func decode(sqlText: UnsafeBufferPointer<UInt8>) throws -> UInt8 {
        guard let value = UInt8(exactly: try Int.decode(sqlText: sqlText)) else {
            throw SQLDecodingFailure("it is not a byte")
        }
        return value
    }

    /// `bytea` in hexadecimal, because `[UInt8]` is a string of bytes.
    package static func decodeArray(sqlText: UnsafeBufferPointer<UInt8>) throws -> [UInt8] {
        guard sqlText.count >= 2, sqlText.count % 2 == 0, sqlText[0] == UInt8(ascii: "\\"),
            sqlText[1] == UInt8(ascii: "x")
        else { throw SQLDecodingFailure("it is not bytea in hexadecimal") }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(sqlText.count / 2 - 1)
        for index in stride(from: 2, to: sqlText.count, by: 2) {
            guard let high = UUIDText.nibble(sqlText[index]), let low = UUIDText.nibble(sqlText[index + 1]) else {
                throw SQLDecodingFailure("it is not bytea in hexadecimal")
            }
            bytes.append(high << 4 | low)
        }
        return bytes
    }
}

extension Array: SQLDecodable where Element: SQLDecodable {
    /// A one-dimensional array, or `bytea` for `[UInt8]`.
    package static func decode(sqlText: UnsafeBufferPointer<UInt8>) throws -> [Element] {
        try Element.decodeArray(sqlText: sqlText)
    }
}
