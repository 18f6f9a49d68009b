import Access
import Basics
import Foundation
import Web

/// The body of `POST /inbound-messages`.
struct ProgramMessageInput: Decodable, WireType {
    let inbox: String
    let conversation: String
    let id: String
    let from: ProgramSender?
    let text: String?
    let attachments: [UUID]?
    let platform: String?
    let subject: String?
    let locale: String?

    static var example: ProgramMessageInput {
        ProgramMessageInput(
            inbox: "K7QM2XWP", conversation: "chat-8841", id: "msg-1",
            from: ProgramSender(id: "u-207", name: "陈美", email: nil, phone: nil, handle: "mei_chen"),
            text: "你好，我的包裹在哪里？", attachments: nil, platform: "weibo", subject: nil, locale: "zh-Hans")
    }

    /// - Parameter standard: The inbox's platform, for a message that names none.
    /// - Throws: `Problem.invalid` naming every field at fault.
    func checked(standard: String) throws -> ProgramMessage {
        var fields = Fields()
        let text = fields.text(self.text ?? "", "/text", max: 50_000, required: (attachments ?? []).isEmpty)
        let named = fields.text(platform ?? "", "/platform", max: 40, required: false).lowercased()
        fields.check(named.isEmpty || Platform.isName(named), "/platform", Platform.rule)
        fields.check((attachments ?? []).count <= 10, "/attachments", "may be at most 10")
        let message = ProgramMessage(
            conversation: fields.text(conversation, "/conversation", max: 200),
            id: fields.text(id, "/id", max: 200), sender: sender(&fields), text: text,
            attachments: attachments ?? [], platform: named.isEmpty ? standard : named,
            subject: Self.some(fields.text(subject ?? "", "/subject", max: 300, required: false)),
            locale: Words.closest(to: locale))
        try fields.throwIfAny()
        return message
    }

    private func sender(_ fields: inout Fields) -> ProgramSender {
        func text(_ text: String?, _ name: String, max: Int, _ fields: inout Fields) -> String? {
            Self.some(fields.text(text ?? "", "/from/\(name)", max: max, required: false))
        }
        let email = text(from?.email, "email", max: 254, &fields)
        let address = email.flatMap(EmailAddress.checked)
        fields.check(email == nil || address != nil, "/from/email", "must be an e-mail address")
        let handle = text(from?.handle, "handle", max: 200, &fields)
        return ProgramSender(
            id: text(from?.id, "id", max: 200, &fields), name: text(from?.name, "name", max: 200, &fields),
            email: address, phone: text(from?.phone, "phone", max: 40, &fields),
            handle: handle.flatMap { Self.some($0.hasPrefix("@") ? String($0.dropFirst()) : $0) })
    }

    private static func some(_ text: String) -> String? { text.isEmpty ? nil : text }
}
