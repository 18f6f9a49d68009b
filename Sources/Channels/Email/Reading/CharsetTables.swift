import Foundation

/// windows-1252, in which every byte means something (WHATWG); so it is the last resort.
enum Windows1252 {
    private static let upper: [UInt32] = [
        0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,
        0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
        0x0153, 0x9D, 0x017E, 0x0178,
    ]

    static func text(_ bytes: [UInt8]) -> String {
        var text = String.UnicodeScalarView()
        for byte in bytes {
            let value = byte >= 0x80 && byte < 0xA0 ? upper[Int(byte) - 0x80] : UInt32(byte)
            if let scalar = Unicode.Scalar(value) { text.append(scalar) }
        }
        return String(text)
    }
}

/// Whether bytes that name no set, or one they are not in, are Chinese in GB 18030.
///
/// Almost any pair of accented Latin letters is valid there, so it must look like Chinese: runs of high bytes of even
/// length, mostly characters of GB 2312's first level. Cyrillic runs are odd as often as even.
enum HanGuess {
    static func isGB(_ bytes: [UInt8], isLabelled: Bool) -> Bool {
        var runs = 0
        var evenRuns = 0
        var characters = 0
        var common = 0
        var letters = 0
        var index = 0
        while index < bytes.count {
            guard bytes[index] >= 0x80 else {
                index += 1
                continue
            }
            let start = index
            while index < bytes.count, bytes[index] >= 0x80 { index += 1 }
            runs += 1
            if (index - start).isMultiple(of: 2) { evenRuns += 1 }
            if start > 0, bytes[start - 1].isLetter { letters += 1 }
            var pair = start
            while pair + 1 < index {
                characters += 1
                let lead = bytes[pair]
                if bytes[pair + 1] >= 0xA1, (0xB0...0xD7).contains(lead) || (0xA1...0xA3).contains(lead) {
                    common += 1
                }
                pair += 2
            }
        }
        guard characters >= (isLabelled ? 4 : 2) || (characters == 1 && !isLabelled && letters == 0),
            evenRuns * 10 >= runs * 8, common * 10 >= characters * 6, letters * 2 <= runs
        else { return false }
        return Iconv.strict(bytes, from: "GB18030") != nil
    }
}

/// ISO-2022-JP with the rows of NEC and IBM (①, Ⅲ, 髙) and half-width kana, which the C library's converter refuses.
///
/// The escapes are turned into Shift_JIS, which its converter `CP932` reads.
enum JapaneseText {
    /// Whether an escape sequence to a Japanese set is inside.
    static func isEscaped(_ bytes: [UInt8]) -> Bool {
        guard let first = bytes.firstIndex(of: .escape), first + 2 < bytes.count else { return false }
        return bytes[first + 1] == 0x24 && (bytes[first + 2] == 0x42 || bytes[first + 2] == 0x40)
            || bytes[first + 1] == 0x28 && [0x4A, 0x49].contains(bytes[first + 2])
    }

    static func decode(_ bytes: [UInt8]) -> String {
        var shifted: [UInt8] = []
        shifted.reserveCapacity(bytes.count)
        var set = Set.ascii
        var index = 0
        while index < bytes.count {
            if bytes[index] == .escape, let (next, length) = escape(bytes, at: index) {
                set = next
                index += length
                continue
            }
            switch set {
            case .kana where bytes[index] > 32 && bytes[index] < 0x60:
                shifted.append(bytes[index] | 0x80)
                index += 1
            case .kanji
            where index + 1 < bytes.count && (0x21...0x7E).contains(bytes[index])
                && (0x21...0x7E).contains(bytes[index + 1]):
                append(bytes[index], bytes[index + 1], to: &shifted)
                index += 2
            default:
                // A line ends the escape (RFC 1468), also where the sender forgot to say so.
                if bytes[index] == .lineFeed { set = .ascii }
                shifted.append(bytes[index])
                index += 1
            }
        }
        return Iconv.lossy(shifted, from: "CP932") ?? Windows1252.text(shifted)
    }

    private enum Set { case ascii, kana, kanji }

    private static func escape(_ bytes: [UInt8], at index: Int) -> (Set, Int)? {
        guard index + 2 < bytes.count else { return nil }
        switch (bytes[index + 1], bytes[index + 2]) {
        case (0x28, 0x42), (0x28, 0x4A), (0x28, 0x48): return (.ascii, 3)
        case (0x28, 0x49): return (.kana, 3)
        case (0x24, 0x42), (0x24, 0x40): return (.kanji, 3)
        case (0x24, 0x28) where index + 3 < bytes.count: return (.kanji, 4)
        default: return nil
        }
    }

    /// Source: JIS X 0208:1997, annex 1 (the shifted coded representation).
    private static func append(_ first: UInt8, _ second: UInt8, to result: inout [UInt8]) {
        let row = first - 0x21
        let lead = 0x81 + row / 2
        result.append(lead >= 0xA0 ? lead + 0x40 : lead)
        if row.isMultiple(of: 2) {
            let trail = second + 0x1F
            result.append(trail >= 0x7F ? trail + 1 : trail)
        } else {
            result.append(second + 0x7E)
        }
    }
}

/// HZ (RFC 1843): GB 2312 in seven bits between `~{` and `~}`, which the C library does not know.
enum HZText {
    static func decode(_ bytes: [UInt8]) -> String {
        let tilde: UInt8 = 0x7E
        var result: [UInt8] = []
        var isHan = false
        var index = 0
        while index < bytes.count {
            if bytes[index] == tilde, index + 1 < bytes.count {
                switch bytes[index + 1] {
                case 0x7B: isHan = true
                case 0x7D: isHan = false
                case tilde: result.append(tilde)
                case .lineFeed: break
                default: result.append(contentsOf: [tilde, bytes[index + 1]])
                }
                index += 2
                continue
            }
            if bytes[index] == .lineFeed { isHan = false }
            result.append(isHan && bytes[index] > 32 ? bytes[index] | 0x80 : bytes[index])
            index += 1
        }
        return Iconv.lossy(result, from: "GB18030") ?? String(bytes: bytes)
    }
}
