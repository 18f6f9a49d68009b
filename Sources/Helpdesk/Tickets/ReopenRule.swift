package import Basics
package import Foundation

/// What a customer's message does to a ticket that is solved: each inbox chooses (`settings.reopen`).
package struct ReopenRule: Sendable, Equatable {
    package enum Mode: String, Sendable, CaseIterable {
        /// The ticket opens again, however late.
        case reopen
        /// It opens again within `days` of being solved; later a new, linked ticket is made.
        case reopenWithinDays = "reopen_within_days"
        /// Always a new, linked ticket.
        case newTicket = "new_ticket"
    }

    package enum Outcome: Sendable, Equatable {
        case append
        case reopen
        case newLinkedTicket
    }

    package let mode: Mode
    package let days: Int

    package init(mode: Mode, days: Int = 7) {
        self.mode = mode
        self.days = days
    }

    /// The rule in an inbox's settings; an inbox that says nothing reopens.
    package init(settings: JSONValue) {
        let rule = settings["reopen"]
        self.init(
            mode: rule?["mode"]?.string.flatMap(Mode.init(rawValue:)) ?? .reopen,
            days: rule?["days"]?.number.flatMap { Int(exactly: $0) } ?? 7)
    }

    /// A closed ticket never opens again by a message.
    package func outcome(status: TicketStatus, solvedAt: Date?, now: Date) -> Outcome {
        switch status {
        case .open, .waiting, .snoozed: return .append
        case .closed: return .newLinkedTicket
        case .solved:
            switch mode {
            case .reopen: return .reopen
            case .newTicket: return .newLinkedTicket
            case .reopenWithinDays:
                let age = now.timeIntervalSince(solvedAt ?? now)
                return age <= Double(days) * 86_400 ? .reopen : .newLinkedTicket
            }
        }
    }
}
