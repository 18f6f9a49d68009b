/// A text cut into lines over its UTF-8 bytes: positions stay exact, and a look at a line costs no more than its length.
struct TextLines {
    let bytes: [UInt8]
    /// Where each line stands, blanks around it left out.
    let ranges: [Range<Int>]
    /// Where each line begins, its blanks included.
    let starts: [Int]

    init(_ text: String) {
        self.init(bytes: Array(text.utf8))
    }

    init(bytes: [UInt8]) {
        var ranges: [Range<Int>] = []
        var starts: [Int] = []
        var start = 0
        for place in 0...bytes.count where place == bytes.count || bytes[place] == 0x0A {
            starts.append(start)
            ranges.append(Self.trimmed(start..<place, of: bytes))
            start = place + 1
        }
        self.bytes = bytes
        self.ranges = ranges
        self.starts = starts
    }

    var count: Int { ranges.count }

    func isBlank(_ line: Int) -> Bool { ranges[line].isEmpty }

    /// Whether the line is marked as somebody else's by a `>` in front.
    func isQuoted(_ line: Int) -> Bool { !isBlank(line) && bytes[ranges[line].lowerBound] == 0x3E }

    func first(_ line: Int) -> UInt8 { bytes[ranges[line].lowerBound] }

    func length(_ line: Int) -> Int { ranges[line].count }

    /// The line without blanks around it.
    func content(_ line: Int) -> ArraySlice<UInt8> { bytes[ranges[line]] }

    /// The same as text; empty when it is longer than any line that marks something.
    func short(_ line: Int, upTo limit: Int = 400) -> String {
        let range = ranges[line]
        guard range.count <= limit else { return "" }
        return String(decoding: bytes[range], as: UTF8.self)
    }

    /// The same without the marks of a quote in front.
    func unquoted(_ line: Int) -> String {
        guard isQuoted(line) else { return short(line) }
        return String(short(line).drop { $0 == ">" || $0 == " " })
    }

    /// Where the line's content begins when marks of a quote stand in front of it.
    func unquotedContent(_ line: Int) -> ArraySlice<UInt8> {
        content(line).drop { $0 == 0x3E || $0 == 0x20 }
    }

    func endsWithColon(_ line: Int) -> Bool {
        let range = ranges[line]
        guard !range.isEmpty else { return false }
        if bytes[range.upperBound - 1] == 0x3A { return true }
        return bytes[range].suffix(3).elementsEqual([0xEF, 0xBC, 0x9A])
    }

    func nextFilled(after line: Int) -> Int? {
        var next = line + 1
        while next < count {
            if !isBlank(next) { return next }
            next += 1
        }
        return nil
    }

    /// How many UTF-16 code units stand before byte `place`.
    static func utf16Offset(of place: Int, in bytes: [UInt8]) -> Int {
        var units = 0
        for byte in bytes[..<place] where byte & 0xC0 != 0x80 { units += byte >= 0xF0 ? 2 : 1 }
        return units
    }

    /// Without blanks at both ends: ASCII ones, no-break and ideographic space, zero-width marks, a literal `&nbsp;`.
    static func trimmed(_ range: Range<Int>, of bytes: [UInt8]) -> Range<Int> {
        var low = range.lowerBound
        var high = range.upperBound
        while low < high {
            let length = blankLength(bytes[..<high], at: low)
            if length == 0 { break }
            low += length
        }
        while low < high {
            let length = blankLength(bytes[low..<high])
            if length == 0 { break }
            high -= length
        }
        return low..<high
    }

    /// How many bytes the blank at `place` takes; none when there is no blank.
    static func blankLength(_ bytes: ArraySlice<UInt8>, at place: Int) -> Int {
        switch bytes[place] {
        case 0x20, 0x09, 0x0D, 0x0B, 0x0C: 1
        case 0xC2, 0xE2, 0xE3, 0xEF, 0x26: blanks.first { bytes[place...].starts(with: $0) }?.count ?? 0
        default: 0
        }
    }

    /// How many bytes a blank at the end takes.
    private static func blankLength(_ bytes: ArraySlice<UInt8>) -> Int {
        guard let last = bytes.last else { return 0 }
        switch last {
        case 0x20, 0x09, 0x0D, 0x0B, 0x0C: return 1
        case 0x80...0xBF, 0x3B: return blanks.first { bytes.suffix($0.count).elementsEqual($0) }?.count ?? 0
        default: return 0
        }
    }

    private static let blanks: [[UInt8]] = [
        "\u{A0}", "\u{3000}", "\u{200B}", "\u{FEFF}", "\u{2003}", "\u{2002}", "&nbsp;",
    ]
    .map { Array($0.utf8) }
}
