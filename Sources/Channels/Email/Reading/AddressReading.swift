import Foundation

/// Addresses out of header fields: RFC 5322 with everything people and programs write instead.
///
/// Rescue rules: commas in names without quotes, missing commas and brackets, text around an address, Outlook's
/// semicolons, a name that stands in a comment, addresses inside encoded words.
enum AddressReading {
    /// More addresses than this in one field are a mailing list gone wrong.
    static let limit = 2000

    /// Every usable address of one field, in order.
    static func list(_ field: String) -> [MailAddress] {
        var scanner = AddressScanner(field)
        let entries = scanner.entries(limit: limit)
        var addresses: [MailAddress] = []
        // "Müller, Hans <h@example.com>" without quotes comes as two entries; the first has no address.
        var loose = ""
        for entry in entries {
            let found = Self.addresses(of: entry)
            if found.isEmpty {
                loose = entry.name.isEmpty || !loose.isEmpty ? "" : EncodedWords.decode(entry.name)
                continue
            }
            for (index, var address) in found.enumerated() {
                if index == 0, !loose.isEmpty, entry.angle != nil, !address.name.isEmpty {
                    address.name = HeaderText.clean(loose) + ", " + address.name
                }
                addresses.append(address)
            }
            loose = ""
        }
        if addresses.isEmpty { addresses = rescued(HeaderText.clean(EncodedWords.decode(field)), name: "") }
        return addresses
    }

    /// Outlook sets names that are addresses, and at times others, between single quotes.
    private static func unquoted(_ name: String) -> String {
        guard name.count > 2, name.hasPrefix("'"), name.hasSuffix("'") else { return name }
        return String(name.dropFirst().dropLast())
    }

    private static func addresses(of entry: AddressScanner.Entry) -> [MailAddress] {
        let name = unquoted(HeaderText.clean(EncodedWords.decode(entry.name)))
        let comment = HeaderText.clean(EncodedWords.decode(entry.comment))
        if let angle = entry.angle {
            if let address = cleaned(angle) {
                return [MailAddress(name: name.isEmpty ? comment : name, address: address)]
            }
            let decoded = EncodedWords.decode(angle)
            if decoded != angle, let address = cleaned(decoded) { return [MailAddress(name: name, address: address)] }
            // "Max <Sales> max@example.com" or an empty pair behind the address.
            return rescued(name, name: "")
        }
        return rescued(entry.bare, name: comment)
    }

    /// Every token with an `@`; the words beside a single one are its name.
    private static func rescued(_ text: String, name: String) -> [MailAddress] {
        let decoded = HeaderText.clean(EncodedWords.decode(text))
        guard decoded.contains("@") else { return [] }
        if let whole = quotedLocal(decoded) { return [MailAddress(name: name, address: whole)] }
        var found: [String] = []
        var words: [String] = []
        for token in joinedAtSign(decoded).split(whereSeparator: { " ,;<>()[]\"".contains($0) }) {
            if token.contains("@"), let address = cleaned(String(token)) {
                found.append(address)
            } else {
                words.append(String(token))
            }
        }
        if found.isEmpty, let address = cleaned(decoded) { found = [address] }
        let own = name.isEmpty && found.count == 1 ? words.joined(separator: " ") : name
        return found.map { MailAddress(name: own, address: $0) }
    }

    /// "joe @ example.com" without the blanks around the sign.
    private static func joinedAtSign(_ text: String) -> String {
        guard text.contains(" @") || text.contains("@ ") else { return text }
        var result = ""
        for character in text {
            if character == "@" {
                while result.last == " " { result.removeLast() }
            }
            if character != " " || result.last != "@" { result.append(character) }
        }
        return result
    }

    /// `"john doe"@example.com`: blanks are allowed between the quotes.
    private static func quotedLocal(_ text: String) -> String? {
        guard text.hasPrefix("\""), let at = text.lastIndex(of: "@"), text[..<at].hasSuffix("\""),
            text[..<at].count > 2, !text[text.index(after: at)...].contains(where: { " ,;<>\"".contains($0) })
        else { return nil }
        return cleaned(text)
    }

    /// The address without what does not belong to it; `nil` when it has no two sides.
    static func cleaned(_ text: String) -> String? {
        var address = String(
            String.UnicodeScalarView(text.unicodeScalars.filter { $0.value > 32 && $0.value != 127 }))
        if text.hasPrefix("\""), let at = text.lastIndex(of: "@"), text[..<at].hasSuffix("\"") {
            // Blanks inside a quoted local part belong to it.
            address = HeaderText.clean(text)
        }
        if address.lowercased().hasPrefix("mailto:") { address = String(address.dropFirst(7)) }
        // An obsolete route in front (RFC 5322 section 4.4).
        if address.hasPrefix("@"), let colon = address.firstIndex(of: ":") {
            address = String(address[address.index(after: colon)...])
        }
        while let last = address.last, ".,;:'>\"`".contains(last) || last == "\u{3002}" { address.removeLast() }
        while let first = address.first, ".,;:'<`".contains(first) { address.removeFirst() }
        if address.hasPrefix("\""), !address.dropFirst().contains("\"@") { address.removeFirst() }
        guard let at = address.lastIndex(of: "@"), at != address.startIndex,
            address.index(after: at) != address.endIndex
        else { return nil }
        return address
    }
}

/// Cuts an address field into entries at its commas and semicolons.
struct AddressScanner {
    struct Entry {
        /// What stands outside of brackets and comments, quotes taken off.
        var name = ""
        /// The same with its quotes.
        var bare = ""
        var comment = ""
        var angle: String?

        var isEmpty: Bool { bare.isEmpty && comment.isEmpty && angle == nil }
    }

    private let bytes: [UInt8]
    private let lastSemicolon: Int
    private let lastBracket: Int
    private var index = 0
    /// Whether a quote was found that nothing closes; further quotes stand for themselves, so that a field of nothing but
    /// quotes takes no more time than any other.
    private var hasOpenQuote = false
    private var nextStop = -1

    init(_ text: String) {
        bytes = Array(text.utf8)
        lastSemicolon = bytes.lastIndex(of: 59) ?? -1
        lastBracket = bytes.lastIndex(of: 60) ?? -1
    }

    mutating func entries(limit: Int) -> [Entry] {
        var entries: [Entry] = []
        var entry = Entry()
        var name: [UInt8] = []
        var bare: [UInt8] = []
        func finish() {
            entry.name = String(bytes: name.trimmed)
            entry.bare = String(bytes: bare.trimmed)
            if !entry.isEmpty { entries.append(entry) }
            entry = Entry()
            name = []
            bare = []
        }
        while index < bytes.count, entries.count < limit {
            switch bytes[index] {
            case 44, 59:
                finish()
                index += 1
            case .quote:
                guard let content = quoted() else {
                    index += 1
                    continue
                }
                bare += [.quote] + content + [.quote]
                name += content
            case 40:
                let comment = self.comment()
                // "Joe (Sales) <joe@example.com>": the person meant it as part of the name.
                if angleFollows(), !name.trimmed.isEmpty {
                    name += [40] + comment + [41]
                } else {
                    entry.comment += (entry.comment.isEmpty ? "" : " ") + String(bytes: comment.trimmed)
                }
            case 60:
                if let angle = entry.angle, angle.contains("@") { finish() }
                entry.angle = angle()
            case .colon where entry.angle == nil && isGroupName(bare):
                name = []
                bare = []
                index += 1
            case .equals:
                let end = EncodedWords.end(in: bytes, at: index) ?? index + 1
                name += bytes[index..<end]
                bare += bytes[index..<end]
                index = end
            case let byte:
                // Text behind the bracket is not part of the name.
                if entry.angle == nil { name.append(byte) }
                bare.append(byte)
                index += 1
            }
        }
        finish()
        return entries
    }

    /// A name such as "undisclosed-recipients" in front of a colon; an address has no colon before its `@`.
    ///
    /// "Support: Mei <mei@example.com>" without the group's closing semicolon is a name.
    private func isGroupName(_ bare: [UInt8]) -> Bool {
        bare.count < 500 && !bare.contains(.at) && !bare.contains(91) && (lastSemicolon > index || lastBracket < index)
    }

    private mutating func quoted() -> [UInt8]? {
        guard !hasOpenQuote else { return nil }
        var result: [UInt8] = []
        var position = index + 1
        while position < bytes.count {
            let byte = bytes[position]
            if byte == .backslash, position + 1 < bytes.count {
                result.append(bytes[position + 1])
                position += 2
            } else if byte == .quote {
                index = position + 1
                return result
            } else {
                result.append(byte)
                position += 1
            }
        }
        hasOpenQuote = true
        return nil
    }

    private mutating func comment() -> [UInt8] {
        var result: [UInt8] = []
        var depth = 0
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte == .backslash, index < bytes.count {
                result.append(bytes[index])
                index += 1
                continue
            }
            if byte == 40 {
                depth += 1
                if depth == 1 { continue }
            } else if byte == 41 {
                depth -= 1
                if depth == 0 { return result }
            }
            result.append(byte)
        }
        return result
    }

    /// Whether the next comma, semicolon or bracket is a bracket, and near.
    ///
    /// Where it stands is looked up once, so that a field of nothing but comments takes no more time than any other.
    private mutating func angleFollows() -> Bool {
        if nextStop < index {
            nextStop = bytes[index...].firstIndex { $0 == 44 || $0 == 59 || $0 == 60 } ?? bytes.count
        }
        return nextStop < min(bytes.count, index + 1000) && bytes[nextStop] == 60
    }

    /// What stands between `<` and `>`, or up to where the `>` was forgotten.
    private mutating func angle() -> String {
        index += 1
        while index < bytes.count, bytes[index] == 60 || bytes[index].isSpace { index += 1 }
        let start = index
        var isQuoted = false
        while index < bytes.count {
            let byte = bytes[index]
            if byte == .quote { isQuoted.toggle() }
            if byte == 62, !isQuoted || !bytes[(index + 1)...].contains(62) { break }
            if !isQuoted, byte == 60 || byte == 59 || byte == 44 && bytes[start] != .at { break }
            index += 1
        }
        let content = String(bytes: bytes[start..<index].trimmed)
        while index < bytes.count, bytes[index] == 62 { index += 1 }
        return content
    }
}
