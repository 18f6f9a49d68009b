/// The character set of bytes that name none, told from which bytes follow which.
///
/// Only sets that people still send without a label: Chinese, Japanese, Korean, Cyrillic. Everything else is
/// windows-1252, and where two readings are alike western wins, because it is the most frequent by far.
enum CharsetGuess {
    /// The text under the set that fits; `nil` when none does.
    static func text(_ bytes: [UInt8]) -> String? {
        let pairs = Pairs(bytes)
        if pairs.isJapaneseEUC, let text = Iconv.strict(bytes, from: "EUC-JP-MS") { return text }
        if pairs.isKorean, let text = Iconv.strict(bytes, from: "UHC") { return text }
        if HanGuess.isGB(bytes, isLabelled: false), let text = Iconv.strict(bytes, from: "GB18030") { return text }
        if isShiftJIS(bytes), let text = Iconv.strict(bytes, from: "CP932") { return text }
        if isBig5(bytes), let text = Iconv.strict(bytes, from: "BIG5-HKSCS") { return text }
        return cyrillic(bytes).flatMap { Iconv.strict(bytes, from: $0) }
    }

    /// Runs of high bytes taken two by two.
    private struct Pairs {
        private var count = 0
        private var kana = 0
        private var hangul = 0
        private var punctuation = 0

        init(_ bytes: [UInt8]) {
            var index = 0
            while index + 1 < bytes.count {
                guard bytes[index] >= 0xA1, bytes[index + 1] >= 0xA1 else {
                    index += 1
                    continue
                }
                count += 1
                switch bytes[index] {
                case 0xA4, 0xA5: kana += 1
                case 0xB0...0xC8: hangul += 1
                case 0xA1...0xA3: punctuation += 1
                default: break
                }
                index += 2
            }
        }

        var isJapaneseEUC: Bool { kana >= 3 && kana * 3 >= count }
        /// Chinese has a third of its characters beyond the rows of hangul.
        var isKorean: Bool { count >= 12 && (hangul + punctuation) * 100 >= count * 98 && hangul * 2 > count }
    }

    /// Kana, which begin with 0x82 or 0x83; both are rare controls elsewhere.
    private static func isShiftJIS(_ bytes: [UInt8]) -> Bool {
        var kana = 0
        var high = 0
        for (index, byte) in bytes.enumerated() where byte >= 0x80 {
            high += 1
            guard index + 1 < bytes.count else { continue }
            let next = bytes[index + 1]
            if byte == 0x82, (0x9F...0xF1).contains(next) { kana += 1 }
            if byte == 0x83, (0x40...0x96).contains(next) { kana += 1 }
        }
        return kana >= 2 && kana * 5 >= high
    }

    /// Frequent characters, which begin with 0xA4 to 0xC6.
    private static func isBig5(_ bytes: [UInt8]) -> Bool {
        var count = 0
        var frequent = 0
        var index = 0
        while index + 1 < bytes.count {
            guard bytes[index] >= 0x81 else {
                index += 1
                continue
            }
            count += 1
            if (0xA1...0xC6).contains(bytes[index]) { frequent += 1 }
            index += 2
        }
        return count >= 4 && frequent * 10 >= count * 8
    }

    /// Words wholly of high bytes; lower case is where each set has it.
    private static func cyrillic(_ bytes: [UInt8]) -> String? {
        var ascii = 0
        var high = 0
        var upperHalf = 0
        var lowerHalf = 0
        for byte in bytes {
            if byte.isLetter { ascii += 1 }
            if byte >= 0x80 { high += 1 }
            if byte >= 0xE0 { upperHalf += 1 }
            if byte >= 0xC0, byte < 0xE0 { lowerHalf += 1 }
        }
        guard high >= 6, high > ascii * 2, (upperHalf + lowerHalf) * 10 >= high * 9 else { return nil }
        return upperHalf >= lowerHalf ? "CP1251" : "KOI8-R"
    }
}
