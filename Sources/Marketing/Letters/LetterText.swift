package import Basics
import Foundation
import Web

/// What customers are written in one language: a subject and a body with variables in double braces.
///
/// `{{name}}` is filled with what is known; `{{name|there}}` has words for those of whom it is not.
package struct LetterText: Codable, Sendable, Equatable, JSONWritable {
    /// The languages letters are written in.
    package static let locales = ["en", "zh-Hans"]

    private static var variable: Regex<(Substring, name: Substring, fallback: Substring?)> {
        #/\{\{\s*(?<name>[^{}|]*?)\s*(?:\|(?<fallback>[^{}]*))?\}\}/#
    }

    package var subject: String
    package var body: String

    package init(subject: String, body: String) {
        self.subject = subject
        self.body = body
    }

    var value: JSONValue { ["subject": .string(subject), "body": .string(body)] }

    package func write(to json: inout JSONWriter) {
        value.write(to: &json)
    }

    /// The letters somebody wrote, by language, without blanks around them; faults are noted below `pointer`.
    ///
    /// - Parameters:
    ///   - variables: Those a letter may name.
    ///   - bodyLimit: In characters.
    static func checked(
        _ letters: [String: LetterText], _ pointer: String, variables: [String], bodyLimit: Int, _ fields: inout Fields
    ) -> [String: LetterText] {
        var written: [String: LetterText] = [:]
        for (locale, letter) in letters.sorted(by: { $0.key < $1.key })
        where !letter.subject.trimmingBlanks.isEmpty || !letter.body.trimmingBlanks.isEmpty {
            let place = "\(pointer)/\(locale)"
            fields.check(locales.contains(locale), place, "must be in one of \(locales.joined(separator: ", "))")
            let text = LetterText(
                subject: fields.text(letter.subject, place + "/subject", max: 200),
                body: fields.text(letter.body, place + "/body", max: bodyLimit))
            fields.check(!text.subject.contains(where: \.isNewline), place + "/subject", "must be one line")
            for (part, words) in [("/subject", text.subject), ("/body", text.body)] {
                for found in words.matches(of: variable) {
                    fields.check(
                        variables.contains(String(found.name)), place + part,
                        "knows no variable {{\(found.name)}}; there are \(variables.joined(separator: ", "))")
                }
            }
            written[locale] = text
        }
        return written
    }

    /// The letter in the language closest to `locale`.
    package static func closest(
        _ letters: [String: LetterText], to locale: String?
    ) -> (locale: String, text: LetterText)? {
        let wanted = (locale ?? "").lowercased().hasPrefix("zh") ? ["zh-Hans", "en"] : ["en", "zh-Hans"]
        return wanted.lazy.compactMap { known in letters[known].map { (known, $0) } }.first
    }

    /// The variables that stand somewhere without words for those of whom nothing is known.
    package var needed: Set<String> {
        let bare = (subject + "\n" + body).matches(of: Self.variable).filter {
            $0.fallback.map(String.init)?.trimmingBlanks.isEmpty ?? true
        }
        return Set(bare.map { String($0.name) })
    }

    /// The letter as one customer gets it.
    ///
    /// - Parameters:
    ///   - values: By variable.
    ///   - links: The variables whose values are addresses of ours to follow.
    package func filled(_ values: [String: String], links: Set<String> = []) -> LetterText {
        LetterText(
            subject: Self.filled(subject, values, links).split(whereSeparator: \.isNewline).joined(separator: " "),
            body: Self.filled(body, values, links))
    }

    /// What customers call themselves must not become a link or a picture in our mail.
    private static func filled(_ text: String, _ values: [String: String], _ links: Set<String>) -> String {
        text.replacing(variable) { found -> String in
            let name = String(found.name)
            var value = (values[name] ?? "").trimmingBlanks
            if !links.contains(name) {
                value = value.replacing("://", with: ": //").filter { !"[]()*<>!".contains($0) && !$0.isNewline }
            }
            return value.trimmingBlanks.isEmpty ? String(found.fallback ?? "").trimmingBlanks : value
        }
    }
}
