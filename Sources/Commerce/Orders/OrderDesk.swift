import Access
import Basics
package import EventLoop
package import Foundation
package import Jobs
package import Postgres
package import Web

/// What is done to orders, each act in the caller's transaction with its history, timeline and events.
@Loop package struct OrderDesk {
    private let context: AppContext
    private let bus: EventBus

    package init(context: AppContext, bus: EventBus) {
        self.context = context
        self.bus = bus
    }

    var now: Date { context.clock.now }

    /// Places an order.
    ///
    /// - Parameter source: `api`, `console`, `import`, `card` or `demo`.
    /// - Throws: `Problem.invalid` naming every field at fault; `Problem` of kind `reference-taken`.
    package func place(_ input: OrderInput, source: String, in connection: Connection) async throws -> Order {
        let products = try await ProductStore(connection).products(
            ids: input.lines.compactMap { $0.productID.map { ID($0) } }, skus: input.lines.compactMap(\.sku))
        var fields = Fields()
        fields.check(Money.isCurrency(input.currency), "/currency", "must be an ISO 4217 code such as CNY or EUR")
        let pricing = OrderPricing(input, products: products, &fields)
        let placedAt = input.placedAt ?? now
        fields.check(placedAt <= now.addingTimeInterval(86_400), "/placed_at", "must not lie in the future")
        let status = input.status ?? .placed
        fields.check(
            [.placed, .paid].contains(status), "/status", "must be placed or paid; what follows is noted later")
        let order = NewOrder(
            id: .make(at: now, random: context.random), customerID: input.customerID,
            reference: Self.reference(input.reference, &fields), currency: input.currency, pricing: pricing,
            note: fields.text(input.note ?? "", "/note", max: 2_000, required: false), source: source, status: status,
            placedAt: placedAt)
        try fields.throwIfAny()
        let number = try await OrderWritingStore(connection).insert(order, at: now)
        guard let made = try await OrderStore(connection).order(.id(order.id)) else { throw Problem.internalFault }
        try await OrderWritingStore(connection).note(made, kind: "order.placed", at: placedAt)
        try await bus.publish(
            OrderPlaced(orderID: order.id.uuid, number: number, customerID: order.customerID, at: placedAt),
            in: connection)
        return made
    }

    /// Moves an order on.
    ///
    /// - Throws: `Problem` of kind `order-status` when it may not go there.
    package func move(
        _ order: Order, to status: OrderStatus, at moment: Date? = nil, in connection: Connection
    ) async throws {
        guard order.status.mayBecome(status) else {
            throw Problem.conflict(
                "order-status", "The order cannot become \(status.rawValue)",
                "It is \(order.status.rawValue). Orders move forward; they are cancelled before and returned after shipping."
            )
        }
        let moment = moment ?? now
        let store = OrderWritingStore(connection)
        try await store.move(order, to: status, at: moment, now: now)
        try await store.note(order, kind: "order.\(status.rawValue)", at: moment)
        try await bus.publish(
            OrderMoved(
                orderID: order.id.uuid, number: order.number, customerID: order.customer.id, status: status, at: moment),
            in: connection)
    }

    /// Notes money; an order that is paid in full by it becomes paid.
    package func pay(_ input: PaymentInput, on order: Order, in connection: Connection) async throws {
        var fields = Fields()
        fields.check(
            input.amountMinor != 0 && abs(input.amountMinor) <= MoneyInput.largest, "/amount_minor",
            "must not be 0, nor beyond \(MoneyInput.largest)")
        fields.check(
            order.paidMinor + input.amountMinor >= 0, "/amount_minor",
            "would refund more than the \(order.paidMinor) paid")
        let paidAt = input.paidAt ?? now
        let payment = Order.Payment(
            id: .make(at: now, random: context.random), amount: Money(input.amountMinor, order.currency),
            method: fields.text(input.method ?? "", "/method", max: 50, required: false),
            reference: fields.text(input.reference ?? "", "/reference", max: 100, required: false), paidAt: paidAt)
        try fields.throwIfAny()
        try await OrderWritingStore(connection).add(payment, to: order.id, now: now)
        if order.status == .placed, order.paidMinor + input.amountMinor >= order.total.amountMinor {
            try await move(order, to: .paid, at: paidAt, in: connection)
        }
    }

    /// Notes pieces that came back; when all have, the order becomes returned.
    package func takeBack(_ input: ReturnInput, of order: Order, in connection: Connection) async throws {
        var fields = Fields()
        let reason = fields.text(input.reason, "/reason", max: 500)
        fields.check(
            order.status == .shipped || order.status == .delivered, "/lines", "can come back once the order was shipped"
        )
        fields.check(!input.lines.isEmpty, "/lines", "needs at least one line")
        var left = Dictionary(uniqueKeysWithValues: order.lines.map { ($0.position, $0.quantity) })
        for line in order.returns.flatMap({ $0.lines.array ?? [] }) {
            if let position = line["position"]?.number, let quantity = line["quantity"]?.number {
                left[Int(position), default: 0] -= Int(quantity)
            }
        }
        for (place, line) in input.lines.enumerated() {
            let most = left[line.position] ?? 0
            fields.check(
                (1...max(most, 1)).contains(line.quantity) && most > 0, "/lines/\(place)/quantity",
                "must be from 1 to \(most), what is left of line \(line.position)")
            left[line.position, default: 0] -= line.quantity
        }
        let refund = input.refundMinor ?? 0
        fields.check(
            (0...max(order.paidMinor, 0)).contains(refund), "/refund_minor",
            "must be from 0 to the \(order.paidMinor) paid")
        try fields.throwIfAny()
        let returnedAt = input.returnedAt ?? now
        let store = OrderWritingStore(connection)
        try await store.add(
            Order.Return(
                id: .make(at: now, random: context.random), reason: reason,
                lines: .array(
                    input.lines.map {
                        .object(["position": .number(Double($0.position)), "quantity": .number(Double($0.quantity))])
                    }), refund: Money(refund, order.currency), returnedAt: returnedAt), to: order.id, now: now)
        if refund > 0 {
            let payment = Order.Payment(
                id: .make(at: now, random: context.random), amount: Money(-refund, order.currency), method: "refund",
                reference: "", paidAt: returnedAt)
            try await store.add(payment, to: order.id, now: now)
        }
        if left.values.allSatisfy({ $0 <= 0 }) {
            try await move(order, to: .returned, at: returnedAt, in: connection)
        } else {
            try await store.note(order, kind: "order.partly_returned", detail: reason, at: returnedAt)
        }
    }

    static func reference(_ text: String?, _ fields: inout Fields) -> String? {
        let reference = fields.text(text ?? "", "/reference", max: 100, required: false)
        return reference.isEmpty ? nil : reference
    }
}
