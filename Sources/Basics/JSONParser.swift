import Foundation

/// Reads one JSON text (RFC 8259) into a `JSONValue`: about ten times as fast as `JSONDecoder`, which tries every type on
/// every value.
///
/// Strict where the RFC leaves room: no byte order mark, no lone surrogates, no numbers beyond a `Double`, at most
/// `JSONDepth.limit` levels. Of two fields of one name the last counts.
struct JSONParser {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var place = 0

    /// - Throws: `Problem.malformed`.
    static func parse(_ bytes: UnsafeBufferPointer<UInt8>) throws -> JSONValue {
        var parser = JSONParser(bytes: bytes)
        let value = try parser.value(depth: 0)
        parser.skipBlanks()
        guard parser.place == bytes.count else { throw notJSON }
        return value
    }

    private static var notJSON: Problem { Problem.malformed("The body is not valid JSON.") }

    private init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func skipBlanks() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { place += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        place += 1
        return true
    }

    private mutating func value(depth: Int) throws -> JSONValue {
        skipBlanks()
        switch next {
        case UInt8(ascii: "{"): return try object(depth: depth + 1)
        case UInt8(ascii: "["): return try array(depth: depth + 1)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return .number(try number())
        }
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws -> JSONValue {
        let end = place + word.utf8CodeUnitCount
        guard end <= bytes.count, word.withUTF8Buffer({ $0.elementsEqual(bytes[place..<end]) }) else {
            throw Self.notJSON
        }
        place = end
        return value
    }

    private mutating func object(depth: Int) throws -> JSONValue {
        try JSONDepth.require(depth)
        place += 1
        var fields: [String: JSONValue] = [:]
        skipBlanks()
        if take(UInt8(ascii: "}")) { return .object(fields) }
        while true {
            skipBlanks()
            guard next == UInt8(ascii: "\"") else { throw Self.notJSON }
            let name = try string()
            skipBlanks()
            guard take(UInt8(ascii: ":")) else { throw Self.notJSON }
            fields[name] = try value(depth: depth)
            skipBlanks()
            if take(UInt8(ascii: "}")) { return .object(fields) }
            guard take(UInt8(ascii: ",")) else { throw Self.notJSON }
        }
    }

    private mutating func array(depth: Int) throws -> JSONValue {
        try JSONDepth.require(depth)
        place += 1
        var elements: [JSONValue] = []
        skipBlanks()
        if take(UInt8(ascii: "]")) { return .array(elements) }
        while true {
            elements.append(try value(depth: depth))
            skipBlanks()
            if take(UInt8(ascii: "]")) { return .array(elements) }
            guard take(UInt8(ascii: ",")) else { throw Self.notJSON }
        }
    }

    /// A string without escapes is taken in one piece; otherwise it is put together piece by piece.
    private mutating func string() throws -> String {
        place += 1
        var start = place
        var pieces: [UInt8] = []
        while let byte = next {
            if byte == UInt8(ascii: "\"") {
                let last = UnsafeBufferPointer(rebasing: bytes[start..<place])
                place += 1
                let text =
                    pieces.isEmpty
                    ? String(validating: last, as: UTF8.self) : String(validating: pieces + last, as: UTF8.self)
                guard let text else { throw Self.notJSON }
                return text
            }
            guard byte >= 0x20 else { throw Self.notJSON }
            place += 1
            guard byte == UInt8(ascii: "\\") else { continue }
            pieces.append(contentsOf: bytes[start..<place - 1])
            try escape(into: &pieces)
            start = place
        }
        throw Self.notJSON
    }

    private mutating func escape(into text: inout [UInt8]) throws {
        guard let byte = next else { throw Self.notJSON }
        place += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text.append(contentsOf: String(Character(try escapedScalar())).utf8)
        default: throw Self.notJSON
        }
    }

    /// `\uXXXX`, or two of them for a character beyond the first plane (RFC 8259 section 7).
    private mutating func escapedScalar() throws -> Unicode.Scalar {
        var code = try fourDigits()
        if (0xD800..<0xDC00).contains(code) {
            guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else { throw Self.notJSON }
            let low = try fourDigits()
            guard (0xDC00..<0xE000).contains(low) else { throw Self.notJSON }
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else { throw Self.notJSON }
        return scalar
    }

    private mutating func fourDigits() throws -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = UUIDText.nibble(byte) else { throw Self.notJSON }
            code = code << 4 | UInt32(digit)
            place += 1
        }
        return code
    }

    private mutating func number() throws -> Double {
        let start = place
        let isNegative = take(UInt8(ascii: "-"))
        let whole = digits()
        guard whole.count > 0, whole.count == 1 || bytes[place - whole.count] != UInt8(ascii: "0") else {
            throw Self.notJSON
        }
        var isWhole = true
        if take(UInt8(ascii: ".")) {
            isWhole = false
            guard digits().count > 0 else { throw Self.notJSON }
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            isWhole = false
            place += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { place += 1 }
            guard digits().count > 0 else { throw Self.notJSON }
        }
        // Up to 15 digits are exact in a Double; everything else is left to the library's rounding.
        if isWhole, whole.count <= 15 { return Double(isNegative ? -whole.value : whole.value) }
        let text = String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<place]), as: UTF8.self)
        guard let number = Double(text), number.isFinite else { throw Self.notJSON }
        return number
    }

    private mutating func digits() -> (count: Int, value: Int) {
        var count = 0
        var value = 0
        while let byte = next, byte &- 48 < 10 {
            value = value &* 10 &+ Int(byte - 48)
            count += 1
            place += 1
        }
        return (count, value)
    }
}
