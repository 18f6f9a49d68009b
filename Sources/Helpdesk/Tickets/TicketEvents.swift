package import Foundation
import Jobs

/// A ticket was made; published in the transaction that made it.
package struct TicketCreated: Event {
    package static let name = "ticket.created"
    package let ticketID: UUID
    package let customerID: UUID
    package let inboxID: UUID
    package let channel: String
    package let at: Date
}

/// A ticket was solved; published in the transaction that solved it.
package struct TicketSolved: Event {
    package static let name = "ticket.solved"
    package let ticketID: UUID
    package let number: Int
    /// Which solving of this ticket it is, from 1.
    package let solveCount: Int
    package let customerID: UUID
    /// Who is credited: the assignee, or else who solved it.
    package let agentID: UUID?
    package let teamID: UUID?
    package let inboxID: UUID
    package let channel: String
    package let at: Date
}

/// A solved or closed ticket was opened again; published in the transaction that did it.
package struct TicketReopened: Event {
    package static let name = "ticket.reopened"
    package let ticketID: UUID
    package let customerID: UUID
    package let inboxID: UUID
    package let at: Date
}
