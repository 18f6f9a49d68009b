import Access
import Basics
import Customers
import EventLoop
import Foundation
import Postgres
import Web

/// Paths about orders, their payments and returns.
@Loop struct OrderRoutes {
    let context: AppContext
    let desk: OrderDesk

    var routes: [Route] {
        [
            .get(
                "/orders", "Orders, newest first", .permission(.ordersRead),
                query: [
                    QueryParameter("customer_id", "Only of this customer."),
                    QueryParameter("status", "Only those that stand here."),
                    QueryParameter("late", "true: only those with a parcel that is late."),
                    QueryParameter(
                        "updated_since",
                        "Only those changed since, the oldest change first; alone but for cursor and limit."),
                    QueryParameter("q", "A number, or the beginning of a reference, SKU, tracking number or name."),
                ], output: Order.self, page: true, handler: list),
            .post(
                "/orders", "Places an order", .permission(.ordersWrite), input: OrderInput.self, output: Order.self,
                handler: create),
            .put(
                "/orders/by-reference/{reference}",
                "Places the order with the shop's own number, or makes it what is sent; repeating changes nothing",
                .permission(.ordersWrite), input: OrderInput.self, output: Order.self, handler: put),
            .get(
                "/orders/{id}", "One order, by id or number", .permission(.ordersRead), output: Order.self,
                handler: show),
            .patch(
                "/orders/{id}", "Moves an order on, or changes its note", .permission(.ordersWrite),
                input: OrderChange.self, output: Order.self, handler: change),
            .post(
                "/orders/{id}/payments", "Notes money received or refunded", .permission(.ordersWrite),
                input: PaymentInput.self, output: Order.self, handler: pay),
            .post(
                "/orders/{id}/returns", "Notes pieces that came back", .permission(.ordersWrite),
                input: ReturnInput.self, output: Order.self, handler: takeBack),
        ]
    }

    private func list(_ request: Request) async throws -> Response {
        let limit = try request.limit()
        var filter = OrderStore.Filter()
        filter.customerID = (try request.query(id: "customer_id") as ID<Customer>?)?.uuid
        filter.status = try request.query("status", as: OrderStatus.self)
        filter.isLate = try request.query(flag: "late") ?? false
        filter.question = request.query("q").map { String($0.trimmingBlanks.prefix(200)) }
        if let changes = try request.changes(of: Order.self) {
            let changed = try await OrderStore(context.database.connection).orders(changes)
            return .json(Page(changed, limit: limit) { Cursor(at: $0.updatedAt, id: $0.id) })
        }
        let before = try request.place(of: Order.self)
        let orders = try await OrderStore(context.database.connection).orders(filter, before: before, limit: limit + 1)
        return .json(Page(orders, limit: limit) { Cursor(at: $0.placedAt, id: $0.id) })
    }

    private func show(_ request: Request) async throws -> Response {
        let order = try await Self.found(request, in: context.database.connection, locked: false)
        return .json(order, version: order.version)
    }

    private func create(_ request: Request) async throws -> Response {
        let input = try request.input(OrderInput.self)
        let source = request.principal.kind == .user ? "console" : "api"
        let order = try await context.database.transaction { connection in
            let order = try await desk.place(input, source: source, in: connection)
            try await AuditStore(connection, clock: context.clock).record(
                "order.placed", "order", order.id.uuid, by: request)
            return order
        }
        return .created(order, version: order.version)
    }

    private func put(_ request: Request) async throws -> Response {
        let reference = try request.naturalKey("reference", max: 100)
        let input = try request.input(OrderInput.self)
        let source = request.principal.kind == .user ? "console" : "api"
        let (order, isNew) = try await context.database.transaction { connection in
            let done = try await desk.put(input, reference: reference, source: source, in: connection)
            try await AuditStore(connection, clock: context.clock).record(
                done.isNew ? "order.placed" : "order.changed", "order", done.order.id.uuid, by: request)
            return done
        }
        return isNew ? .created(order, version: order.version) : .json(order, version: order.version)
    }

    private func change(_ request: Request) async throws -> Response {
        let input = try request.input(OrderChange.self)
        return try await act(request, "order.changed") { order, connection, changes in
            var fields = Fields()
            let note = fields.text(input.note.applied(to: order.note), "/note", max: 2_000, required: false)
            let reference = OrderDesk.reference(input.reference.applied(to: order.reference), &fields)
            try fields.throwIfAny()
            if note != order.note || reference != order.reference {
                try await OrderWritingStore(connection).describe(
                    order.id, note: note, reference: reference, now: context.clock.now)
                changes.note("note", order.note, note)
                changes.note("reference", order.reference, reference)
            }
            if let status = input.status.sent, status != order.status {
                try await desk.move(order, to: status, in: connection)
                changes.note("status", order.status.rawValue, status.rawValue)
            }
        }
    }

    private func pay(_ request: Request) async throws -> Response {
        let input = try request.input(PaymentInput.self)
        return try await act(request, "order.paid", status: 201) { order, connection, changes in
            try await desk.pay(input, on: order, in: connection)
            changes.note("amount_minor", .null, .number(Double(input.amountMinor)))
        }
    }

    private func takeBack(_ request: Request) async throws -> Response {
        let input = try request.input(ReturnInput.self)
        return try await act(request, "order.returned", status: 201) { order, connection, changes in
            try await desk.takeBack(input, of: order, in: connection)
            changes.note("reason", nil, input.reason)
        }
    }

    /// Does something to the locked order, records it, and answers with the order as it then is.
    private func act(
        _ request: Request, _ action: String, status: Int = 200,
        _ body: @escaping @Loop (Order, Connection, inout AuditChanges) async throws -> Void
    ) async throws -> Response {
        let order = try await context.database.transaction { connection in
            let order = try await Self.found(request, in: connection, locked: true)
            try request.requireMatch(order.version)
            var changes = AuditChanges()
            try await body(order, connection, &changes)
            try await AuditStore(connection, clock: context.clock).record(
                action, "order", order.id.uuid, changes, by: request)
            return try await Self.found(request, in: connection, locked: false)
        }
        return .json(order, status: status, version: order.version)
    }

    /// The order the path names.
    static func found(_ request: Request, in connection: Connection, locked: Bool) async throws -> Order {
        let order = try await OrderStore(connection).order(try request.name(of: "order"), locked: locked)
        guard let order else { throw Problem.notFound("order") }
        return order
    }
}
