import Foundation

/// A header field as it was sent: unfolded, nothing decoded.
struct RawField: Sendable {
    var name: String
    var value: [UInt8]

    func isNamed(_ lowerCased: String) -> Bool {
        name.utf8.count == lowerCased.utf8.count && name.utf8.startsIgnoringCase(lowerCased)
    }
}

extension Collection<UInt8> {
    fileprivate func startsIgnoringCase(_ lowerCased: String) -> Bool {
        zip(self, lowerCased.utf8).allSatisfy { $0.lowercased == $1 }
    }
}

extension [RawField] {
    func first(_ lowerCased: String) -> [UInt8]? { first { $0.isNamed(lowerCased) }?.value }
    func all(_ lowerCased: String) -> [[UInt8]] { filter { $0.isNamed(lowerCased) }.map(\.value) }
}

/// The header fields at the head of a mail or part, and where its body begins.
///
/// Lines that are no header fields are forgiven: an mbox line and junk in front, a folded line that lost its indentation
/// between two fields, a missing blank line before the body.
struct FieldBlock {
    private(set) var fields: [RawField] = []
    private(set) var bodyStart: Int
    /// The line `From someone@example.com Mon Jan 1 …` of an mbox file in front.
    private(set) var mboxLine: [UInt8]?

    /// More fields than any real mail has; what follows is body.
    private static let fieldLimit = 5000
    private static let valueLimit = 256 << 10
    private static let junkLimit = 5

    /// - Parameter isWhole: Whether a mail begins here, so that junk in front of its fields is skipped.
    init(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, isWhole: Bool) {
        let scanner = LineScanner(bytes: bytes, end: range.upperBound)
        var position = range.lowerBound
        if isWhole { position = Self.skipJunk(scanner, from: position, mboxLine: &mboxLine) }
        bodyStart = position
        while position < range.upperBound, fields.count < Self.fieldLimit {
            let line = scanner.line(at: position)
            let content = bytes[line.content]
            if content.isEmpty {
                bodyStart = line.next
                return
            }
            if content[line.content.lowerBound].isBlank, !fields.isEmpty {
                if content.allSatisfy(\.isBlank), !Self.continues(scanner, at: line.next) {
                    bodyStart = line.next
                    return
                }
                continueLast(with: content.trimmed)
            } else if let colon = Self.nameEnd(content) {
                let name = String(bytes: content[..<colon].trimmed)
                let value = content[(colon + 1)...].trimmed
                fields.append(RawField(name: name, value: Array(value.prefix(Self.valueLimit))))
            } else if isWhole, Self.isMboxLine(content) {
                // An mbox line among the fields is no field and no end of them.
            } else if isWhole, !fields.isEmpty, Self.isKnownField(scanner, at: line.next) {
                continueLast(with: content.trimmed)
            } else {
                bodyStart = position
                return
            }
            position = line.next
            bodyStart = position
        }
    }

    private mutating func continueLast(with more: Slice<UnsafeBufferPointer<UInt8>>) {
        let last = fields.count - 1
        guard !more.isEmpty, fields[last].value.count + more.count < Self.valueLimit else { return }
        if !fields[last].value.isEmpty { fields[last].value.append(.space) }
        fields[last].value.append(contentsOf: more)
    }

    /// `From joe@example.com Mon Jan …`, but not the field `From : joe@example.com`.
    private static func isMboxLine(_ line: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        guard line.starts(withText: "From ") || line.starts(withText: ">From ") else { return false }
        return line.drop { $0 != .space }.first { $0 != .space } != .colon
    }

    /// Where the colon stands when `line` begins with a field name.
    private static func nameEnd(_ line: Slice<UnsafeBufferPointer<UInt8>>) -> Int? {
        var index = line.startIndex
        while index < line.endIndex, line[index] > 32, line[index] < 127, line[index] != .colon { index += 1 }
        guard index > line.startIndex, index - line.startIndex <= 200 else { return nil }
        while index < line.endIndex, line[index].isBlank { index += 1 }
        guard index < line.endIndex, line[index] == .colon else { return nil }
        return index
    }

    /// Whether header fields go on at `position`, behind a line of blanks.
    private static func continues(_ scanner: LineScanner, at position: Int) -> Bool {
        guard position < scanner.end else { return false }
        let content = scanner.bytes[scanner.line(at: position).content]
        guard let first = content.first else { return false }
        return first.isBlank || isKnownField(scanner, at: position)
    }

    private static let knownFields: Set<String> = [
        "from", "to", "cc", "bcc", "subject", "date", "message-id", "received", "return-path", "reply-to", "sender",
        "mime-version", "content-type", "content-transfer-encoding", "content-disposition", "content-id",
        "in-reply-to", "references", "delivered-to", "list-id", "list-unsubscribe", "importance", "status",
    ]

    private static func isKnownField(_ scanner: LineScanner, at position: Int) -> Bool {
        guard position < scanner.end else { return false }
        let content = scanner.bytes[scanner.line(at: position).content]
        guard let colon = nameEnd(content) else { return false }
        let name = String(bytes: content[..<colon].trimmed).lowercased()
        return knownFields.contains(name) || name.hasPrefix("x-")
    }

    /// Where the first field begins: behind an mbox line, empty lines and a few lines of junk.
    private static func skipJunk(_ scanner: LineScanner, from start: Int, mboxLine: inout [UInt8]?) -> Int {
        var position = start
        if scanner.bytes[start..<scanner.end].starts(with: [0xEF, 0xBB, 0xBF]) { position += 3 }
        var junk = 0
        let begin = position
        while position < scanner.end {
            let line = scanner.line(at: position)
            let content = scanner.bytes[line.content]
            if isMboxLine(content) {
                mboxLine = Array(content)
                position = line.next
                continue
            }
            if nameEnd(content) != nil { return position }
            if !content.allSatisfy(\.isBlank) { junk += 1 }
            if junk > junkLimit || position - begin > 64 << 10 { break }
            position = line.next
        }
        // No field at all: the whole is a body, but for the mbox line.
        guard mboxLine != nil else { return begin }
        return scanner.line(at: begin).next
    }
}
