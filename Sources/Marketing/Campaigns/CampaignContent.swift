package import Basics
import Foundation
import Web

/// What a campaign says: one text or two to compare, each in the company's languages.
package struct CampaignContent: Codable, Sendable, Equatable, JSONWritable {
    /// A subject and a body with variables in double braces and links.
    package struct Text: Codable, Sendable, Equatable, JSONWritable {
        package var subject: String
        package var body: String

        package init(subject: String, body: String) {
            self.subject = subject
            self.body = body
        }

        package func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("subject", subject)
                json.field("body", body)
            }
        }
    }

    package enum Variant: String, CaseIterable, Codable, Sendable {
        case a
        case b
    }

    package static let locales = ["en", "zh-Hans"]
    package static let variables = ["name", "company", "email"]

    /// By locale.
    package var a: [String: Text]
    package var b: [String: Text]?

    package func write(to json: inout JSONWriter) {
        json.object { json in
            for (name, texts) in [("a", Optional(a)), ("b", b)] {
                guard let texts else {
                    json.field(name, JSONValue.null)
                    continue
                }
                json.field(
                    name,
                    JSONValue.object(texts.mapValues { ["subject": .string($0.subject), "body": .string($0.body)] }))
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

    private static func checked(_ texts: [String: Text], _ pointer: String, _ fields: inout Fields) -> [String: Text] {
        let written = texts.filter { !$0.value.subject.trimmingBlanks.isEmpty || !$0.value.body.trimmingBlanks.isEmpty }
        fields.check(!written.isEmpty, pointer, "must be written in at least one language")
        for (locale, text) in written.sorted(by: { $0.key < $1.key }) {
            let place = "\(pointer)/\(locale)"
            fields.check(locales.contains(locale), place, "must be in one of \(locales.joined(separator: ", "))")
            _ = fields.text(text.subject, place + "/subject", max: 200)
            fields.check(!text.subject.contains(where: \.isNewline), place + "/subject", "must be one line")
            _ = fields.text(text.body, place + "/body", max: 20_000)
            for found in (text.subject + text.body).matches(of: CampaignLetter.variable) {
                fields.check(
                    variables.contains(String(found.name)), place + "/body",
                    "knows no variable {{\(found.name)}}; there are \(variables.joined(separator: ", "))")
            }
        }
        return written
    }

    /// The text of a variant in the language closest to `locale`.
    package func text(_ variant: Variant, locale: String?) -> (locale: String, text: Text)? {
        let texts = variant == .b ? b ?? a : a
        let wanted = (locale ?? "").lowercased().hasPrefix("zh") ? ["zh-Hans", "en"] : ["en", "zh-Hans"]
        return wanted.lazy.compactMap { known in texts[known].map { (known, $0) } }.first
    }

    /// The variables that stand somewhere without words for those of whom nothing is known.
    package var needed: Set<String> {
        let texts = [a, b ?? [:]].flatMap(\.values)
        let found = texts.flatMap { ($0.subject + "\n" + $0.body).matches(of: CampaignLetter.variable) }
        return Set(
            found.filter { $0.fallback.map(String.init)?.trimmingBlanks.isEmpty ?? true }.map { String($0.name) })
    }

    /// Every address a link of any text leads to, each once.
    package var links: [String] {
        var seen: Set<String> = []
        let texts = [a, b ?? [:]].flatMap { texts in texts.sorted { $0.key < $1.key }.map(\.value.body) }
        return texts.flatMap { CampaignLetter.links(in: $0) }.filter { seen.insert($0).inserted }
    }
}

/// A text as one person gets it.
package struct CampaignLetter: Sendable, Equatable {
    package let locale: String
    package let subject: String
    package let text: String

    private static var link: Regex<(Substring, label: Substring?, target: Substring?, bare: Substring?)> {
        #/\[(?<label>[^\]\n]+)\]\((?<target>https?://[^)\s]+)\)|(?<bare>https?://[^\s<>"')，。；！？）】》]*[^\s<>"')，。；！？）】》.,;:!?])/#
    }

    /// - Parameter track: Where a link leads instead, so that it can be counted.
    package init(
        _ text: CampaignContent.Text, locale: String, values: [String: String], company: String, optOut: String,
        track: (String) -> String
    ) {
        self.locale = locale
        subject = Self.filled(text.subject, values).split(whereSeparator: \.isNewline).joined(separator: " ")
        let body = text.body.replacing(Self.link) { found in
            let target = String(found.output.target ?? found.output.bare ?? "")
            let label = found.output.label.map(String.init) ?? target
            let tracked = track(target)
            return tracked == target && found.output.label == nil ? target : "[\(label)](\(tracked))"
        }
        let farewell =
            locale == "zh-Hans"
            ? "您收到此邮件，是因为您同意接收 \(company) 的消息。[退订](\(optOut))"
            : "You get this mail because you agreed to news from \(company). [Unsubscribe](\(optOut))"
        self.text = Self.filled(body, values) + "\n\n" + farewell
    }

    package static func links(in body: String) -> [String] {
        body.matches(of: link).map { String($0.output.target ?? $0.output.bare ?? "") }
    }

    /// `{{name}}`, or `{{name|there}}` with words for those of whom it is not known.
    static var variable: Regex<(Substring, name: Substring, fallback: Substring?)> {
        #/\{\{\s*(?<name>[^{}|]*?)\s*(?:\|(?<fallback>[^{}]*))?\}\}/#
    }

    /// What customers call themselves must not become a link or a picture in our mail.
    private static func filled(_ text: String, _ values: [String: String]) -> String {
        text.replacing(variable) { found -> String in
            let value = (values[String(found.name)] ?? "").replacing("://", with: ": //").filter {
                !"[]()*<>!".contains($0) && !$0.isNewline
            }
            return value.trimmingBlanks.isEmpty ? String(found.fallback ?? "").trimmingBlanks : value
        }
    }
}
