/// What people and mail programs put around a subject, taken off again.
package enum SubjectLine {
    /// The subject without the prefixes of replies and forwards in front: "Re[2]: 回复：Late parcel" is "Late parcel".
    package static func clean(_ subject: String) -> String {
        var rest = trimmed(subject[...])
        while let prefix = prefix(of: rest) { rest = prefix.rest }
        return String(rest)
    }

    /// The number in a ticket mark `[#1042]`, the first one when there are several.
    package static func ticketNumber(in subject: String) -> Int? {
        mark(in: subject[...])?.number
    }

    /// What two subjects of one matter have in common: no prefixes, no ticket marks, no case, single blanks.
    package static func key(_ subject: String) -> String {
        var text = clean(subject)
        // Each round takes one mark away; more than these nobody writes.
        for _ in 0..<5 {
            guard let mark = mark(in: text[...]) else { break }
            text.replaceSubrange(mark.range, with: " ")
            text = clean(text)
        }
        return text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// Whether the outermost prefix says that somebody passes on another person's mail.
    package static func isForward(_ subject: String) -> Bool {
        prefix(of: trimmed(subject[...])).map { forwards.contains($0.word) } ?? false
    }

    /// Whether a prefix says that this answers something.
    static func isReply(_ subject: String) -> Bool {
        prefix(of: trimmed(subject[...])).map { replies.contains($0.word) } ?? false
    }

    /// A prefix in front of `text`, in lower case, and what follows it.
    private static func prefix(of text: Substring) -> (word: String, rest: Substring)? {
        let head = text.prefix(24)
        guard let colon = head.firstIndex(where: { $0 == ":" || $0 == "：" }) else { return nil }
        let word = withoutCounter(head[..<colon]).lowercased()
        guard replies.contains(word) || forwards.contains(word) else { return nil }
        return (word, trimmed(text[text.index(after: colon)...]))
    }

    /// "Re[2]", "Re(2)", "Re^2", "Re*2" and "Re2" all mean "Re".
    private static func withoutCounter(_ word: Substring) -> Substring {
        var word = trimmed(word)
        if let last = word.last, last == "]" || last == ")" || last == "】" || last == "）" {
            word = word.dropLast()
            while let digit = word.last, digit.isASCII, digit.isNumber { word = word.dropLast() }
            guard let opening = word.last, "[(【（".contains(opening) else { return "" }
            word = word.dropLast()
        } else {
            while let digit = word.last, digit.isASCII, digit.isNumber { word = word.dropLast() }
            if let sign = word.last, sign == "^" || sign == "*" { word = word.dropLast() }
        }
        return trimmed(word)
    }

    private static func mark(in text: Substring) -> (number: Int, range: Range<String.Index>)? {
        var rest = text
        while let opening = rest.firstIndex(of: "[") {
            rest = rest[rest.index(after: opening)...]
            guard rest.first == "#" else { continue }
            let digits = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
            let after = digits.endIndex
            if after < text.endIndex, text[after] == "]", digits.count <= 15, let number = Int(digits) {
                return (number, opening..<text.index(after: after))
            }
        }
        return nil
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while let first = text.first, first.isWhitespace || first == "\u{FEFF}" { text = text.dropFirst() }
        while let last = text.last, last.isWhitespace { text = text.dropLast() }
        return text
    }

    /// "Re" in the mail programs of about thirty languages.
    private static let replies: Set<String> = [
        "re", "re a", "aw", "antw", "antwort", "antwoord", "sv", "vs", "svar", "ang", "odp", "res", "resp", "rsp", "r",
        "rif", "ref", "rép", "rep", "réponse", "ynt", "yan", "cevap", "vá", "va", "vla", "atb", "bls", "balas", "ats",
        "na", "отв", "ответ", "на", "re：", "σχετ", "απ", "αντ", "回复", "回覆", "回復", "答复", "答覆", "答復", "回信",
        "返信", "返", "답장", "답변", "회신", "trả lời", "ตอบกลับ", "השב", "תשובה", "رد", "回应", "回應",
    ]

    /// "Fwd" in the same.
    private static let forwards: Set<String> = [
        "fwd", "fw", "wg", "wtr", "tr", "trans", "rv", "rm", "enc", "i", "pd", "vl", "vb", "vbs", "doorst", "fs",
        "videre",
        "vidarebefordrat", "továbbítás", "tov", "továbbítva", "i̇lt", "ilt", "ynl", "přep", "preposlane", "πρθ", "προώθ",
        "пересл", "пер", "переслано", "trs", "转发", "轉發", "轉寄", "转寄", "転送", "전달", "chuyển tiếp", "ส่งต่อ",
        "הועבר", "إعادة توجيه", "fwd：", "weitergeleitet", "reenv", "enc.",
    ]
}
