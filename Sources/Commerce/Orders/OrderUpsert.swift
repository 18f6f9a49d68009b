import Basics
import EventLoop
import Foundation
import Postgres
import Web

extension OrderDesk {
    /// Places the order, or makes the one with the shop's own number what the input says; doing so twice comes to the same.
    ///
    /// A status behind the order's own changes nothing: what a program repeats late undoes no progress.
    ///
    /// - Throws: as `place`; `Problem` of kind `order-shipped` for other lines of an order that has left, and
    ///   `order-customer` for somebody else's.
    func put(
        _ input: OrderInput, reference: String, source: String, in connection: Connection
    ) async throws -> (order: Order, isNew: Bool) {
        // Two at once for one number: the second finds what the first made.
        try await connection.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(\("order reference " + reference), 0))")
        guard let id = try await OrderStore(connection).id(reference: reference),
            let order = try await OrderStore(connection).order(.id(id), locked: true)
        else {
            var first = input
            first.reference = reference
            first.status = input.status.map { [.placed, .paid].contains($0) ? $0 : .placed }
            let made = try await place(first, source: source, in: connection)
            return (try await brought(made, to: input.status, in: connection), true)
        }
        guard try await OrderStore(connection).belongs(id, to: input.customerID) else {
            throw Problem.conflict(
                "order-customer", "The order is another customer's", "It is \(order.customer.name)'s.",
                fields: [Problem.Field("/customer_id", "is not the order's customer")])
        }
        try await rewrite(order, input, in: connection)
        return (try await brought(order, to: input.status, in: connection), false)
    }

    private func rewrite(_ order: Order, _ input: OrderInput, in connection: Connection) async throws {
        let products = try await ProductStore(connection).products(
            ids: input.lines.compactMap { $0.productID.map { ID($0) } }, skus: input.lines.compactMap(\.sku))
        var fields = Fields()
        fields.check(input.currency == order.currency, "/currency", "must stay \(order.currency)")
        let pricing = OrderPricing(input, products: products, &fields)
        let note = fields.text(input.note ?? order.note, "/note", max: 2_000, required: false)
        try fields.throwIfAny()
        let store = OrderWritingStore(connection)
        let isSame =
            pricing.lines == order.lines && pricing.discountMinor == order.discount.amountMinor
            && pricing.shippingMinor == order.shipping.amountMinor
        if !isSame {
            guard [.placed, .paid, .packed].contains(order.status) else {
                throw Problem.conflict(
                    "order-shipped", "The order has other lines and is \(order.status.rawValue)",
                    "What was sent cannot change any more. Note a return instead.")
            }
            try await store.reprice(order.id, pricing, now: now)
        }
        if note != order.note {
            try await store.describe(order.id, note: note, reference: order.reference, now: now)
        }
    }

    private func brought(
        _ order: Order, to status: OrderStatus?, in connection: Connection
    ) async throws -> Order {
        if let status, order.status.mayBecome(status) { try await move(order, to: status, in: connection) }
        guard let now = try await OrderStore(connection).order(.id(order.id)) else { throw Problem.internalFault }
        return now
    }
}
