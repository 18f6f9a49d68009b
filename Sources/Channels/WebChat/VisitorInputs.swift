import Access
import Basics
import Foundation
import Web

/// The body of `POST /widget/details`.
struct VisitorDetailsInput: Decodable, WireType {
    let name: String?
    let email: String?
    let phone: String?

    static var example: VisitorDetailsInput {
        VisitorDetailsInput(name: "陈美", email: "mei@example.com", phone: "+86 138 0013 8000")
    }

    /// - Throws: `Problem.invalid` naming every detail at fault.
    func checked() throws -> VisitorDetailsInput {
        var fields = Fields()
        let name = fields.text(self.name ?? "", "/name", max: 200, required: false)
        let phone = fields.text(self.phone ?? "", "/phone", max: 40, required: false)
        fields.check(
            phone.isEmpty || phone.unicodeScalars.filter { ("0"..."9").contains($0) }.count >= 3, "/phone",
            "must be a telephone number")
        var address: String?
        if let email, !email.trimmingBlanks.isEmpty {
            address = EmailAddress.checked(email)
            fields.check(address != nil, "/email", "must be an e-mail address")
        }
        try fields.throwIfAny()
        return VisitorDetailsInput(
            name: name.isEmpty ? nil : name, email: address, phone: phone.isEmpty ? nil : phone)
    }
}

/// The answer to `POST /widget/details`.
struct VisitorDetails: WireType, JSONWritable {
    let customer: WidgetSession.Person

    func write(to json: inout JSONWriter) {
        json.object { json in json.field("customer", customer) }
    }

    static var example: VisitorDetails {
        VisitorDetails(customer: .init(name: "陈美", email: "mei@example.com"))
    }
}

/// The body of `POST /widget/messages`.
struct VisitorMessageInput: Decodable, WireType {
    let clientID: String
    let ticketID: UUID?
    let text: String?
    let attachments: [UUID]?

    static var example: VisitorMessageInput {
        VisitorMessageInput(clientID: "c-17", ticketID: nil, text: "你好，我的包裹在哪里？", attachments: [Examples.file])
    }

    /// - Throws: `Problem.invalid` naming every field at fault.
    func checkedText() throws -> String {
        var fields = Fields()
        fields.check((1...100).contains(clientID.utf8.count), "/client_id", "must have 1 to 100 characters")
        fields.check((attachments ?? []).count <= 10, "/attachments", "may be at most 10")
        let text = fields.text(self.text ?? "", "/text", max: 20_000, required: (attachments ?? []).isEmpty)
        try fields.throwIfAny()
        return text
    }
}

/// Where a visitor's transcript goes.
struct VisitorTranscriptInput: WireType, Decodable {
    let email: String

    static let example = VisitorTranscriptInput(email: "mei@example.com")
}
