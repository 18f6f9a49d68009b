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
