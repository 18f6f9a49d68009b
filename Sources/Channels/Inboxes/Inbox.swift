package import Basics
package import Foundation
package import Postgres
import Web

/// One configured entrance: a chat widget, a form, a mailbox, a phone line, an API channel.
package struct Inbox: Sendable {
    package let id: ID<Inbox>
    /// Public: in the page's script tag or the form's address.
    package let key: String
    package let kind: ChannelKind
    package var name: String
    package var enabled: Bool
    package var teamID: UUID?
    package var settings: InboxSettings
    /// Whether a secret for signed identities was made.
    package let hasIdentitySecret: Bool
    package let createdAt: Date
    package var version: Int

    package init(
        id: ID<Inbox>, key: String, kind: ChannelKind, name: String, enabled: Bool = true, teamID: UUID? = nil,
        settings: InboxSettings? = nil, createdAt: Date
    ) {
        self.id = id
        self.key = key
        self.kind = kind
        self.name = name
        self.enabled = enabled
        self.teamID = teamID
        self.settings = settings ?? InboxSettings(defaultsOf: kind)
        hasIdentitySecret = false
        self.createdAt = createdAt
        version = 1
    }

    package init(_ row: Row) throws {
        id = try row["id"]
        key = try row["key"]
        kind = try row["kind"]
        name = try row["name"]
        enabled = try row["enabled"]
        teamID = try row["team_id"]
        settings = InboxSettings(stored: try row["settings"], kind: kind)
        hasIdentitySecret = try row["has_identity_secret"]
        createdAt = try row["created_at"]
        version = try row["version"]
    }
}

/// An inbox as the API shows one.
struct InboxView: WireType, JSONWritable {
    let id: ID<Inbox>
    let key: String
    let kind: ChannelKind
    let name: String
    let enabled: Bool
    let teamID: UUID?
    let settings: JSONValue
    let hasIdentitySecret: Bool
    let createdAt: Date
    let version: Int

    init(_ inbox: Inbox) {
        id = inbox.id
        key = inbox.key
        kind = inbox.kind
        name = inbox.name
        enabled = inbox.enabled
        teamID = inbox.teamID
        settings = inbox.settings.value
        hasIdentitySecret = inbox.hasIdentitySecret
        createdAt = inbox.createdAt
        version = inbox.version
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("key", key)
            json.field("kind", kind)
            json.field("name", name)
            json.field("enabled", enabled)
            json.field("team_id", teamID.map { ID<Inbox>($0) })
            json.field("settings", settings)
            json.field("has_identity_secret", hasIdentitySecret)
            json.field("created_at", createdAt)
            json.field("version", version)
        }
    }

    static var example: InboxView {
        var inbox = Inbox(
            id: ID(Examples.inbox), key: "K7QM2XWP", kind: .chat, name: "Shop", createdAt: Examples.instant)
        inbox.teamID = Examples.team
        return InboxView(inbox)
    }
}

/// The ids and the moment the examples of this module share.
enum Examples {
    static let inbox = id(0xD1)
    static let team = id(0xD2)
    static let file = id(0xD3)
    static let instant = Date(timeIntervalSince1970: 1_795_430_400)

    private static func id(_ last: UInt8) -> UUID {
        UUID(uuid: (1, 0x93, 0x58, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, last))
    }
}
