package import Foundation
import Postgres

/// Whether the customer of a ticket was satisfied.
package struct SatisfactionLabel: Sendable, Equatable {
    package let ticket: UUID
    package let customer: UUID
    /// When the ticket was solved: the moment a prediction is made for.
    package let asOf: Date
    /// Rated 4 or 5.
    package let isSatisfied: Bool
    /// When the answer was given or last changed.
    package let knownAt: Date

    package init(ticket: UUID, customer: UUID, asOf: Date, isSatisfied: Bool, knownAt: Date) {
        self.ticket = ticket
        self.customer = customer
        self.asOf = asOf
        self.isSatisfied = isSatisfied
        self.knownAt = knownAt
    }

    init(_ row: Row) throws {
        ticket = try row["ticket_id"]
        customer = try row["customer_id"]
        asOf = try row["as_of"]
        isSatisfied = try row["satisfied"]
        knownAt = try row["known_at"]
    }
}
