package import Foundation
package import Postgres

/// Who asks for their day, and when it ends.
package struct TodayQuestion: Sendable {
    /// Whose work is shown.
    package enum Whose: String, CaseIterable, Sendable {
        /// One's own, and what is nobody's yet.
        case mine
        /// Everybody's, as far as one may see it.
        case all
    }

    package let principal: Principal
    package let person: UUID
    package let whose: Whose
    package let now: Date
    /// When today is over by this person's clock.
    package let dayEnd: Date
    /// Today's day by this person's clock, `2026-11-23`.
    package let today: String

    package init(
        principal: Principal, person: UUID, whose: Whose, now: Date, dayEnd: Date, today: String
    ) {
        self.principal = principal
        self.person = person
        self.whose = whose
        self.now = now
        self.dayEnd = dayEnd
        self.today = today
    }

    /// The condition that something of this owner belongs on the list.
    package func isTheirs(_ owner: SQL) -> SQL {
        whose == .all ? "TRUE" : "(\(owner) = \(person) OR \(owner) IS NULL)"
    }
}
