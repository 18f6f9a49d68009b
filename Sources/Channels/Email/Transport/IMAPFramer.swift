/// Cuts what a server sends into whole responses: lines that may hold literals (RFC 3501 section 4.3), however the bytes
/// arrive.
struct IMAPFramer {
    /// A line with what is inside it: text between literals.
    enum Piece: Sendable, Equatable {
        case text([UInt8])
        case literal([UInt8])
    }

    /// A response that is larger is an attack or an error.
    static let textLimit = 16 << 20

    /// Of a longer literal nothing is kept: it is read over and the response counts as broken.
    private let literalLimit: Int
    private var pieces: [Piece] = []
    private var line: [UInt8] = []
    private var literal: [UInt8] = []
    private var literalLeft = 0
    private var isDropping = false
    private var textBytes = 0

    init(literalLimit: Int) {
        self.literalLimit = literalLimit
    }

    /// Whether the response that is coming holds a literal that was too long.
    private(set) var hasDropped = false

    /// The responses that `bytes` complete.
    ///
    /// - Throws: `MailFault` when no end of a response comes.
    mutating func feed(_ bytes: some Collection<UInt8>) throws(MailFault) -> [IMAPResponse] {
        var complete: [IMAPResponse] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            if literalLeft > 0 {
                let part = rest.prefix(literalLeft)
                if !isDropping { literal.append(contentsOf: part) }
                literalLeft -= part.count
                rest = rest.dropFirst(part.count)
                if literalLeft == 0 { endLiteral() }
            } else if let end = rest.firstIndex(of: 10) {
                line.append(contentsOf: rest[..<end])
                rest = rest[rest.index(after: end)...]
                if let response = endLine() { complete.append(response) }
            } else {
                line.append(contentsOf: rest)
                rest = rest[rest.endIndex...]
            }
            if textBytes + line.count > Self.textLimit {
                throw MailFault(.unexpectedAnswer, "The server's answer has no end.")
            }
        }
        return complete
    }

    private mutating func endLiteral() {
        pieces.append(.literal(literal))
        literal = []
        isDropping = false
    }

    private mutating func endLine() -> IMAPResponse? {
        if line.last == 13 { line.removeLast() }
        textBytes += line.count
        if let length = announcedLiteral() {
            pieces.append(.text(line))
            line = []
            literalLeft = length
            isDropping = length > literalLimit
            hasDropped = hasDropped || isDropping
            if length == 0 {
                endLiteral()
            } else if !isDropping {
                literal.reserveCapacity(length)
            }
            return nil
        }
        pieces.append(.text(line))
        defer {
            pieces = []
            line = []
            textBytes = 0
        }
        return IMAPParser(pieces).response
    }

    /// The length of the literal this line announces at its end, whose announcement is cut off.
    ///
    /// The words of a status response are for people, and may end in anything.
    private mutating func announcedLiteral() -> Int? {
        guard line.last == UInt8(ascii: "}"), let open = line.lastIndex(of: UInt8(ascii: "{")),
            !(pieces.isEmpty && IMAPParser.isStatus(line))
        else { return nil }
        var digits = line[(open + 1)..<(line.count - 1)]
        if digits.last == UInt8(ascii: "+") { digits = digits.dropLast() }
        guard !digits.isEmpty, digits.count <= 12, digits.allSatisfy({ (48...57).contains($0) }),
            let length = Int(String(decoding: digits, as: UTF8.self))
        else { return nil }
        var end = open
        if end > 0, line[end - 1] == UInt8(ascii: "~") { end -= 1 }
        line.removeSubrange(end...)
        return length
    }

    /// Says that the dropped literal was noticed.
    mutating func forgetDropped() { hasDropped = false }
}
