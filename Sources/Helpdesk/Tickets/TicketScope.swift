package import Basics
import Foundation
package import Postgres
package import Web

/// Which tickets somebody may see: the one policy, as a condition on `tickets AS t`.
///
/// It says in SQL what `Principal.sees` says about one ticket in hand; a test compares the two.
package enum TicketScope {
    /// - Throws: `Problem.forbidden` for those who may read no tickets at all.
    package static func condition(for principal: Principal) throws -> SQL {
        try principal.require(.ticketsRead)
        let me = principal.id
        let teams = principal.teamIDs
        switch principal.ticketScope {
        case .all: return "TRUE"
        case .team:
            return """
                (t.assignee_id = \(me) OR t.team_id = ANY (\(teams)) OR t.assignee_id IS NULL AND t.team_id IS NULL)
                """
        case .own:
            return """
                (t.assignee_id = \(me) OR t.assignee_id IS NULL AND (t.team_id IS NULL OR t.team_id = ANY (\(teams))))
                """
        }
    }
}

/// How a path names a ticket: by its UUID or by the number people say.
package enum TicketName: Sendable {
    case id(ID<Ticket>)
    case number(Int)

    /// - Throws: `Problem.notFound` for what can name no ticket.
    package init(_ text: String) throws {
        if let id = ID<Ticket>(text) {
            self = .id(id)
        } else if let number = Int(text), number > 0 {
            self = .number(number)
        } else {
            throw Problem.notFound("ticket")
        }
    }

    /// The condition on `tickets AS t`.
    var condition: SQL {
        switch self {
        case .id(let id): "t.id = \(id)"
        case .number(let number): "t.number = \(number)"
        }
    }
}
