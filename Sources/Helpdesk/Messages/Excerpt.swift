import Channels

/// The beginning of a message on one line, for lists.
package enum Excerpt {
    package static let limit = 140

    /// At most `limit` characters of `text`, blanks and line ends folded into single spaces.
    package static func of(_ text: String) -> String {
        let words = PictureMarks.named(in: text)
        return ascii(words) ?? anything(words)
    }

    /// The same for plain ASCII, byte by byte, because asking a `Character` whether it is a blank is slow; `nil` when
    /// another character comes before the limit.
    private static func ascii(_ text: String) -> String? {
        var excerpt: [UInt8] = []
        var pendingSpace = false
        for byte in text.utf8 {
            guard byte < 0x80 else { return nil }
            if byte == 0x20 || (0x09...0x0D).contains(byte) {
                pendingSpace = !excerpt.isEmpty
                continue
            }
            if pendingSpace {
                excerpt.append(0x20)
                pendingSpace = false
            }
            guard excerpt.count < limit else { return ascii(excerpt) + "…" }
            excerpt.append(byte)
        }
        return ascii(excerpt)
    }

    private static func ascii(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    private static func anything(_ text: String) -> String {
        var excerpt = ""
        var length = 0
        var pendingSpace = false
        for character in text {
            if character.isWhitespace {
                pendingSpace = length > 0
                continue
            }
            if pendingSpace {
                excerpt.append(" ")
                length += 1
                pendingSpace = false
            }
            guard length < limit else { return excerpt + "…" }
            excerpt.append(character)
            length += 1
        }
        return excerpt
    }
}
