/// The beginning of a message on one line, for lists.
package enum Excerpt {
    package static let limit = 140

    /// At most `limit` characters of `text`, blanks and line ends folded into single spaces.
    package static func of(_ text: String) -> String {
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
