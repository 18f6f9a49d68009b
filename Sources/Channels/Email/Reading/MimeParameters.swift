import Foundation

/// The parameters of Content-Type and Content-Disposition: RFC 2231 put together, nothing else decoded yet.
struct MimeParameters: Sendable {
    private var values: [(name: String, value: String)] = []

    /// The value of `name` (lower case), decoded by RFC 2231 where it says so, else as sent.
    subscript(_ name: String) -> String? { values.first { $0.name == name }?.value }

    /// The value in front, lower case, and the parameters behind it.
    ///
    /// - Parameter charset: Tried when the field has eight bits that are no UTF-8.
    static func parse(_ field: [UInt8], charset: String? = nil) -> (value: String, parameters: MimeParameters) {
        // Eight-bit values are decoded here, so that what is quoted stays whole characters.
        var scanner = Scanner(Array(HeaderText.raw(field, charset: charset).utf8))
        let value = String(bytes: scanner.value()).lowercased().filter { !$0.isWhitespace }
        var pieces: [Piece] = []
        while let (name, value, wasQuoted) = scanner.parameter(), pieces.count < 200 {
            pieces.append(Piece(name: name, value: value, wasQuoted: wasQuoted))
        }
        var parameters = MimeParameters()
        for piece in pieces where piece.isExtended && !parameters.has(piece.base) {
            let section = pieces.filter { $0.isExtended && $0.base == piece.base }.sorted { $0.number < $1.number }
            parameters.values.append((piece.base, joined(section)))
        }
        for piece in pieces where !piece.isExtended && !parameters.has(piece.base) {
            parameters.values.append((piece.base, String(bytes: piece.value)))
        }
        return (value, parameters)
    }

    private func has(_ name: String) -> Bool { values.contains { $0.name == name } }

    /// One `name*1*=value`.
    private struct Piece {
        let base: String
        let number: Int
        let isExtended: Bool
        let isEncoded: Bool
        let value: [UInt8]

        init(name: String, value: [UInt8], wasQuoted: Bool) {
            let parts = name.split(separator: "*", omittingEmptySubsequences: false)
            base = parts.first.map(String.init) ?? name
            isExtended = parts.count > 1
            number = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
            isEncoded = isExtended && parts.last?.isEmpty == true
            self.value = value
        }
    }

    /// `charset'language'` in front of the first piece, percent coding in those that end in `*`.
    private static func joined(_ pieces: [Piece]) -> String {
        var charset: String?
        var bytes: [UInt8] = []
        var wasEncoded = false
        for (index, piece) in pieces.enumerated() {
            var value = piece.value[...]
            if piece.isEncoded {
                if index == 0, let first = value.firstIndex(of: 39),
                    let second = value[(first + 1)...].firstIndex(of: 39)
                {
                    charset = String(bytes: value[..<first])
                    value = value[(second + 1)...]
                }
                bytes += percentDecoded(value)
                wasEncoded = true
            } else {
                bytes += value
            }
        }
        return wasEncoded ? Charset.text(bytes, label: charset) : String(bytes: bytes)
    }

    private static func percentDecoded(_ value: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        var index = value.startIndex
        while index < value.endIndex {
            if value[index] == 37, index + 2 < value.endIndex, let high = value[index + 1].hexadecimalDigit,
                let low = value[index + 2].hexadecimalDigit
            {
                result.append(high << 4 | low)
                index += 3
            } else {
                result.append(value[index])
                index += 1
            }
        }
        return result
    }

    /// Reads `value; name=value; name="quoted value"` and forgives missing semicolons and quotes.
    private struct Scanner {
        private let bytes: [UInt8]
        private var index = 0

        init(_ bytes: [UInt8]) { self.bytes = bytes }

        private static let semicolon: UInt8 = 59

        mutating func value() -> [UInt8] {
            var result: [UInt8] = []
            while index < bytes.count, bytes[index] != Self.semicolon {
                if bytes[index] == 40 {
                    skipComment()
                    continue
                }
                // "text/plain charset=utf-8": the semicolon was forgotten.
                if bytes[index].isSpace, !result.isEmpty, startsParameter(at: index) { break }
                result.append(bytes[index])
                index += 1
            }
            return Array(result.trimmed.filter { $0 != .quote })
        }

        mutating func parameter() -> (name: String, value: [UInt8], wasQuoted: Bool)? {
            while index < bytes.count {
                while index < bytes.count, bytes[index] == Self.semicolon || bytes[index].isSpace { index += 1 }
                if index < bytes.count, bytes[index] == 40 {
                    skipComment()
                    continue
                }
                let start = index
                while index < bytes.count, bytes[index] != .equals, bytes[index] != Self.semicolon,
                    !bytes[index].isSpace
                { index += 1 }
                let name = String(bytes: bytes[start..<index]).lowercased()
                while index < bytes.count, bytes[index].isSpace { index += 1 }
                guard index < bytes.count else { return nil }
                guard bytes[index] == .equals else { continue }
                index += 1
                while index < bytes.count, bytes[index].isSpace { index += 1 }
                guard !name.isEmpty else { continue }
                if index < bytes.count, bytes[index] == .quote {
                    return (name, quoted(), true)
                }
                return (name, unquoted(), false)
            }
            return nil
        }

        private mutating func quoted() -> [UInt8] {
            index += 1
            var result: [UInt8] = []
            while index < bytes.count {
                let byte = bytes[index]
                if byte == .backslash, index + 1 < bytes.count,
                    bytes[index + 1] == .quote && !isLastQuote(at: index + 1) || bytes[index + 1] == .backslash
                {
                    // Any other backslash belongs to a path that was never escaped.
                    result.append(bytes[index + 1])
                    index += 2
                } else if byte == .quote {
                    index += 1
                    break
                } else {
                    result.append(byte)
                    index += 1
                }
            }
            return result
        }

        /// Whether the quote at `position` must be the closing one, as in `"C:\"`.
        private func isLastQuote(at position: Int) -> Bool {
            !bytes[(position + 1)...].contains(.quote)
        }

        private mutating func unquoted() -> [UInt8] {
            var result: [UInt8] = []
            while index < bytes.count, bytes[index] != Self.semicolon {
                if bytes[index].isSpace, startsParameter(at: index) { break }
                result.append(bytes[index])
                index += 1
            }
            let value = result.trimmed
            // Quotes of the wrong kind.
            if value.count > 1, value.first == 39, value.last == 39 { return Array(value.dropFirst().dropLast()) }
            return Array(value)
        }

        /// Whether `name=` follows the blanks at `position`.
        private func startsParameter(at position: Int) -> Bool {
            // Only the last blank of a run is looked at, so that a long run takes no more than its length.
            var index = position + 1
            guard index < bytes.count, !bytes[index].isSpace else { return false }
            let start = index
            while index < bytes.count,
                bytes[index].isLetter || bytes[index] == .hyphen || bytes[index] == 42
                    || bytes[index].isDigit
            { index += 1 }
            return index > start && index < bytes.count && bytes[index] == .equals
        }

        private mutating func skipComment() {
            var depth = 0
            while index < bytes.count {
                if bytes[index] == 40 { depth += 1 }
                if bytes[index] == 41 { depth -= 1 }
                index += 1
                if depth == 0 { return }
            }
        }
    }
}
