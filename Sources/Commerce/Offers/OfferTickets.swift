import EventLoop
package import Foundation
package import Postgres
package import Web

/// What the helpdesk does for offers made on a ticket.
package struct OfferTickets: Sendable {
    /// What became of an offer.
    package enum News: Sendable {
        /// The customer ordered: the order's id and number.
        case accepted(order: UUID, number: Int)
        case withdrawn(by: Principal)
    }

    /// Whose ticket it is; `nil` when there is none, or the asker may not see it.
    let customer: @Loop @Sendable (_ ticket: UUID, Principal) async throws -> UUID?
    /// Notes on the ticket, once for each offer, what became of it.
    let note: @Loop @Sendable (News, _ offer: UUID, _ ticket: UUID, Connection) async throws -> Void

    package init(
        customer: @escaping @Loop @Sendable (UUID, Principal) async throws -> UUID?,
        note: @escaping @Loop @Sendable (News, UUID, UUID, Connection) async throws -> Void
    ) {
        self.customer = customer
        self.note = note
    }
}
