import Foundation

/// The subject of an answer: one "Re:", the matter, and the ticket's number once.
package enum MailSubject {
    package static func reply(to subject: String, number: Int) -> String {
        let matter = clean(subject)
        return "Re: \(matter.isEmpty ? "" : matter + " ")[#\(number)]"
    }

    /// Without the prefixes of replies and without our number.
    static func clean(_ subject: String) -> String {
        var rest = subject.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        rest = rest.replacing(#/\[#[0-9]+\]/#, with: "")
        let prefix = #/^\s*(?:re|aw|antw|sv|tr|回复|答复|回覆|返信)\s*(?:\[[0-9]+\]|\([0-9]+\))?\s*[:：]/#.ignoresCase()
        while let found = rest.prefixMatch(of: prefix) { rest = String(rest[found.range.upperBound...]) }
        return rest.split(separator: " ").joined(separator: " ")
    }
}
