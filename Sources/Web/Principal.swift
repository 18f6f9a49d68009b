import Basics
package import Foundation

/// Who is asking: a member of staff, a program with an API key, a visitor in the widget, or nobody known.
package struct Principal: Sendable {
    package enum Kind: String, Sendable, JSONWritable {
        case user
        case apiKey = "api_key"
        case visitor
        case anonymous
    }

    /// Which tickets a member of staff may see.
    package enum TicketScope: String, Sendable {
        case all
        case team
        case own
    }

    /// The conversation a visitor's token opens.
    package struct VisitorReach: Sendable {
        package let visitorID: UUID
        package let inboxID: UUID
        package let customerID: UUID?
        /// True when the shop's signed identity vouched for this person.
        package let verified: Bool

        package init(visitorID: UUID, inboxID: UUID, customerID: UUID?, verified: Bool) {
            self.visitorID = visitorID
            self.inboxID = inboxID
            self.customerID = customerID
            self.verified = verified
        }
    }

    package let kind: Kind
    /// The user, API key or visitor; `nil` for the anonymous.
    package let id: UUID?
    package let name: String
    package let role: String?
    package let permissions: Set<Permission>
    package let teamIDs: [UUID]
    package let ticketScope: TicketScope
    package let sessionID: UUID?
    package let visitor: VisitorReach?

    package init(
        kind: Kind, id: UUID?, name: String, role: String? = nil, permissions: Set<Permission> = [],
        teamIDs: [UUID] = [], ticketScope: TicketScope = .all, sessionID: UUID? = nil, visitor: VisitorReach? = nil
    ) {
        self.kind = kind
        self.id = id
        self.name = name
        self.role = role
        self.permissions = permissions
        self.teamIDs = teamIDs
        self.ticketScope = ticketScope
        self.sessionID = sessionID
        self.visitor = visitor
    }

    package static let anonymous = Principal(kind: .anonymous, id: nil, name: "")

    package var isStaff: Bool { kind == .user || kind == .apiKey }

    /// - Throws: `Problem.signInRequired` for the anonymous, `Problem.forbidden` for those without the right.
    package func require(_ permission: Permission) throws {
        guard kind != .anonymous else { throw Problem.signInRequired }
        guard permissions.contains(permission) else { throw Problem.forbidden() }
    }

    /// Whether the scope of a member of staff covers a ticket of this assignee and team.
    ///
    /// Unassigned tickets without a team are everybody's.
    package func sees(assignee: UUID?, team: UUID?) -> Bool {
        guard isStaff, permissions.contains(.ticketsRead) else { return false }
        switch ticketScope {
        case .all: return true
        case .team: return assignee == id || team.map(teamIDs.contains) ?? (assignee == nil)
        case .own: return assignee == id || assignee == nil && (team.map(teamIDs.contains) ?? true)
        }
    }

    /// The name under which answers to repeated requests and rate limits are kept.
    package var accountName: String {
        "\(kind.rawValue):\(id?.uuidString.lowercased() ?? "")"
    }
}
