package import Basics
import Postgres

/// Where a ticket stands.
package enum TicketStatus: String, CaseIterable, Sendable, JSONWritable, SQLText {
    /// Our turn: somebody has to answer.
    case open
    /// The customer's turn.
    case waiting
    /// Put aside until a time; the customer's next message wakes it.
    case snoozed
    /// Done as far as we know.
    case solved
    /// Done for good: a further message opens a new, linked ticket.
    case closed

    /// The statuses that still ask for work.
    package static let unsolved: [TicketStatus] = [.open, .waiting, .snoozed]

    package var isUnsolved: Bool { TicketStatus.unsolved.contains(self) }

    /// Whether staff may bring a ticket from this status to `next`.
    package func allows(_ next: TicketStatus) -> Bool {
        switch (self, next) {
        case (.open, .waiting), (.open, .snoozed), (.open, .solved): true
        case (.waiting, .open), (.waiting, .snoozed), (.waiting, .solved): true
        case (.snoozed, .open), (.snoozed, .waiting), (.snoozed, .solved), (.snoozed, .snoozed): true
        case (.solved, .open), (.solved, .closed), (.closed, .open): true
        default: false
        }
    }

    /// - Throws: `Problem` of kind `ticket-already-<status>` or `ticket-status-refused` when staff may not go there.
    package func require(_ next: TicketStatus) throws(Problem) {
        if allows(next) { return }
        if self == next {
            throw Problem.conflict(
                "ticket-already-\(next.rawValue)", "The ticket is \(next.rawValue) already", "Nothing was changed.")
        }
        throw Problem.conflict(
            "ticket-status-refused", "The ticket cannot go there from here",
            "A ticket that is \(rawValue) cannot become \(next.rawValue). Reopen it first.")
    }
}

/// How soon a ticket wants attention.
package enum TicketPriority: String, CaseIterable, Sendable, JSONWritable, SQLText {
    case low
    case normal
    case high
    case urgent
}
