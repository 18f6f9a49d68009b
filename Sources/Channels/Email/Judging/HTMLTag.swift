/// One tag of an HTML page.
struct HTMLTag {
    /// In lower case.
    var name = ""
    var isClosing = false
    /// Values of the attributes asked for, entities still in them.
    var attributes: [String: ArraySlice<UInt8>] = [:]
    /// The first byte after it.
    var end = 0

    func attribute(_ name: String) -> String? {
        bytes(name).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether the style says one of `rules`, which are in lower case without blanks.
    func hasStyle(_ rules: [[UInt8]]) -> Bool {
        guard let value = attributes["style"] else { return false }
        var style = value.prefix(2000).filter { $0 > 0x20 }.map { $0 >= 0x41 && $0 <= 0x5A ? $0 + 32 : $0 }
        style.append(0x3B)
        return style.indices.contains { place in
            rules.contains { style[place] == $0[0] && style[place...].starts(with: $0) }
        }
    }

    /// The bytes of an attribute, entities resolved.
    func bytes(_ name: String) -> [UInt8]? {
        guard let value = attributes[name] else { return nil }
        guard value.contains(0x26) else { return Array(value) }
        let raw = Array(value)
        var result: [UInt8] = []
        var place = 0
        while place < raw.count {
            if raw[place] == 0x26, let entity = HTMLEntities.read(raw, at: place) {
                result.append(contentsOf: String(entity.scalar).utf8)
                place += entity.length
            } else {
                result.append(raw[place])
                place += 1
            }
        }
        return result
    }
}

/// Reads tags one after the other and never looks twice at a byte, whatever is left unclosed.
struct HTMLTagReader {
    private let bytes: [UInt8]
    /// Where the last sign of each kind stands: behind it, nobody needs to look for another one.
    private let lastClose: Int
    private let lastQuote: Int
    private let lastApostrophe: Int
    private let lastComment: Int

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        lastClose = bytes.lastIndex(of: 0x3E) ?? -1
        lastQuote = bytes.lastIndex(of: 0x22) ?? -1
        lastApostrophe = bytes.lastIndex(of: 0x27) ?? -1
        var place = bytes.count - 3
        while place >= 0, !(bytes[place] == 0x2D && bytes[place + 1] == 0x2D && bytes[place + 2] == 0x3E) { place -= 1 }
        lastComment = place
    }

    /// The tag that begins at `place` (a `<`); `nil` when it is only a sign.
    ///
    /// Comments and declarations have no name.
    func read(at place: Int) -> HTMLTag? {
        guard place + 1 < bytes.count, lastClose > place else { return nil }
        var next = place + 1
        var tag = HTMLTag()
        if bytes[next] == 0x21 || bytes[next] == 0x3F {
            tag.end = endOfDeclaration(at: next)
            return tag
        }
        if bytes[next] == 0x2F {
            tag.isClosing = true
            next += 1
        }
        let start = next
        while next < bytes.count, isName(bytes[next]) { next += 1 }
        guard next > start, isLetter(bytes[start]) else { return nil }
        tag.name = String(decoding: bytes[start..<min(next, start + 40)], as: UTF8.self).lowercased()
        tag.end = readAttributes(from: next, into: &tag)
        return tag
    }

    /// The first byte after the end tag of `name`, for elements whose content is no HTML; the end when there is none.
    func endOfRawText(_ name: String, from place: Int) -> Int {
        let name = Array(name.utf8)
        var next = place
        while next < lastClose {
            if bytes[next] == 0x3C, bytes[next + 1] == 0x2F, next + 2 + name.count <= bytes.count,
                zip(bytes[(next + 2)...], name).allSatisfy({ $0 | 0x20 == $1 })
            {
                while next < bytes.count, bytes[next] != 0x3E { next += 1 }
                return min(next + 1, bytes.count)
            }
            next += 1
        }
        return bytes.count
    }

    private func endOfDeclaration(at place: Int) -> Int {
        var next = place
        if place + 2 < bytes.count, bytes[place] == 0x21, bytes[place + 1] == 0x2D, bytes[place + 2] == 0x2D {
            // "<!-->" is a whole comment; an open one ends at the next sign instead of swallowing the mail.
            if place + 3 < bytes.count, bytes[place + 3] == 0x3E { return place + 4 }
            if lastComment > place + 2 {
                next = place + 3
                while !(bytes[next] == 0x2D && bytes[next + 1] == 0x2D && bytes[next + 2] == 0x3E) { next += 1 }
                return next + 3
            }
        }
        while next < bytes.count, bytes[next] != 0x3E { next += 1 }
        return min(next + 1, bytes.count)
    }

    private func readAttributes(from place: Int, into tag: inout HTMLTag) -> Int {
        var next = place
        while next < bytes.count {
            let byte = bytes[next]
            if byte == 0x3E { return next + 1 }
            // A tag that was never closed ends where the next one begins.
            if byte == 0x3C, next + 1 < bytes.count, isLetter(bytes[next + 1]) || bytes[next + 1] == 0x2F {
                return next
            }
            guard isName(byte) else {
                next += 1
                continue
            }
            let start = next
            while next < bytes.count, isName(bytes[next]) { next += 1 }
            let name = bytes[start..<next]
            var after = next
            while after < bytes.count, isBlank(bytes[after]) { after += 1 }
            guard after < bytes.count, bytes[after] == 0x3D else { continue }
            next = after + 1
            while next < bytes.count, isBlank(bytes[next]) { next += 1 }
            let value = readValue(&next)
            if !tag.isClosing, name.count <= 5, let known = Self.known[name.map { $0 | 0x20 }],
                tag.attributes[known] == nil
            {
                tag.attributes[known] = value
            }
        }
        return bytes.count
    }

    private func readValue(_ next: inout Int) -> ArraySlice<UInt8> {
        guard next < bytes.count else { return [] }
        let sign = bytes[next]
        if sign == 0x22 && lastQuote > next || sign == 0x27 && lastApostrophe > next {
            let start = next + 1
            next = start
            while bytes[next] != sign { next += 1 }
            defer { next += 1 }
            return bytes[start..<next]
        }
        let start = next
        while next < bytes.count, !isBlank(bytes[next]), bytes[next] != 0x3E { next += 1 }
        return bytes[start..<next]
    }

    private static let known: [[UInt8]: String] = Dictionary(
        uniqueKeysWithValues: ["class", "id", "style", "href", "src", "alt", "type", "start", "width"]
            .map { (Array($0.utf8), $0) })

    private func isLetter(_ byte: UInt8) -> Bool { byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A }

    private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte >= 0x09 && byte <= 0x0D }

    private func isName(_ byte: UInt8) -> Bool {
        isLetter(byte) || byte >= 0x30 && byte <= 0x39 || byte == 0x2D || byte == 0x3A || byte == 0x5F || byte >= 0x80
    }
}
