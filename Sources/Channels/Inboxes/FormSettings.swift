import Basics
import Web

/// What a form asks and says.
package struct FormSettings: Sendable, Equatable {
    /// One question.
    package struct Field: Sendable, Equatable {
        package enum Kind: String, CaseIterable, Sendable {
            case text
            case textarea
            case email
            case phone
            case select
            case checkbox
            case file
            case number
            case date
        }

        package struct Option: Sendable, Equatable {
            package let value: String
            package let label: Words
        }

        package var key = ""
        package var label = Words()
        package var kind = Kind.text
        package var required = false
        package var options: [Option] = []

        var value: JSONValue {
            var members: [String: JSONValue] = [
                "key": .string(key), "label": label.value, "type": .string(kind.rawValue), "required": .bool(required),
            ]
            if kind == .select {
                members["options"] = .array(
                    options.map { .object(["value": .string($0.value), "label": $0.label.value]) })
            }
            return .object(members)
        }
    }

    /// The field no person sees; programs that fill it in get a friendly answer and no ticket.
    package static let honeypot = "website"
    /// Keys with a place of their own on the ticket; all others are custom fields.
    package static let standardKeys = ["name", "email", "phone", "subject", "message"]

    package var title = Words(["en": "Contact us", "zh-Hans": "联系我们"])
    package var intro = Words()
    package var fields = FormSettings.usualFields
    package var thanks = Words(["en": "Thank you. We will write to you soon.", "zh-Hans": "感谢您的来信，我们会尽快回复。"])

    init() {}

    init(_ reader: inout SettingsReader) {
        title = reader.words("title", max: 200) ?? title
        intro = reader.words("intro", max: 2000) ?? intro
        thanks = reader.words("thanks", max: 2000) ?? thanks
        var sent: [Field] = []
        var faults: [(String, String)] = []
        reader.objects("fields", max: 40) { reader in
            var field = Field()
            field.key = reader.text("key", max: 40) ?? ""
            field.label = reader.words("label", max: 200) ?? Words()
            field.kind = reader.choice("type") ?? .text
            field.required = reader.bool("required") ?? false
            reader.objects("options", max: 200) { option in
                let value = option.text("value", max: 200) ?? ""
                let label = option.words("label", max: 200) ?? Words(["en": value])
                if value.isEmpty { option.refuse("value", "is required") }
                field.options.append(Field.Option(value: value, label: label))
            }
            if !Self.isKey(field.key) || field.key == Self.honeypot {
                reader.refuse("key", "must be small letters, digits and _, beginning with a letter, and not website")
            }
            if sent.contains(where: { $0.key == field.key }) { reader.refuse("key", "is there twice") }
            if field.label.isEmpty { field.label = Words(["en": field.key]) }
            if field.kind == .select, field.options.isEmpty { reader.refuse("options", "is required for a choice") }
            sent.append(field)
        }
        if !sent.isEmpty { fields = sent }
        if !fields.contains(where: { $0.key == "message" }) {
            faults.append(("fields", "must hold the question message: its answer opens the ticket"))
        }
        for (name, detail) in faults { reader.refuse(name, detail) }
    }

    var values: [String: JSONValue] {
        ["title": title.value, "intro": intro.value, "thanks": thanks.value, "fields": .array(fields.map(\.value))]
    }

    private static func isKey(_ key: String) -> Bool {
        guard let first = key.utf8.first, (97...122).contains(first) else { return false }
        return key.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 95 }
    }

    private static let usualFields = [
        Field(key: "name", label: Words(["en": "Your name", "zh-Hans": "您的姓名"]), kind: .text),
        Field(key: "email", label: Words(["en": "E-mail", "zh-Hans": "电子邮箱"]), kind: .email, required: true),
        Field(key: "subject", label: Words(["en": "Subject", "zh-Hans": "主题"]), kind: .text),
        Field(key: "message", label: Words(["en": "Message", "zh-Hans": "留言"]), kind: .textarea, required: true),
    ]
}
