/// Message-IDs out of Message-ID, In-Reply-To and References, each with its brackets and without blanks.
enum MessageIDs {
    /// More than any conversation has; some lists let References grow without end.
    private static let limit = 1000

    /// The id of a Message-ID field; what stands there without brackets counts as well.
    static func first(_ field: String) -> String? {
        if let id = list(field).first { return id }
        let bare = field.filter { !$0.isWhitespace && $0 != "<" && $0 != ">" }
        return bare.isEmpty ? nil : "<\(bare)>"
    }

    /// Every id of a field in order, each once.
    static func list(_ field: String) -> [String] {
        var ids: [String] = []
        var seen: Set<String> = []
        for piece in bracketed(field) ?? bare(field) where ids.count < limit {
            let id = "<\(piece.filter { !$0.isWhitespace })>"
            if id.count > 2, seen.insert(id).inserted { ids.append(id) }
        }
        return ids
    }

    /// What stands between brackets; a bracket that was not closed ends at the next.
    private static func bracketed(_ field: String) -> [Substring]? {
        guard field.contains("<") else { return nil }
        return field.split(separator: "<", omittingEmptySubsequences: false).dropFirst().map { $0.prefix { $0 != ">" } }
    }

    /// Ids without brackets; "Your message of Monday" is none.
    private static func bare(_ field: String) -> [Substring] {
        let words = field.split { $0.isWhitespace || $0 == "," || $0 == ">" }
        return words.contains { !$0.contains("@") } ? [] : words
    }
}
