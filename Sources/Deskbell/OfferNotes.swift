import Basics
import Commerce
import EventLoop
import Helpdesk
import Postgres
import Web

/// What becomes of offers, noted on the tickets they were made on.
@Loop enum OfferNotes {
    static func onTickets(of desk: Desk) -> OfferTickets {
        OfferTickets(
            customer: { ticket, principal in
                try await TicketStore(desk.database.connection).customerID(of: ID(ticket), for: principal)
            },
            note: { news, offer, ticket, connection in
                switch news {
                case .accepted(let order, let number):
                    _ = try await desk.appendEvent(
                        "offer_accepted", ["order_id": .string(order.text), "number": .number(Double(number))],
                        to: ID(ticket), clientID: ClientID.make(forEventOf: offer.text), in: connection)
                case .withdrawn(let principal):
                    _ = try await desk.appendEvent(
                        "offer_withdrawn", to: ID(ticket), by: Actor(principal).author,
                        clientID: ClientID.make(forEventOf: offer.text), in: connection)
                }
            })
    }
}
