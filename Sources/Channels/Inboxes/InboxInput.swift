import Basics
import Foundation
import Web

/// The body of `POST /inboxes`.
struct NewInbox: Decodable, WireType {
    let kind: String
    let name: String
    let teamID: UUID?
    let enabled: Bool?
    let settings: JSONValue?
    /// Of a mailbox.
    let secrets: MailboxSecretsInput?

    static var example: NewInbox {
        NewInbox(
            kind: "chat", name: "Shop", teamID: Examples.team, enabled: true,
            settings: .object(["color": .string("#2563eb")]), secrets: nil)
    }
}

/// The body of `PATCH /inboxes/{id}`.
struct InboxChange: Decodable, WireType {
    let name: Patch<String>
    let teamID: Patch<UUID>
    let enabled: Patch<Bool>
    let settings: Patch<JSONValue>
    /// Of a mailbox; a password has to be among them when its server changes.
    let secrets: MailboxSecretsInput?

    static var example: InboxChange {
        InboxChange(
            name: .value("Shop"), teamID: .value(Examples.team), enabled: .value(true),
            settings: .value(.object(["emoji": .bool(false)])), secrets: nil)
    }
}

/// The answer to `POST /inboxes/{id}/identity-secret`, shown once.
struct IdentitySecret: WireType, JSONWritable {
    let identitySecret: String

    func write(to json: inout JSONWriter) {
        json.object { json in json.field("identity_secret", identitySecret) }
    }

    static var example: IdentitySecret { IdentitySecret(identitySecret: "ids_…") }
}
