import Foundation

/// Names for the bytes mail is made of.
extension UInt8 {
    static let tab: UInt8 = 9
    static let lineFeed: UInt8 = 10
    static let carriageReturn: UInt8 = 13
    static let escape: UInt8 = 27
    static let space: UInt8 = 32
    static let quote: UInt8 = 34
    static let hyphen: UInt8 = 45
    static let colon: UInt8 = 58
    static let equals: UInt8 = 61
    static let question: UInt8 = 63
    static let at: UInt8 = 64
    static let backslash: UInt8 = 92

    var isBlank: Bool { self == 32 || self == 9 }
    var isSpace: Bool { self == 32 || (self >= 9 && self <= 13) }
    var isDigit: Bool { self >= 48 && self <= 57 }
    var isLetter: Bool { (self | 32) >= 97 && (self | 32) <= 122 }
    var lowercased: UInt8 { self >= 65 && self <= 90 ? self + 32 : self }

    /// 0 to 15 for a hexadecimal digit.
    var hexadecimalDigit: UInt8? {
        switch self {
        case 48...57: self - 48
        case 65...70: self - 55
        case 97...102: self - 87
        default: nil
        }
    }
}

extension Collection<UInt8> {
    /// Without blanks and line ends on both sides.
    var trimmed: SubSequence {
        var rest = self[...]
        while let first = rest.first, first.isSpace { rest = rest.dropFirst() }
        guard let lastIndex = rest.indices.reversed().first(where: { !rest[$0].isSpace }) else { return rest.prefix(0) }
        return rest[...lastIndex]
    }

    var isASCII: Bool { allSatisfy { $0 < 0x80 } }

    func starts(withText text: StaticString) -> Bool {
        text.withUTF8Buffer { starts(with: $0) }
    }

    /// Whether the text `lowerCased` is found at the start, whatever its case.
    func startsIgnoringCase(_ lowerCased: StaticString) -> Bool {
        lowerCased.withUTF8Buffer { letters in
            var index = startIndex
            for letter in letters {
                guard index != endIndex, self[index].lowercased == letter else { return false }
                index = self.index(after: index)
            }
            return true
        }
    }
}

extension String {
    init(bytes: some Collection<UInt8>) {
        self.init(decoding: bytes, as: UTF8.self)
    }
}

/// One line of a text: where its content lies and where the next line begins.
struct LineSpan {
    /// Without the line end.
    var content: Range<Int>
    var next: Int
}

/// Walks over lines that end in LF or CR LF.
struct LineScanner {
    let bytes: UnsafeBufferPointer<UInt8>
    let end: Int

    /// The line that begins at `start`, which lies before `end`.
    func line(at start: Int) -> LineSpan {
        var stop = end
        var next = end
        if let base = bytes.baseAddress, let found = memchr(base + start, 10, end - start) {
            stop = UnsafePointer(found.assumingMemoryBound(to: UInt8.self)) - base
            next = stop + 1
        }
        if stop > start, bytes[stop - 1] == .carriageReturn { stop -= 1 }
        return LineSpan(content: start..<stop, next: next)
    }
}
