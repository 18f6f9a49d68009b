import Basics
import Commerce
import EventLoop
import Foundation
import Postgres

/// The demo company's catalogue and a year and a half of orders: who buys how often, what goes together, and parcels of
/// which some are late.
struct DemoOrders {
    private struct Item {
        let id: UUID
        let sku: String
        let name: String
        let priceMinor: Int
        /// Teas are bought again and again, things seldom twice.
        let isTea: Bool
    }

    private var products: [[String: JSONValue]] = []
    private var orders: [[String: JSONValue]] = []
    private var lines: [[String: JSONValue]] = []
    private var payments: [[String: JSONValue]] = []
    private var history: [[String: JSONValue]] = []
    private var shipments: [[String: JSONValue]] = []
    private var events: [[String: JSONValue]] = []
    private var timeline: [[String: JSONValue]] = []
    private let now: Date
    private var dice: DemoDice

    init(_ script: DemoScript, customers: [DemoCustomer], now: Date, seed: UInt64) {
        self.now = now
        dice = DemoDice(seed: seed)
        let items = script.products.enumerated().map { makeProduct($1, place: $0) }
        var bought: [(at: Date, customer: DemoCustomer)] = []
        for customer in customers {
            for at in moments(of: customer) { bought.append((at, customer)) }
        }
        bought.sort { $0.at < $1.at }
        for (place, purchase) in bought.enumerated() { makeOrder(5001 + place, purchase.at, purchase.customer, items) }
    }

    @Loop func insert(_ rows: DemoRows) async throws {
        try await rows.insert(into: "products", products)
        try await rows.insert(into: "orders", orders)
        try await rows.insert(into: "order_lines", lines)
        try await rows.insert(into: "order_payments", payments)
        try await rows.insert(into: "order_status_changes", history)
        try await rows.insert(into: "shipments", shipments)
        try await rows.insert(into: "shipment_events", events)
        try await rows.insert(into: "timeline_entries", timeline)
        try await rows.connection.execute(
            "SELECT setval(pg_get_serial_sequence('orders', 'number'), \(5000 + max(orders.count, 1)))")
    }

    /// - Parameter product: Its Chinese name, English name and kind.
    private mutating func makeProduct(_ product: [String], place: Int) -> Item {
        let isTea = product[2] == "tea"
        let price = (isTea ? dice.number(39...168) : dice.number(89...520)) * 100
        let madeAt = now.addingTimeInterval(-700 * DemoHours.daySeconds)
        let id: ID<Product> = dice.id(at: madeAt)
        let sku = "\(isTea ? "T" : "W")\(100 + place)"
        let inStock = place % 7 != 5
        products.append([
            "id": .string(id.description), "sku": .string(sku), "name": .string("\(product[0]) \(product[1])"),
            "description": .string(""), "category": .string(isTea ? "茶 Tea" : "茶具 Tea ware"),
            "brand": .string("清和"), "tags": .array(isTea ? [] : [.string("gift")]), "features": .object([:]),
            "price_minor": .int(price), "currency": .string("CNY"), "in_stock": .bool(inStock),
            "stock_note": .string(inStock ? "" : "两周后到货 back in two weeks"), "consumable": .bool(isTea),
            "created_at": .date(madeAt), "updated_at": .date(madeAt), "version": .int(1),
        ])
        return Item(id: id.uuid, sku: sku, name: "\(product[0]) \(product[1])", priceMinor: price, isTea: isTea)
    }

    /// Purchases come at a pace of the customer's own, some sooner and some later, until one day the customer stays away:
    /// who is long overdue has probably left.
    private mutating func moments(of customer: DemoCustomer) -> [Date] {
        let usualGapDays = 75 / customer.weight * dice.wait(median: 1, spread: 0.4)
        let leaves = dice.between(0.02, 0.2)
        var moments: [Date] = []
        var at = customer.createdAt
        while at < now.addingTimeInterval(-2 * 3600) {
            moments.append(at)
            if dice.chance(leaves) { break }
            at = at.addingTimeInterval(dice.between(0.6, 1.4) * usualGapDays * DemoHours.daySeconds)
        }
        return moments
    }

    private mutating func makeOrder(_ number: Int, _ placedAt: Date, _ customer: DemoCustomer, _ items: [Item]) {
        let id: ID<Order> = dice.id(at: placedAt)
        let orderID = JSONValue.string(id.description)
        let total = makeLines(orderID, customer, items)
        let steps = steps(from: placedAt)
        let status = steps.last?.status ?? .placed
        let shipping = total < 20_000 ? 1_200 : 0
        orders.append([
            "id": orderID, "number": .int(number), "reference": .string("QH\(20_000 + number)"),
            "customer_id": .id(customer.id), "status": .string(status.rawValue), "currency": .string("CNY"),
            "discount_minor": .int(0), "shipping_minor": .int(shipping), "total_minor": .int(total + shipping),
            "note": .string(""), "source": .string("demo"), "placed_at": .date(placedAt),
            "paid_at": .date(moment(of: .paid, steps)), "shipped_at": .date(moment(of: .shipped, steps)),
            "delivered_at": .date(moment(of: .delivered, steps)), "cancelled_at": .date(moment(of: .cancelled, steps)),
            "created_at": .date(placedAt), "updated_at": .date(steps.last?.at ?? placedAt),
            "version": .int(steps.count + 1),
        ])
        var from: OrderStatus?
        for step in [(status: OrderStatus.placed, at: placedAt)] + steps {
            let historyID: ID<DemoOrders> = dice.id(at: step.at)
            history.append([
                "id": .string(historyID.description), "order_id": orderID, "at": .date(step.at),
                "from_status": .text(from?.rawValue), "to_status": .string(step.status.rawValue),
                "recorded_at": .date(step.at),
            ])
            note(customer, number, "order.\(step.status.rawValue)", at: step.at)
            from = step.status
        }
        if let paidAt = moment(of: .paid, steps) {
            let paymentID: ID<DemoOrders> = dice.id(at: paidAt)
            payments.append([
                "id": .string(paymentID.description), "order_id": orderID, "amount_minor": .int(total + shipping),
                "method": .string(customer.isChinese ? "alipay" : "card"), "reference": .string(""),
                "paid_at": .date(paidAt), "recorded_at": .date(paidAt),
            ])
        }
        if let shippedAt = moment(of: .shipped, steps) {
            makeParcel(orderID, customer, shippedAt, moment(of: .delivered, steps))
        }
    }

    /// One to three things: mostly teas, and who buys a pot likes a cup with it.
    private mutating func makeLines(_ orderID: JSONValue, _ customer: DemoCustomer, _ items: [Item]) -> Int {
        let first = dice.pick(items) { $0.isTea ? 3 : 1 }
        var chosen = [first]
        let neighbour = items[
            (items.firstIndex { $0.id == first.id } ?? 0) ^ 1 < items.count
                ? (items.firstIndex { $0.id == first.id } ?? 0) ^ 1 : 0]
        if dice.chance(0.45), neighbour.id != first.id { chosen.append(neighbour) }
        if dice.chance(0.2), let extra = items.first(where: { item in !chosen.contains { $0.id == item.id } }) {
            chosen.append(extra)
        }
        var total = 0
        for (place, item) in chosen.enumerated() {
            let quantity = item.isTea ? dice.number(1...3) : 1
            total += quantity * item.priceMinor
            lines.append([
                "order_id": orderID, "position": .int(place + 1), "product_id": .id(item.id), "sku": .string(item.sku),
                "name": .string(item.name), "quantity": .int(quantity), "unit_price_minor": .int(item.priceMinor),
            ])
        }
        return total
    }

    private mutating func steps(from placedAt: Date) -> [(status: OrderStatus, at: Date)] {
        var steps: [(status: OrderStatus, at: Date)] = []
        if dice.chance(0.03) { return [(.cancelled, placedAt.addingTimeInterval(dice.between(600, 7200)))] }
        var at = placedAt.addingTimeInterval(dice.between(20, 900))
        steps.append((.paid, at))
        at = at.addingTimeInterval(dice.between(3, 30) * 3600)
        steps.append((.shipped, at))
        at = at.addingTimeInterval(dice.wait(median: 3.2, spread: 0.5) * DemoHours.daySeconds)
        steps.append((.delivered, at))
        return steps.filter { $0.at < now }
    }

    private func moment(of status: OrderStatus, _ steps: [(status: OrderStatus, at: Date)]) -> Date? {
        steps.first { $0.status == status }?.at
    }

    private mutating func makeParcel(
        _ orderID: JSONValue, _ customer: DemoCustomer, _ shippedAt: Date, _ arrived: Date?
    ) {
        let promised = shippedAt.addingTimeInterval(5 * DemoHours.daySeconds)
        let isLate = (arrived ?? now) > promised
        let id: ID<Shipment> = dice.id(at: shippedAt)
        let carrier = customer.isChinese ? dice.pick(["顺丰 SF Express", "中通 ZTO", "京东 JD"]) : "EMS"
        shipments.append([
            "id": .string(id.description), "order_id": orderID, "carrier": .string(carrier),
            "tracking_number": .string("SF\(dice.number(100_000_000...999_999_999))"), "tracking_url": .null,
            "status": .string(arrived == nil ? "in_transit" : "delivered"), "shipped_at": .date(shippedAt),
            "promised_at": .date(promised), "delivered_at": .date(arrived),
            "late_noted_at": .date(isLate ? promised.addingTimeInterval(300) : nil), "created_at": .date(shippedAt),
            "updated_at": .date(arrived ?? shippedAt), "version": .int(1),
        ])
        let hub = shippedAt.addingTimeInterval(9 * 3600)
        guard hub < now else { return }
        let eventID: ID<DemoOrders> = dice.id(at: hub)
        events.append([
            "id": .string(eventID.description), "shipment_id": .string(id.description), "at": .date(hub),
            "place": .string("杭州"), "text": .string("离开分拨中心 left the sorting centre"), "recorded_at": .date(hub),
        ])
    }

    private mutating func note(_ customer: DemoCustomer, _ number: Int, _ kind: String, at: Date) {
        let id: ID<DemoOrders> = dice.id(at: at)
        timeline.append([
            "id": .string(id.description), "customer_id": .id(customer.id), "at": .date(at), "kind": .string(kind),
            "title": .string("#\(number)"), "detail": .string(""), "link_kind": .string("order"),
            "link_number": .int(number),
        ])
    }
}
