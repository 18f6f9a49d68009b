import Basics
import Postgres
package import Web

/// What a member of staff is in the company; each role includes everything the one below may do.
package enum UserRole: String, CaseIterable, Codable, Sendable, JSONWritable, SQLText {
    case owner
    case supervisor
    case agent

    /// The rights of the role.
    ///
    /// Source: CONTRACT.md, "Signing in".
    package var permissions: Set<Permission> {
        switch self {
        case .owner: Set(Permission.allCases)
        case .supervisor: Set(Permission.allCases).subtracting([.companyWrite, .apiKeysWrite, .webhooksManage])
        case .agent:
            [
                .ticketsRead, .ticketsWrite, .customersRead, .customersWrite, .ordersRead, .ordersWrite, .salesRead,
                .salesWrite, .settingsRead, .predictionsRead,
            ]
        }
    }

    /// Whether this role may invite, change and deactivate people of `other`'s role: owners anyone, supervisors agents.
    package func manages(_ other: UserRole) -> Bool {
        switch self {
        case .owner: true
        case .supervisor: other == .agent
        case .agent: false
        }
    }
}

extension Principal {
    /// The role of a signed-in person; `nil` for API keys and visitors.
    package var staffRole: UserRole? {
        kind == .user ? role.flatMap(UserRole.init) : nil
    }

    /// - Throws: `Problem.forbidden` when this person may not manage people of `role`.
    package func requireManaging(_ role: UserRole) throws {
        guard let mine = staffRole, mine.manages(role) else {
            throw Problem.forbidden("Your role does not let you manage people who are \(role.rawValue).")
        }
    }
}
