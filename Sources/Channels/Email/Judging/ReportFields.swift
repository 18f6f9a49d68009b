import Foundation

/// One group of `Name: value` lines in a report.
struct ReportFields {
    private var values: [String: String] = [:]

    /// The groups of a report, divided by blank lines; lines that are no fields are passed over.
    static func groups(in text: String) -> [ReportFields] {
        var groups: [ReportFields] = []
        var group = ReportFields()
        var name: String?
        for line in text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false) {
            let bare = line.trimmingCharacters(in: .whitespaces)
            if bare.isEmpty {
                if !group.values.isEmpty { groups.append(group) }
                group = ReportFields()
                name = nil
            } else if let first = line.first, first == " " || first == "\t", let name {
                group.values[name]? += " " + bare
            } else if let colon = line.firstIndex(of: ":") {
                let key = line[..<colon].trimmingCharacters(in: .whitespaces).lowercased()
                name = group.values[key] == nil ? key : nil
                if let name {
                    group.values[name] = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
                }
            }
            if groups.count >= 200 { return groups }
        }
        if !group.values.isEmpty { groups.append(group) }
        return groups
    }

    subscript(name: String) -> String? { values[name] }

    func joined(_ other: ReportFields) -> ReportFields {
        var joined = self
        joined.values.merge(other.values) { old, _ in old }
        return joined
    }

    /// The address in a field such as `rfc822; mei@example.com`.
    func address(_ name: String) -> String? {
        values[name].map(Self.afterType).flatMap(AddressScan.first)
    }

    /// What follows the type in `smtp; 550 5.1.1 …`.
    static func afterType(_ value: String) -> String {
        let value = value.trimmingCharacters(in: .whitespaces)
        guard let sign = value.firstIndex(of: ";"),
            value[..<sign].allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" })
        else { return value }
        return value[value.index(after: sign)...].trimmingCharacters(in: .whitespaces)
    }

    /// A field of the header of a whole mail; continued lines are joined.
    static func header(_ name: String, of mail: String) -> String? {
        let text = mail.replacing("\r\n", with: "\n")
        let start = text.drop { $0.isNewline || $0 == " " }
        // Headers longer than this are no headers.
        var value: String?
        for line in start.prefix(200_000).split(separator: "\n", omittingEmptySubsequences: false) {
            if line.isEmpty { break }
            if let first = line.first, first == " " || first == "\t" {
                value? += " " + line.trimmingCharacters(in: .whitespaces)
                continue
            }
            if let value { return value }
            if let colon = line.firstIndex(of: ":"), line[..<colon].lowercased() == name {
                value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            }
        }
        return value
    }

    /// The last line of a text that looks like such a field, with the line after it when that continues it.
    static func line(_ name: String, in text: String) -> String? {
        let lines = TextLines(text)
        var found: String?
        for line in 0..<lines.count where lines.length(line) >= name.utf8.count {
            let content = lines.unquotedContent(line)
            guard content.count <= 1000, content.count > name.utf8.count,
                content[content.startIndex + name.utf8.count] == 0x3A,
                zip(content, name.utf8).allSatisfy({ $0 == $1 || $0 | 0x20 == $1 })
            else { continue }
            found = String(decoding: content.dropFirst(name.utf8.count + 1), as: UTF8.self)
            if let value = found, !value.contains("@"), line + 1 < lines.count { found = lines.short(line + 1) }
        }
        return found
    }
}

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
