import Access
import Basics
import Foundation
import Web

/// The body of `POST /inbound-messages`.
struct ProgramMessageInput: Decodable, WireType {
    /// Who wrote it, as far as the program knows.
    struct Sender: Decodable, Sendable {
        /// The program's own id of the person, which never changes.
        let id: String?
        let name: String?
        let email: String?
        let phone: String?
        /// The name they have on the platform.
        let handle: String?
    }

    let inbox: String
    let conversation: String
    let id: String
    let from: Sender?
    let text: String?
    let attachments: [UUID]?
    let platform: String?
    let subject: String?
    let locale: String?

    static var example: ProgramMessageInput {
        ProgramMessageInput(
            inbox: "K7QM2XWP", conversation: "chat-8841", id: "msg-1",
            from: Sender(id: "u-207", name: "陈美", email: nil, phone: nil, handle: "mei_chen"),
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

    private func sender(_ fields: inout Fields) -> ProgramMessage.Sender {
        func text(_ text: String?, _ name: String, max: Int, _ fields: inout Fields) -> String? {
            Self.some(fields.text(text ?? "", "/from/\(name)", max: max, required: false))
        }
        let email = text(from?.email, "email", max: 254, &fields)
        let address = email.flatMap(EmailAddress.checked)
        fields.check(email == nil || address != nil, "/from/email", "must be an e-mail address")
        let handle = text(from?.handle, "handle", max: 200, &fields)
        return ProgramMessage.Sender(
            id: text(from?.id, "id", max: 200, &fields), name: text(from?.name, "name", max: 200, &fields),
            email: address, phone: text(from?.phone, "phone", max: 40, &fields),
            handle: handle.flatMap { Self.some($0.hasPrefix("@") ? String($0.dropFirst()) : $0) })
    }

    private static func some(_ text: String) -> String? { text.isEmpty ? nil : text }
}

/// A message another program brings in, checked.
struct ProgramMessage: Sendable {
    struct Sender: Sendable {
        let id: String?
        let name: String?
        let email: String?
        let phone: String?
        let handle: String?
    }

    let conversation: String
    let id: String
    let sender: Sender
    let text: String
    let attachments: [UUID]
    /// Empty for nowhere in particular.
    let platform: String
    let subject: String?
    let locale: String

    /// Under which account of the customer's the person is known; none where the platform is not named.
    var handle: String? { platform.isEmpty ? nil : sender.handle ?? sender.id }

    /// The name of the message within its conversation; no agent's can be the same.
    var clientID: String { "in:" + id }
}

/// The answer to `POST /inbound-messages`.
struct ProgramReceipt: WireType, JSONWritable {
    let ticketID: UUID
    let ticketNumber: Int
    let customerID: UUID
    let conversation: String
    let id: String
    /// The number the message has in its ticket.
    let seq: Int

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("ticket_id", ID<Inbox>(ticketID))
            json.field("ticket_number", ticketNumber)
            json.field("customer_id", ID<Inbox>(customerID))
            json.field("conversation", conversation)
            json.field("id", id)
            json.field("seq", seq)
        }
    }

    static var example: ProgramReceipt {
        ProgramReceipt(
            ticketID: Examples.file, ticketNumber: 1042, customerID: Examples.team, conversation: "chat-8841",
            id: "msg-1", seq: 1)
    }
}
