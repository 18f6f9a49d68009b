import Basics
package import Foundation
import Web

/// What a chat widget looks like and asks.
package struct ChatSettings: Sendable, Equatable {
    package enum Position: String, CaseIterable, Sendable {
        case right
        case left
    }

    package enum Detail: String, CaseIterable, Sendable {
        case name
        case email
        case phone
    }

    /// What the widget says about how soon somebody answers; `auto` takes it from the last days.
    package enum ReplyTime: String, CaseIterable, Sendable {
        case auto
        case minutes
        case hours
        case day
    }

    package var greeting = Words(["en": "Hello! How can we help?", "zh-Hans": "您好！请问有什么可以帮您？"])
    package var color = "#2563eb"
    package var position = Position.right
    package var preChatEnabled = false
    package var preChatFields = [Detail.name, .email]
    package var preChatRequired: [Detail] = []
    package var asksEmailWhenOffline = true
    package var officeHoursID: UUID?
    package var replyTime = ReplyTime.auto
    /// Origins of pages that may show the panel; empty means every page.
    package var allowedOrigins: [String] = []
    package var attachments = true
    package var emoji = true

    init() {}

    init(_ reader: inout SettingsReader) {
        greeting = reader.words("greeting", max: 500) ?? greeting
        if let color = reader.text("color", max: 7) {
            if Self.isColor(color) {
                self.color = color
            } else {
                reader.refuse("color", "must be a colour such as #2563eb")
            }
        }
        position = reader.choice("position") ?? position
        reader.object("pre_chat") { form in
            preChatEnabled = form.bool("enabled") ?? preChatEnabled
            preChatFields = Self.details("fields", &form) ?? preChatFields
            preChatRequired = (Self.details("required", &form) ?? preChatRequired).filter(preChatFields.contains)
        }
        asksEmailWhenOffline = reader.bool("ask_email_when_offline") ?? asksEmailWhenOffline
        officeHoursID = reader.uuid("office_hours_id")
        replyTime = reader.choice("reply_time") ?? replyTime
        if let origins = reader.texts("allowed_origins", max: 200) {
            allowedOrigins = origins.compactMap(Self.origin)
            if allowedOrigins.count < origins.count {
                reader.refuse("allowed_origins", "must hold origins such as https://shop.example")
            }
        }
        attachments = reader.bool("attachments") ?? attachments
        emoji = reader.bool("emoji") ?? emoji
    }

    var values: [String: JSONValue] {
        [
            "greeting": greeting.value, "color": .string(color), "position": .string(position.rawValue),
            "pre_chat": .object([
                "enabled": .bool(preChatEnabled), "fields": .array(preChatFields.map { .string($0.rawValue) }),
                "required": .array(preChatRequired.map { .string($0.rawValue) }),
            ]), "ask_email_when_offline": .bool(asksEmailWhenOffline),
            "office_hours_id": officeHoursID.map { .string($0.uuidString.lowercased()) } ?? .null,
            "reply_time": .string(replyTime.rawValue),
            "allowed_origins": .array(allowedOrigins.map(JSONValue.string)), "attachments": .bool(attachments),
            "emoji": .bool(emoji),
        ]
    }

    private static func details(_ name: String, _ reader: inout SettingsReader) -> [Detail]? {
        guard let names = reader.texts(name, max: 10, maxCount: 3) else { return nil }
        let details = names.compactMap(Detail.init(rawValue:))
        if details.count < names.count { reader.refuse(name, "may hold name, email and phone") }
        return details
    }

    private static func isColor(_ text: String) -> Bool {
        let digits = text.utf8.dropFirst()
        return text.hasPrefix("#") && digits.count == 6
            && digits.allSatisfy { (48...57).contains($0) || (97...102).contains($0 | 32) }
    }

    /// Scheme, host and port in the spelling browsers use; nothing that could leave a header or a policy.
    private static func origin(_ text: String) -> String? {
        let lower = text.lowercased()
        let trimmed = lower.hasSuffix("/") ? String(lower.dropLast()) : lower
        guard let scheme = ["https://", "http://"].first(where: trimmed.hasPrefix) else { return nil }
        let host = trimmed.dropFirst(scheme.count)
        let isHost =
            !host.isEmpty
            && host.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || ".-:[]*".utf8.contains($0) }
        return isHost ? trimmed : nil
    }
}
