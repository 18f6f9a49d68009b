import Foundation

/// Finds addresses in text.
enum AddressScan {
    static func first(in text: String) -> String? { all(in: text, limit: 1).first }

    /// Every word with an `@` between letters, in order, each once.
    static func all(in text: String, limit: Int = 50) -> [String] {
        var found: [String] = []
        let bytes = Array(text.utf8)
        var place = 0
        while let at = bytes[place...].firstIndex(of: 0x40) {
            var start = at
            while start > place, isLocal(bytes[start - 1]) { start -= 1 }
            var end = at + 1
            while end < bytes.count, isDomain(bytes[end]) { end += 1 }
            place = end
            while end > at, bytes[end - 1] == 0x2E || bytes[end - 1] == 0x2D { end -= 1 }
            guard start < at, end > at + 1 else { continue }
            let address = String(decoding: bytes[start..<end], as: UTF8.self)
            if !found.contains(where: { $0.caseInsensitiveCompare(address) == .orderedSame }) { found.append(address) }
            if found.count >= limit { break }
        }
        return found
    }

    private static func isLocal(_ byte: UInt8) -> Bool {
        isDomain(byte) || "!#$%&'*+/=?^_`{|}~".utf8.contains(byte)
    }

    private static func isDomain(_ byte: UInt8) -> Bool {
        byte >= 0x30 && byte <= 0x39 || byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A && byte < 0x80 || byte == 0x2E
            || byte == 0x2D
    }
}

/// Codes that mail servers answer with.
enum StatusCode {
    /// The first enhanced status code `5.1.1` (RFC 3463) in a text.
    static func enhanced(in text: String) -> String? {
        for word in text.prefix(4000).split(whereSeparator: { !($0.isASCII && ($0.isNumber || $0 == ".")) }) {
            let parts = word.split(separator: ".", omittingEmptySubsequences: true)
            guard parts.count == 3, word.first != ".", let first = parts[0].first, parts[0].count == 1,
                "245".contains(first), parts[1].count <= 3, parts[2].count <= 3
            else { continue }
            return parts.joined(separator: ".")
        }
        return nil
    }

    /// The first digit of the first SMTP reply code such as `550` that opens a word.
    static func reply(in text: String) -> Character? {
        for word in text.prefix(4000).split(whereSeparator: {
            !($0.isASCII && ($0.isLetter || $0.isNumber || $0 == "."))
        }) {
            if word.count == 3, let first = word.first, "45".contains(first), word.allSatisfy(\.isNumber) {
                return first
            }
        }
        return nil
    }
}
