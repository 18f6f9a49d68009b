import Basics
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

/// How a path names a ticket.
package typealias TicketName = RecordName<Ticket>
