import Access
import Basics
import Foundation
import Web

/// What creating a ticket takes.
package struct TicketInput: Decodable, WireType {
    package struct Person: Decodable, Sendable {
        let name: String?
        let email: String?
        let phone: String?
    }

    let customer: Person?
    let customerID: UUID?
    let subject: String?
    let text: String?
    let channel: String?
    let inbox: String?
    let priority: String?
    let tags: [String]?
    let customFields: [String: JSONValue]?
    let attachments: [UUID]?
    let clientID: String?

    package static let example = TicketInput(
        customer: Person(name: "Mei Chen", email: "mei@example.com", phone: nil), customerID: nil,
        subject: "Where is my parcel?", text: "I ordered a week ago.", channel: "phone", inbox: nil, priority: "high",
        tags: ["parcel"], customFields: nil, attachments: nil, clientID: nil)

    /// A ticket's text in characters at most.
    static let textLimit = 50_000

    /// What was checked.
    struct Checked {
        var requester: Requester
        var subject: String?
        var text: String
        var channel: String
        var priority: TicketPriority
        var tags: [String]
    }

    /// - Throws: `Problem.invalid` naming every field at fault.
    func checked(defaultChannel: String) throws -> Checked {
        var fields = Fields()
        let subject = fields.text(self.subject ?? "", "/subject", max: 300, required: false)
        let text = self.text ?? ""
        fields.check(
            text.unicodeScalars.count <= Self.textLimit, "/text", "may have at most \(Self.textLimit) characters")
        let channel = self.channel ?? defaultChannel
        fields.check(
            ["chat", "form", "email", "phone", "api", InternalChannel.name].contains(channel), "/channel",
            "must be chat, form, email, phone, api or internal")
        fields.check(
            channel != InternalChannel.name || inbox == nil, "/inbox", "goes not with an internal ticket")
        let isCall = channel == "phone"
        fields.check(
            isCall || !text.trimmingBlanks.isEmpty || !(attachments ?? []).isEmpty, "/text", "is required")
        fields.check(
            !subject.isEmpty || !text.trimmingBlanks.isEmpty, "/subject", "is required when there is no text")
        let priority = self.priority.map { TicketPriority(rawValue: $0) } ?? .normal
        fields.check(priority != nil, "/priority", "must be low, normal, high or urgent")
        let tags = TagNames.checked(self.tags ?? [], &fields)
        let requester = person(&fields)
        try fields.throwIfAny()
        return Checked(
            requester: requester, subject: subject.isEmpty ? nil : subject, text: text, channel: channel,
            priority: priority ?? .normal, tags: tags)
    }

    private func person(_ fields: inout Fields) -> Requester {
        if let customerID { return Requester(customerID: customerID, isTrusted: true) }
        let name = fields.text(customer?.name ?? "", "/customer/name", max: 200, required: false)
        let phone = fields.text(customer?.phone ?? "", "/customer/phone", max: 50, required: false)
        var email: String?
        if let given = customer?.email, !given.trimmingBlanks.isEmpty {
            email = EmailAddress.checked(given)
            fields.check(email != nil, "/customer/email", "must be an e-mail address")
        }
        fields.check(
            !name.isEmpty || email != nil || !phone.isEmpty, "/customer",
            "must name a customer: by customer_id, or with a name, an e-mail address or a phone number")
        return Requester(
            name: name.isEmpty ? email.map { String($0.prefix { $0 != "@" }) } : name, email: email,
            phone: phone.isEmpty ? nil : phone, isTrusted: true)
    }
}

/// What changing a ticket takes; fields not sent stay.
package struct TicketPatch: Decodable, WireType {
    let subject: String?
    let priority: String?
    let status: String?
    let tags: [String]?
    let customFields: [String: JSONValue]?
    let customerID: UUID?

    package static let example = TicketPatch(
        subject: "Parcel lost", priority: "urgent", status: nil, tags: ["parcel", "lost"], customFields: nil,
        customerID: nil)
}
