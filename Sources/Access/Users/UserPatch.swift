package import Basics
import Foundation
package import Web

/// What makes a person.
///
/// Without a password an invitation is made.
package struct NewUser: WireType, Decodable {
    package let name: String
    package let email: String
    package let role: String
    package var password: String?
    package var locale: String?
    package var timeZone: String?
    package var teamIDs: [ID<Team>]?

    package static var example: NewUser {
        NewUser(name: "Mei Lin", email: "mei@shop.example", role: "agent")
    }

    /// The person to be stored.
    ///
    /// - Throws: `Problem.invalid`.
    func checked(id: ID<User>, at now: Date) throws -> User {
        var fields = Fields()
        let name = fields.text(name, "/name", max: 100)
        let email = fields.email(email)
        let role = fields.choice(UserRole.self, role, "/role") ?? .agent
        let locale = fields.locale(locale ?? "en")
        let timeZone = timeZone.map { fields.timeZone($0) }
        if let password, let fault = Password.fault(password, email: email) { fields.refuse("/password", fault) }
        try fields.throwIfAny()
        return User(
            id: id, name: name, email: email, role: role, locale: locale, timeZone: timeZone,
            hasPassword: password != nil, teamIDs: teamIDs ?? [], createdAt: now)
    }
}

/// What changes about a person.
package struct UserPatch: WireType, Decodable {
    package var name: Patch<String> = .absent
    package var email: Patch<String> = .absent
    package var role: Patch<String> = .absent
    package var ticketScope: Patch<String> = .absent
    package var locale: Patch<String> = .absent
    package var timeZone: Patch<String> = .absent
    package var capacity: Patch<Int> = .absent
    package var active: Patch<Bool> = .absent
    package var teamIDs: Patch<[ID<Team>]> = .absent

    package static var example: UserPatch {
        UserPatch(role: .value("supervisor"), capacity: .value(8))
    }

    /// - Throws: `Problem.invalid`.
    func applied(to user: User) throws -> User {
        var fields = Fields()
        let changed = User(
            id: user.id, name: fields.text(name.applied(to: user.name), "/name", max: 100),
            email: email.sent.map { fields.email($0) } ?? user.email,
            role: role.sent.flatMap { fields.choice(UserRole.self, $0, "/role") } ?? user.role,
            ticketScope: ticketScope.sent.flatMap { fields.choice(User.TicketScope.self, $0, "/ticket_scope") }
                ?? user.ticketScope,
            locale: fields.locale(locale.applied(to: user.locale)),
            timeZone: timeZone.applied(to: user.timeZone).map { fields.timeZone($0) },
            capacity: capacity.applied(to: user.capacity), active: active.applied(to: user.active),
            hasPassword: user.hasPassword, teamIDs: teamIDs.applied(to: user.teamIDs), createdAt: user.createdAt,
            version: user.version)
        fields.check((1...100).contains(changed.capacity), "/capacity", "must be from 1 to 100")
        try fields.throwIfAny()
        return changed
    }
}

extension User {
    /// What differs in `other`, for the audit log.
    func changes(to other: User) -> AuditChanges {
        var changes = AuditChanges()
        changes.note("name", name, other.name)
        changes.note("email", email, other.email)
        changes.note("role", role.rawValue, other.role.rawValue)
        changes.note("ticket_scope", ticketScope.rawValue, other.ticketScope.rawValue)
        changes.note("locale", locale, other.locale)
        changes.note("time_zone", timeZone, other.timeZone)
        changes.note("capacity", .number(Double(capacity)), .number(Double(other.capacity)))
        changes.note("active", .bool(active), .bool(other.active))
        changes.note("team_ids", teamIDs, other.teamIDs)
        return changes
    }
}

extension Fields {
    /// The value `text` names, refused when there is none.
    package mutating func choice<Value: RawRepresentable & CaseIterable>(
        _ type: Value.Type, _ text: String, _ pointer: String
    ) -> Value? where Value.RawValue == String {
        let value = Value(rawValue: text)
        check(value != nil, pointer, "must be one of \(Value.allCases.map(\.rawValue).joined(separator: ", "))")
        return value
    }
}
