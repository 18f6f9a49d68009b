import Access
import Basics
import Customers
package import EventLoop
import Foundation
import Gateway
import Postgres
import Web

/// Paths by which staff offer a product, and the customer accepts it by its link.
@Loop package struct OfferRoutes {
    let context: AppContext
    let desk: OrderDesk
    let tickets: OfferTickets?
    let throttle: TokenThrottle

    var routes: [Route] {
        [
            .post(
                "/customers/{id}/offers", "Offers a product: a link by which the customer orders it",
                .permission(.ordersWrite), input: OfferInput.self, output: Offer.self
            ) { try await make($0) },
            .get(
                "/customers/{id}/offers", "A customer's offers that can still be accepted, newest first",
                .permission(.ordersRead), output: Offer.self, page: true, handler: list),
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
        let customer: ID<Customer> = try request.id(of: "customer")
        let input = try request.input(OfferInput.self)
        let quantity = try input.checkedQuantity()
        if let ticket = input.ticketID {
            guard let owner = try await tickets?.customer(ticket, request.principal) else {
                throw Problem.notFound("ticket")
            }
            guard owner == customer.uuid else {
                throw Problem.invalid("/ticket_id", "is a ticket of another customer")
            }
        }
        let token = context.random.token(byteCount: 18)
        let id = ID<Offer>.make(at: now, random: context.random)
        let offer = try await context.database.transaction { connection in
            try await requireCustomer(customer, connection)
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
            try await audit("offer.made", id, input, in: connection, by: request)
            return try await store.offer(token: token)
        }
        guard let offer else { throw Problem.internalFault }
        return .created(addressed(offer))
    }

    private func list(_ request: Request) async throws -> Response {
        let customer: ID<Customer> = try request.id(of: "customer")
        let limit = try request.limit(default: 20, max: 100)
        let connection = context.database.connection
        try await requireCustomer(customer, connection)
        let offers = try await OfferStore(connection).open(of: customer.uuid, at: now, limit: limit)
        return .json(Page(items: offers.filter { $0.state(at: now) == .offered }.map(addressed), nextCursor: nil))
    }

    private func addressed(_ offer: Offer) -> Offer {
        var offer = offer
        offer.url = "\(context.publicURL)/offers/\(offer.token)"
        return offer
    }

    private func requireCustomer(_ id: ID<Customer>, _ connection: Connection) async throws {
        let known = try await connection.first(
            { row in try row["id"] as UUID }, "SELECT id FROM customers WHERE id = \(id) AND deleted_at IS NULL")
        guard known != nil else { throw Problem.notFound("customer") }
    }

    private func audit(
        _ action: String, _ id: ID<Offer>, _ input: OfferInput? = nil, in connection: Connection, by request: Request
    ) async throws {
        var changes = AuditChanges()
        changes.note("product_id", nil, input?.productID.text)
        changes.note("ticket_id", nil, input?.ticketID?.text)
        try await AuditStore(connection, clock: context.clock).record(action, "offer", id.uuid, changes, by: request)
    }

    private func withdraw(_ request: Request) async throws -> Response {
        try await context.database.transaction { connection in
            let offer = try await found(request, connection, locked: true)
            if let number = offer.orderNumber {
                throw Problem.conflict(
                    "offer-accepted", "The customer has accepted the offer",
                    "It became order #\(number). Cancel that order instead.")
            }
            if offer.state(at: now) == .withdrawn { return }
            try await OfferStore(connection).withdraw(offer, at: now)
            try await audit("offer.withdrawn", offer.id, in: connection, by: request)
            if let ticket = offer.ticketID {
                try await tickets?.note(.withdrawn(by: request.principal), offer.id.uuid, ticket, connection)
            }
        }
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
            case .withdrawn:
                throw Problem.conflict("offer-ended", "The shop has taken the offer back", "Ask for a new one.")
            case .expired:
                throw Problem.conflict("offer-expired", "The offer has expired", "Ask the shop for a new one.")
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
            try await tickets?.note(
                .accepted(order: made.id.uuid, number: made.number), offer.id.uuid, ticket, connection)
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
