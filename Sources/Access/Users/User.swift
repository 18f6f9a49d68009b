package import Basics
package import Foundation
package import Postgres
package import Web

/// A member of staff.
package struct User: Sendable {
    package let id: ID<User>
    package let name: String
    package let email: String
    package let role: UserRole
    package let ticketScope: TicketScope
    /// `en` or `zh-Hans`.
    package let locale: String
    /// The person's own time zone; the company's without one.
    package let timeZone: String?
    /// Conversations this person is given at once.
    package let capacity: Int
    package let active: Bool
    /// False until the invitation is accepted.
    package let hasPassword: Bool
    package let teamIDs: [ID<Team>]
    package let createdAt: Date
    package let version: Int

    /// Which tickets a member of staff sees, as text in the database.
    package enum TicketScope: String, CaseIterable, Codable, Sendable, JSONWritable, SQLText {
        case all
        case team
        case own
    }

    /// The languages Deskbell speaks.
    package static let locales = ["en", "zh-Hans"]

    package init(_ row: Row) throws {
        id = try row["id"]
        name = try row["name"]
        email = try row["email"]
        role = try row["role"]
        ticketScope = try row["ticket_scope"]
        locale = try row["locale"]
        timeZone = try row["time_zone"]
        capacity = try row["capacity"]
        active = try row["active"]
        hasPassword = try row["has_password"]
        teamIDs = try row["team_ids"]
        createdAt = try row["created_at"]
        version = try row["version"]
    }

    init(
        id: ID<User>, name: String, email: String, role: UserRole, ticketScope: TicketScope = .all,
        locale: String = "en",
        timeZone: String? = nil, capacity: Int = 5, active: Bool = true, hasPassword: Bool = true,
        teamIDs: [ID<Team>] = [], createdAt: Date, version: Int = 1
    ) {
        self.id = id
        self.name = name
        self.email = email
        self.role = role
        self.ticketScope = ticketScope
        self.locale = locale
        self.timeZone = timeZone
        self.capacity = capacity
        self.active = active
        self.hasPassword = hasPassword
        self.teamIDs = teamIDs
        self.createdAt = createdAt
        self.version = version
    }

    /// Who this person is to the routes.
    func principal(sessionID: UUID) -> Principal {
        Principal(
            kind: .user, id: id.uuid, name: name, role: role.rawValue, permissions: role.permissions,
            teamIDs: teamIDs.map(\.uuid), ticketScope: Principal.TicketScope(rawValue: ticketScope.rawValue) ?? .own,
            sessionID: sessionID)
    }
}

/// A member of staff as the API shows one, with the presence the open connections tell.
package struct UserView: WireType, JSONWritable {
    package let user: User
    package let presence: PresenceState
    /// Shown once, to whoever invited the person.
    package var invitationURL: String?

    package init(_ user: User, presence: PresenceState, invitationURL: String? = nil) {
        self.user = user
        self.presence = presence
        self.invitationURL = invitationURL
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", user.id)
            json.field("name", user.name)
            json.field("email", user.email)
            json.field("role", user.role)
            json.field("ticket_scope", user.ticketScope)
            json.field("locale", user.locale)
            json.field("time_zone", user.timeZone)
            json.field("active", user.active)
            json.field("invited", !user.hasPassword)
            json.field("team_ids", user.teamIDs)
            json.field("presence", presence)
            json.field("capacity", user.capacity)
            json.field("created_at", user.createdAt)
            json.field("version", user.version)
            if let invitationURL { json.field("invitation_url", invitationURL) }
        }
    }

    package static var example: UserView {
        UserView(
            User(
                id: ID(UUID(uuid: (1, 0x93, 0x58, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, 1))), name: "Mei Lin",
                email: "mei@shop.example", role: .agent, createdAt: Date(timeIntervalSince1970: 1_795_430_400)),
            presence: .online)
    }
}
