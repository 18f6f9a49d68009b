package import Basics
import Foundation
import Web

/// What a campaign says: one text or two to compare, each in the company's languages.
package struct CampaignContent: Codable, Sendable, Equatable, JSONWritable {
    package enum Variant: String, CaseIterable, Codable, Sendable {
        case a
        case b
    }

    package static let variables = ["name", "company", "email"]

    /// By locale.
    package var a: [String: LetterText]
    package var b: [String: LetterText]?

    package func write(to json: inout JSONWriter) {
        json.object { json in
            for (name, texts) in [("a", Optional(a)), ("b", b)] {
                guard let texts else {
                    json.field(name, JSONValue.null)
                    continue
                }
                json.field(name, JSONValue.object(texts.mapValues(\.value)))
            }
        }
    }

    /// The same without languages nobody wrote in.
    ///
    /// - Throws: `Problem.invalid` naming every text at fault.
    package func checked() throws -> CampaignContent {
        var fields = Fields()
        var result = self
        result.a = Self.checked(a, "/content/a", &fields)
        result.b = b.map { Self.checked($0, "/content/b", &fields) }
        try fields.throwIfAny()
        return result
    }

    private static func checked(_ texts: [String: LetterText], _ pointer: String, _ fields: inout Fields) -> [String:
        LetterText]
    {
        let written = LetterText.checked(texts, pointer, variables: variables, bodyLimit: 20_000, &fields)
        fields.check(!written.isEmpty, pointer, "must be written in at least one language")
        return written
    }

    /// The text of a variant in the language closest to `locale`.
    package func text(_ variant: Variant, locale: String?) -> (locale: String, text: LetterText)? {
        LetterText.closest(variant == .b ? b ?? a : a, to: locale)
    }

    /// The variables that stand somewhere without words for those of whom nothing is known.
    package var needed: Set<String> {
        [a, b ?? [:]].flatMap(\.values).reduce(into: []) { $0.formUnion($1.needed) }
    }

    /// Every address a link of any text leads to, each once.
    package var links: [String] {
        var seen: Set<String> = []
        let texts = [a, b ?? [:]].flatMap { texts in texts.sorted { $0.key < $1.key }.map(\.value.body) }
        return texts.flatMap { CampaignLetter.links(in: $0) }.filter { seen.insert($0).inserted }
    }
}
