/// Pictures in what people write: `![name](cid:ID)`, at the place where they are to be seen.
package enum PictureMarks {
    /// The text with each picture as "[name]", for those who see words only.
    package static func named(in text: String) -> String {
        guard text.contains("](cid:") else { return text }
        return text.replacing(#/!\[([^\]\n]*)\]\(cid:[^)\s]+\)/#) { "[\($0.1)]" }
    }
}
