import Foundation

/// Text of a header field: raw eight bits and encoded words (RFC 2047) made readable.
enum HeaderText {
    /// The field without decoding its encoded words; eight-bit bytes are read as UTF-8 or what fits.
    ///
    /// - Parameter charset: Of the mail's first text, tried when they are not UTF-8.
    static func raw(_ bytes: [UInt8], charset: String? = nil) -> String {
        guard bytes.contains(where: { $0 >= 0x80 || $0 == .escape }) else { return String(bytes: bytes) }
        return Charset.text(bytes, label: nil, alternative: charset)
    }

    /// The field as a person reads it.
    static func decoded(_ bytes: [UInt8], charset: String? = nil) -> String {
        clean(EncodedWords.decode(raw(bytes, charset: charset)))
    }

    /// Without control characters, which a header has no use for; line ends and tabs become one blank.
    static func clean(_ text: String) -> String {
        var text = text
        if text.utf8.contains(where: { $0 < 32 || $0 == 127 || $0 == 0xEF }) {
            var result = String.UnicodeScalarView()
            for scalar in text.unicodeScalars {
                switch scalar.value {
                case 9, 10, 13:
                    if result.last != " " { result.append(" ") }
                case 0..<32, 127, 0xFEFF: break
                default: result.append(scalar)
                }
            }
            text = String(result)
        }
        guard let first = text.unicodeScalars.first, let last = text.unicodeScalars.last,
            first.properties.isWhitespace || last.properties.isWhitespace
        else { return text }
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

/// Encoded words (RFC 2047) as mail has them: inside quotes, glued to text, characters split between two words.
enum EncodedWords {
    static func decode(_ text: String) -> String {
        guard text.contains("=?") else { return text }
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var pending: (charset: String, bytes: [UInt8])?
        var index = 0
        // Blanks behind an encoded word count only when no other encoded word follows.
        var blanks: [UInt8] = []
        func flush() {
            if let word = pending { result += Charset.text(word.bytes, label: word.charset).utf8 }
            pending = nil
        }
        while index < bytes.count {
            if bytes[index] == .equals, let word = Word(bytes, at: index) {
                blanks = []
                if pending?.charset == word.charset {
                    pending?.bytes += word.bytes
                } else {
                    flush()
                    pending = (word.charset, word.bytes)
                }
                index = word.end
                while index < bytes.count, bytes[index].isSpace {
                    blanks.append(bytes[index])
                    index += 1
                }
                continue
            }
            flush()
            result += blanks
            blanks = []
            result.append(bytes[index])
            index += 1
        }
        flush()
        return String(bytes: result)
    }

    /// Where the encoded word that begins at `index` ends; `nil` when none does.
    static func end(in bytes: [UInt8], at index: Int) -> Int? { Word(bytes, at: index)?.end }

    /// `=?charset?B?…?=` or `=?charset?Q?…?=`.
    private struct Word {
        let charset: String
        let bytes: [UInt8]
        let end: Int

        init?(_ text: [UInt8], at start: Int) {
            guard start + 6 < text.count, text[start + 1] == .question else { return nil }
            var index = start + 2
            while index < text.count, text[index] != .question, text[index] > 32, index - start < 70 { index += 1 }
            guard index > start + 2, index + 2 < text.count, text[index] == .question, text[index + 2] == .question
            else { return nil }
            let letter = text[index + 1].lowercased
            guard letter == 98 || letter == 113, let close = Self.close(text, from: index + 3, isQ: letter == 113)
            else { return nil }
            charset = String(bytes: text[(start + 2)..<index].prefix { $0 != 42 }).lowercased()
            let content = Array(text[(index + 3)..<close])
            bytes =
                letter == 98
                ? content.withUnsafeBufferPointer { Base64Text.decode($0) } : Self.quoted(content)
            end = close + 2
        }

        /// Where `?=` stands.
        ///
        /// A question mark that should have been written `=3F` may stand before a code.
        private static func close(_ text: [UInt8], from start: Int, isQ: Bool) -> Int? {
            var index = start
            // Longer than any subject, short enough for a field of nothing but beginnings.
            while index + 1 < text.count, index < start + 8000 {
                if text[index] == .question, text[index + 1] == .equals {
                    let isCode =
                        isQ && index + 3 < text.count && text[index + 2].hexadecimalDigit != nil
                        && text[index + 3].hexadecimalDigit != nil
                    if !isCode { return index }
                }
                index += 1
            }
            return nil
        }

        private static func quoted(_ content: [UInt8]) -> [UInt8] {
            var result: [UInt8] = []
            var index = 0
            while index < content.count {
                if content[index] == .equals, index + 2 < content.count,
                    let high = content[index + 1].hexadecimalDigit, let low = content[index + 2].hexadecimalDigit
                {
                    result.append(high << 4 | low)
                    index += 3
                } else {
                    result.append(content[index] == 95 ? .space : content[index])
                    index += 1
                }
            }
            return result
        }
    }
}
