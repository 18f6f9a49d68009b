/// Reads one whole response; what it does not understand is skipped, because servers say more than the RFC lists.
struct IMAPParser {
    private let pieces: [IMAPFramer.Piece]
    private var piece = 0
    private var place = 0
    private static let depthLimit = 40

    init(_ pieces: [IMAPFramer.Piece]) {
        self.pieces = pieces
    }

    /// `nil` for a line that says nothing.
    var response: IMAPResponse? {
        var parser = self
        return parser.read()
    }

    /// Whether a line begins like a status response: `* OK`, `A7 NO`.
    static func isStatus(_ line: [UInt8]) -> Bool {
        let words = line.prefix(80).split(separator: 32, maxSplits: 2)
        guard words.count >= 2 else { return false }
        return IMAPStatus.Kind(rawValue: String(decoding: words[1], as: UTF8.self).uppercased()) != nil
    }

    private mutating func read() -> IMAPResponse? {
        guard case .text(let line)? = pieces.first, let first = line.first else { return nil }
        if first == UInt8(ascii: "+") { return .continuation }
        let tag = word()
        skipBlanks()
        let second = word()
        guard !second.isEmpty else { return nil }
        if let kind = IMAPStatus.Kind(rawValue: second.uppercased()) {
            return .status(status(tag == "*" ? nil : tag, kind))
        }
        guard tag == "*" else { return nil }
        if let number = Int(second) {
            skipBlanks()
            let name = word().uppercased()
            return name.isEmpty ? nil : .data(name: name, number: number, values: values(until: nil, depth: 0))
        }
        return .data(name: second.uppercased(), number: nil, values: values(until: nil, depth: 0))
    }

    private mutating func status(_ tag: String?, _ kind: IMAPStatus.Kind) -> IMAPStatus {
        skipBlanks()
        guard case .text(let line) = pieces[piece] else { return IMAPStatus(tag: tag, kind: kind, text: "") }
        var rest = line[place...]
        var words: [String] = []
        if rest.first == UInt8(ascii: "["), let end = rest.firstIndex(of: UInt8(ascii: "]")) {
            words = rest[(place + 1)..<end].split(separator: 32).map { String(decoding: $0, as: UTF8.self) }
            rest = rest[(end + 1)...]
        }
        let text = String(decoding: rest.drop { $0 == 32 }, as: UTF8.self)
        return IMAPStatus(
            tag: tag, kind: kind, code: words.first?.uppercased(), arguments: Array(words.dropFirst()), text: text)
    }

    /// Values up to the closing bracket, or to the end of the response.
    private mutating func values(until end: UInt8?, depth: Int) -> [IMAPValue] {
        var values: [IMAPValue] = []
        while piece < pieces.count {
            if case .literal(let bytes) = pieces[piece] {
                values.append(.text(bytes))
                nextPiece()
                continue
            }
            guard let byte = peek() else {
                nextPiece()
                continue
            }
            switch byte {
            case 32, 9, 13: place += 1
            case UInt8(ascii: "("):
                place += 1
                if depth < Self.depthLimit {
                    values.append(.list(self.values(until: UInt8(ascii: ")"), depth: depth + 1)))
                }
            case UInt8(ascii: ")"):
                place += 1
                if end != nil { return values }
            case UInt8(ascii: "\""): values.append(.text(quoted()))
            default:
                let atom = atom()
                values.append(atom.elementsEqual("NIL".utf8) ? .null : .text(atom))
            }
        }
        return values
    }

    private mutating func quoted() -> [UInt8] {
        place += 1
        var bytes: [UInt8] = []
        while let byte = peek() {
            place += 1
            if byte == UInt8(ascii: "\"") { break }
            if byte == UInt8(ascii: "\\"), let next = peek() {
                place += 1
                bytes.append(next)
            } else {
                bytes.append(byte)
            }
        }
        return bytes
    }

    /// An atom; `BODY[HEADER.FIELDS (MESSAGE-ID)]<0>` is one, blanks and brackets included.
    private mutating func atom() -> [UInt8] {
        var bytes: [UInt8] = []
        var isInside = false
        while let byte = peek() {
            if byte == UInt8(ascii: "[") { isInside = true }
            if !isInside, [32, UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "\"")].contains(byte) { break }
            if byte == UInt8(ascii: "]") { isInside = false }
            bytes.append(byte)
            place += 1
        }
        return bytes
    }

    private mutating func word() -> String {
        var bytes: [UInt8] = []
        while let byte = peek(), byte != 32, byte != UInt8(ascii: "(") {
            bytes.append(byte)
            place += 1
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private mutating func skipBlanks() {
        while peek() == 32 { place += 1 }
    }

    private func peek() -> UInt8? {
        guard piece < pieces.count, case .text(let line) = pieces[piece], place < line.count else { return nil }
        return line[place]
    }

    private mutating func nextPiece() {
        piece += 1
        place = 0
    }
}
