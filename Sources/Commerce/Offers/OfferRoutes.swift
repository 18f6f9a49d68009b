import Basics
package import EventLoop
package import Foundation
import Gateway
package import Postgres
package import Web

/// Paths by which staff offer a product, and the customer accepts it by its link.
@Loop package struct OfferRoutes {
    /// What the helpdesk does for offers made on a ticket.
    package struct TicketDesk: Sendable {
        /// Whether somebody may see the ticket.
        let sees: @Loop @Sendable (UUID, Principal) async throws -> Bool
        /// Notes once on the ticket that the customer ordered (the order's id and number).
        let accepted:
            @Loop @Sendable (UUID, _ offer: UUID, _ order: UUID, _ number: Int, Connection) async throws -> Void

        package init(
            sees: @escaping @Loop @Sendable (UUID, Principal) async throws -> Bool,
            accepted: @escaping @Loop @Sendable (UUID, UUID, UUID, Int, Connection) async throws -> Void
        ) {
            self.sees = sees
            self.accepted = accepted
        }
    }

    let context: AppContext
    let desk: OrderDesk
    let tickets: TicketDesk?
    let throttle: TokenThrottle

    var routes: [Route] {
        [
            .post(
                "/customers/{id}/offers", "Offers a product: a link by which the customer orders it",
                .permission(.ordersWrite), input: OfferInput.self, output: Offer.self
            ) { try await make($0) },
            .delete("/offers/{token}", "Withdraws an offer nobody has accepted", .permission(.ordersWrite)) {
                try await withdraw($0)
            },
            .get("/offers/{token}", "What an offer's page shows; orders nothing", .anyone, output: OfferPage.self) {
                try await show($0)
            },
            .post(
                "/offers/{token}/acceptance", "Orders what is offered, once however often it is asked", .anyone,
                output: OfferPage.self, body: .none
            ) { try await accept($0) },
        ]
    }

    private var now: Date { context.clock.now }

    private func make(_ request: Request) async throws -> Response {
        let customer: ID<Order.Buyer> = try request.id(of: "customer")
        let input = try request.input(OfferInput.self)
        let quantity = try input.checkedQuantity()
        if let ticket = input.ticketID {
            guard try await tickets?.sees(ticket, request.principal) ?? false else { throw Problem.notFound("ticket") }
        }
        let token = context.random.token(byteCount: 18)
        let id = ID<Offer>.make(at: now, random: context.random)
        let offer = try await context.database.transaction { connection in
            let known = try await connection.first(
                { row in try row["id"] as UUID },
                "SELECT id FROM customers WHERE id = \(customer) AND deleted_at IS NULL")
            guard known != nil else { throw Problem.notFound("customer") }
            guard let product = try await ProductStore(connection).product(ID(input.productID)) else {
                throw Problem.invalid("/product_id", "is no product of the catalogue")
            }
            guard product.inStock, product.archivedAt == nil else {
                throw Problem.conflict(
                    "not-for-sale", "The product cannot be ordered now", "It is out of stock or no longer sold.")
            }
            let store = OfferStore(connection)
            try await store.insert(
                input, id: id.uuid, token: token, customer: customer.uuid, product: product, quantity: quantity,
                agent: request.principal.kind == .user ? request.principal.id : nil, at: now)
            return try await store.offer(token: token)
        }
        guard let offer else { throw Problem.internalFault }
        return .created(offer)
    }

    private func withdraw(_ request: Request) async throws -> Response {
        _ = try await found(request, context.database.connection)
        try await OfferStore(context.database.connection).withdraw(request.parameter("token"), at: now)
        return .noContent
    }

    private func show(_ request: Request) async throws -> Response {
        let offer = try await found(request, context.database.connection)
        return .json(try await page(offer), headers: [("Cache-Control", "no-store")])
    }

    private func accept(_ request: Request) async throws -> Response {
        guard !request.principal.isStaff else {
            throw Problem.forbidden("Offers are accepted by the customer, not by staff.")
        }
        try await context.database.transaction { connection in
            let offer = try await found(request, connection, locked: true)
            switch offer.state(at: now) {
            case .accepted: return
            case .offered: try await order(offer, in: connection)
            case .withdrawn, .expired:
                throw Problem.conflict("offer-ended", "The offer has ended", "Ask the shop for a new one.")
            case .outOfStock:
                throw Problem.conflict(
                    "not-for-sale", "It cannot be ordered now", "It is out of stock or no longer sold.")
            case .changed:
                throw Problem.conflict("price-changed", "The price has changed", "Ask the shop for a new offer.")
            }
        }
        return .json(try await page(try await found(request, context.database.connection)), status: 201)
    }

    private func order(_ offer: Offer, in connection: Connection) async throws {
        let made = try await desk.place(
            OrderInput(
                customerID: offer.customerID, currency: offer.price.currency,
                lines: [
                    OrderLineInput(
                        productID: offer.productID, sku: nil, name: nil, quantity: offer.quantity,
                        unitPrice: MoneyInput(amountMinor: offer.price.amountMinor, currency: offer.price.currency))
                ]), source: "card", in: connection)
        try await OfferStore(connection).accept(offer, order: made.id, at: now)
        if let ticket = offer.ticketID {
            try await tickets?.accepted(ticket, offer.id.uuid, made.id.uuid, made.number, connection)
        }
    }

    private func found(_ request: Request, _ connection: Connection, locked: Bool = false) async throws -> Offer {
        let offer = try await OfferStore(connection).offer(token: request.parameter("token"), locked: locked)
        guard let offer else {
            // Who has the link may look as often as they like; who tries tokens is slowed down.
            try throttle.check(request.head.remoteAddress)
            throw Problem.notFound("offer")
        }
        return offer
    }

    private func page(_ offer: Offer) async throws -> OfferPage {
        let name = try await context.database.connection.first(
            { row in try row["name"] as String }, "SELECT name FROM company_profile")
        return OfferPage(offer, companyName: name ?? "", at: now)
    }
}
