import Access
import Basics
import Foundation
import Gateway
import Web

/// What somebody answered to a form, checked.
struct FormSubmission: Sendable {
    /// Texts by key, as typed.
    let texts: [String: String]
    /// Values by key, of the type their question asks for.
    let values: [String: JSONValue]
    /// Parts with a file, by key.
    let files: [FormPart]
    /// Whether the field no person sees was filled in.
    let isTrapped: Bool
    let locale: String?

    /// - Parameter raw: The body in any of the three encodings.
    init(_ raw: RawAnswers, to form: FormSettings, locale: String?, _ fields: inout Fields) {
        var texts: [String: String] = [:]
        var values: [String: JSONValue] = [:]
        var files: [FormPart] = []
        for field in form.fields {
            let pointer = "/fields/\(field.key)"
            if field.kind == .file {
                let parts = raw.files.filter { $0.name == field.key }
                fields.check(!field.required || !parts.isEmpty, pointer, "is required")
                fields.check(parts.count <= 5, pointer, "may be at most 5 files")
                files += parts
                continue
            }
            let text = (raw.texts[field.key] ?? "").trimmingBlanks
            texts[field.key] = text
            if text.isEmpty || (field.kind == .checkbox && !Self.isYes(text)) {
                fields.check(!field.required, pointer, "is required")
                if field.kind == .checkbox { values[field.key] = .bool(false) }
                continue
            }
            if let value = Self.value(text, field, pointer, &fields) { values[field.key] = value }
        }
        self.texts = texts
        self.values = values
        self.files = files
        isTrapped = !(raw.texts[FormSettings.honeypot] ?? "").isEmpty
        self.locale = raw.texts["locale"] ?? locale
    }

    private static func value(
        _ text: String, _ field: FormSettings.Field, _ pointer: String, _ fields: inout Fields
    ) -> JSONValue? {
        let limit = field.kind == .textarea ? 20_000 : 1000
        guard text.unicodeScalars.count <= limit else {
            fields.refuse(pointer, "may have at most \(limit) characters")
            return nil
        }
        switch field.kind {
        case .email:
            guard let address = EmailAddress.checked(text) else {
                fields.refuse(pointer, "must be an e-mail address")
                return nil
            }
            return .string(address)
        case .phone:
            let digits = text.unicodeScalars.filter {
                ("0"..."9").contains($0) || ("\u{FF10}"..."\u{FF19}").contains($0)
            }
            guard (3...20).contains(digits.count), text.count <= 40 else {
                fields.refuse(pointer, "must be a telephone number")
                return nil
            }
            return .string(text)
        case .number:
            guard let number = Double(text), number.isFinite else {
                fields.refuse(pointer, "must be a number")
                return nil
            }
            return .number(number)
        case .date:
            guard text.utf8.count == 10, Date(rfc3339: text) != nil else {
                fields.refuse(pointer, "must be a date such as 2026-11-23")
                return nil
            }
            return .string(text)
        case .select:
            guard field.options.contains(where: { $0.value == text }) else {
                fields.refuse(pointer, "must be one of: \(field.options.map(\.value).joined(separator: ", "))")
                return nil
            }
            return .string(text)
        case .checkbox: return .bool(true)
        case .text, .textarea, .file: return .string(text)
        }
    }

    /// What browsers and programs send for a ticked box.
    static func isYes(_ text: String) -> Bool {
        ["true", "on", "1", "yes"].contains(text.lowercased())
    }

    /// The ticket's custom fields: everything without a place of its own.
    var customFields: [String: JSONValue] {
        values.filter { !FormSettings.standardKeys.contains($0.key) }
    }
}

/// The body of a submission, whatever its encoding.
struct RawAnswers: Sendable {
    var texts: [String: String] = [:]
    var files: [FormPart] = []

    /// - Throws: `Problem.malformed` for JSON that is none, `Problem.unsupportedMediaType` for another encoding.
    init(_ request: Request) throws {
        let type = (request.head.headers["content-type"] ?? "").lowercased()
        switch request.content {
        case .form(let parts):
            for part in parts {
                // A browser sends an empty file for a file field nobody filled in.
                if let filename = part.filename {
                    if !(filename.isEmpty && part.isEmpty) { files.append(part) }
                } else if case .bytes(let bytes) = part.content {
                    texts[part.name] = String(decoding: bytes, as: UTF8.self)
                }
            }
        case .bytes(let bytes) where type.hasPrefix("application/x-www-form-urlencoded"):
            for (name, value) in PercentCoding.items(String(decoding: bytes, as: UTF8.self)) { texts[name] = value }
        case .bytes(let bytes) where type.hasPrefix("application/json"):
            guard case .object(let sent) = try JSONValue(parsing: bytes) else {
                throw Problem.malformed("Send a JSON object with an answer for each field.")
            }
            // Answers may stand in `fields` or at the top.
            if case .object(let inner)? = sent["fields"] { read(inner) }
            read(sent)
        case .none: break
        case .bytes:
            throw Problem.unsupportedMediaType(
                expected: "application/json, application/x-www-form-urlencoded or multipart/form-data")
        }
    }

    private mutating func read(_ sent: [String: JSONValue]) {
        for (name, value) in sent {
            switch value {
            case .string(let text): texts[name] = text
            case .bool(let flag): texts[name] = flag ? "true" : ""
            case .number(let number): texts[name] = Int(exactly: number).map(String.init) ?? String(number)
            case .null, .array, .object: break
            }
        }
    }
}

extension FormPart {
    fileprivate var isEmpty: Bool {
        switch content {
        case .bytes(let bytes): bytes.isEmpty
        case .file(let file): file.sizeBytes == 0
        }
    }
}
