import Basics
import Commerce
import Customers
import EventLoop
import Foundation
import Jobs
import Postgres
import TestSupport
import Testing
import Web

/// A shop with a customer and two products.
@Loop final class Shop {
    let database: Database
    let context: AppContext
    let client: RouteClient
    let bus = EventBus()
    let customerID: String
    private(set) var late: [ShipmentLate] = []
    /// What visitors asked, and about which order's number.
    let asked = Asked()
    /// A ticket staff see, of a customer who is nobody else's.
    let foreignTicket = UUID()

    static func open(_ body: @Loop (Shop) async throws -> Void) async throws {
        let database = try await TestDatabase.fresh()
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(try await Shop(database))) } catch { outcome = .failure(error) }
        await database.stop()
        try outcome.get()
    }

    private init(_ database: Database) async throws {
        self.database = database
        let secrets = try #require(MasterKey(bytes: [UInt8](repeating: 7, count: 32)))
        context = AppContext(
            database: database, dataDirectory: "/nonexistent", webRoot: "/nonexistent",
            publicURL: "http://127.0.0.1:8080", secrets: secrets)
        let asked = asked
        let foreignTicket = foreignTicket
        let commerce = CommerceModule(
            context: context, bus: bus,
            ask: { message, _, number, _ in
                asked.questions.append("\(number): \(message.text)")
                return LiveSent(ticketID: UUID(), message: Array("{}".utf8))
            },
            tickets: OfferTickets(
                customer: { ticket, _ in ticket == foreignTicket ? UUID() : nil }, note: { _, _, _, _ in }))
        client = RouteClient(
            commerce.routes + CustomersModule(context: context).routes,
            as: Principal(kind: .apiKey, id: UUID(), name: "Shop", permissions: Set(Permission.allCases)))
        let customer = await client.call("POST", "/customers", json: #"{"name": "陈美"}"#)
        customerID = try #require(customer.json["id"]?.string)
        bus.subscribe(ShipmentLate.self, name: "test") { [weak self] late, _ in self?.late.append(late) }
        for (sku, price) in [("TEAPOT", 16_800), ("CUP", 1_950)] {
            let made = await client.call(
                "POST", "/products",
                json: #"{"sku": "\#(sku)", "name": "\#(sku)", "price": {"amount_minor": \#(price), "currency": "CNY"}}"#
            )
            #expect(made.status == 201)
        }
    }

    func order(_ more: String = "") async -> RouteClient.Answer {
        await client.call(
            "POST", "/orders",
            json: """
                {"customer_id": "\(customerID)", "currency": "CNY",
                 "lines": [{"sku": "TEAPOT", "quantity": 1}, {"sku": "CUP", "quantity": 4}],
                 "discount": {"amount_minor": 600, "currency": "CNY"},
                 "shipping": {"amount_minor": 1200, "currency": "CNY"}\(more)}
                """)
    }

    func timeline() async -> [String] {
        let answer = await client.call("GET", "/customers/\(customerID)/timeline")
        return (answer.json["items"]?.array ?? []).compactMap { $0["kind"]?.string }.reversed()
    }
}

/// Keeps what visitors asked.
@Loop final class Asked {
    var questions: [String] = []
}

@Suite("Orders") struct OrderTests {
    @Test("an order takes names and prices from the catalogue and adds up")
    func places() async throws {
        try await Shop.open { shop in
            let made = await shop.order()
            #expect(made.status == 201)
            // 16 800 + 4 × 1 950 − 600 + 1 200.
            #expect(made.json["total"]?["amount_minor"] == .number(25_200))
            #expect(made.json["lines"]?.array?.map { $0["name"]?.string } == ["TEAPOT", "CUP"])
            #expect(made.json["number"] == .number(5001))
            let shown = await shop.client.call("GET", "/orders/5001")
            #expect(shown.json == made.json)
            let listed = await shop.client.call("GET", "/orders?customer_id=\(shop.customerID)&status=placed")
            #expect(listed.json["items"]?.array?.count == 1)
        }
    }

    @Test("each fault of an order is named, and nothing is stored")
    func faults() async throws {
        try await Shop.open { shop in
            let answer = await shop.client.call(
                "POST", "/orders",
                json: """
                    {"customer_id": "\(shop.customerID)", "currency": "yuan",
                     "lines": [{"sku": "NOTHING", "quantity": 0}, {"name": "Ribbon", "quantity": 1,
                        "unit_price": {"amount_minor": -5, "currency": "CNY"}}], "placed_at": "2199-01-01T00:00:00Z"}
                    """)
            #expect(answer.status == 422)
            let pointers = (answer.json["errors"]?.array ?? []).compactMap { $0["pointer"]?.string }
            for expected in [
                "/currency", "/lines/0/quantity", "/lines/0/name", "/lines/0/unit_price",
                "/lines/1/unit_price/amount_minor", "/placed_at",
            ] { #expect(pointers.contains(expected), "\(expected)") }
            let nobody = await shop.client.call(
                "POST", "/orders",
                json: #"{"customer_id": "\#(UUID())", "currency": "CNY", "lines": [{"sku": "CUP", "quantity": 1}]}"#)
            #expect(nobody.json["errors"]?.array?.first?["pointer"] == .string("/customer_id"))
            let all = await shop.client.call("GET", "/orders")
            #expect(all.json["items"]?.array?.isEmpty == true)
        }
    }

    @Test("a reference stands for one order")
    func references() async throws {
        try await Shop.open { shop in
            #expect(await shop.order(#", "reference": "WEB-1""#).status == 201)
            let again = await shop.order(#", "reference": "WEB-1""#)
            #expect(again.status == 409)
            #expect(again.json["errors"]?.array?.first?["pointer"] == .string("/reference"))
        }
    }

    @Test("paid in full is paid, sent is shipped, arrived is delivered, and each step is on the timeline")
    func flow() async throws {
        try await Shop.open { shop in
            _ = await shop.order()
            let part = await shop.client.call("POST", "/orders/5001/payments", json: #"{"amount_minor": 5200}"#)
            #expect(part.json["status"] == .string("placed"))
            let rest = await shop.client.call("POST", "/orders/5001/payments", json: #"{"amount_minor": 20000}"#)
            #expect(rest.json["status"] == .string("paid"))
            let sent = await shop.client.call(
                "POST", "/orders/5001/shipments", json: #"{"carrier": "SF", "tracking_number": "SF1"}"#)
            #expect(sent.status == 201)
            let id = try #require(sent.json["id"]?.string)
            let arrived = await shop.client.call(
                "PATCH", "/orders/5001/shipments/\(id)", json: #"{"status": "delivered"}"#)
            #expect(arrived.status == 200)
            let order = await shop.client.call("GET", "/orders/5001")
            #expect(order.json["status"] == .string("delivered"))
            // A parcel and the order's step that it causes carry the same moment.
            let told = await shop.timeline().sorted()
            #expect(
                told == [
                    "customer.created", "order.delivered", "order.paid", "order.placed", "order.shipped",
                    "shipment.delivered", "shipment.sent",
                ])
        }
    }

    @Test("an order goes forward, is cancelled before it is shipped and returned after")
    func transitions() async throws {
        try await Shop.open { shop in
            _ = await shop.order()
            let returned = await shop.client.call("PATCH", "/orders/5001", json: #"{"status": "returned"}"#)
            #expect(returned.status == 409)
            #expect(await shop.client.call("PATCH", "/orders/5001", json: #"{"status": "packed"}"#).status == 200)
            #expect(await shop.client.call("PATCH", "/orders/5001", json: #"{"status": "paid"}"#).status == 409)
            #expect(await shop.client.call("PATCH", "/orders/5001", json: #"{"status": "cancelled"}"#).status == 200)
            #expect(
                await shop.client.call("POST", "/orders/5001/shipments", json: #"{"carrier": "SF"}"#).status == 409)
        }
    }

    @Test("no more comes back than was sold, and a refund is at most what was paid")
    func returns() async throws {
        try await Shop.open { shop in
            _ = await shop.order()
            _ = await shop.client.call("POST", "/orders/5001/payments", json: #"{"amount_minor": 25200}"#)
            _ = await shop.client.call("POST", "/orders/5001/shipments", json: #"{"carrier": "SF"}"#)
            func back(_ lines: String, _ refund: Int = 0) async -> RouteClient.Answer {
                await shop.client.call(
                    "POST", "/orders/5001/returns",
                    json: #"{"reason": "Broken", "lines": [\#(lines)], "refund_minor": \#(refund)}"#)
            }
            #expect(await back(#"{"position": 2, "quantity": 5}"#).status == 422)
            #expect(await back(#"{"position": 2, "quantity": 3}"#, 30_000).status == 422)
            let some = await back(#"{"position": 2, "quantity": 3}"#, 5_850)
            #expect(some.status == 201)
            #expect(some.json["status"] == .string("shipped"))
            #expect(await back(#"{"position": 2, "quantity": 2}"#).status == 422)
            let all = await back(#"{"position": 2, "quantity": 1}, {"position": 1, "quantity": 1}"#)
            #expect(all.json["status"] == .string("returned"))
            #expect(all.json["payments"]?.array?.last?["amount"]?["amount_minor"] == .number(-5_850))
        }
    }

    @Test("a parcel whose day has passed is told of once, and again when a new promise breaks")
    func lateParcel() async throws {
        try await Shop.open { shop in
            _ = await shop.order()
            let sent = await shop.client.call(
                "POST", "/orders/5001/shipments",
                json: #"{"carrier": "SF", "shipped_at": "2026-01-01T00:00:00Z", "promised_at": "2026-01-05T00:00:00Z"}"#
            )
            let id = try #require(sent.json["id"]?.string)
            let jobs = ShipmentJobs(context: shop.context, bus: shop.bus)
            try await jobs.noticeLate()
            try await jobs.noticeLate()
            #expect(shop.late.count == 1)
            #expect(await shop.client.call("GET", "/orders?late=true").json["items"]?.array?.count == 1)
            _ = await shop.client.call(
                "PATCH", "/orders/5001/shipments/\(id)", json: #"{"promised_at": "2026-02-05T00:00:00Z"}"#)
            try await jobs.noticeLate()
            #expect(shop.late.count == 2)
            _ = await shop.client.call("PATCH", "/orders/5001/shipments/\(id)", json: #"{"status": "delivered"}"#)
            #expect(await shop.client.call("GET", "/orders?late=true").json["items"]?.array?.isEmpty == true)
        }
    }

    @Test("a product is found by a word, half a SKU or a Chinese pair, and archived ones are apart")
    func catalogue() async throws {
        try await Shop.open { shop in
            let made = await shop.client.call(
                "POST", "/products",
                json: """
                    {"sku": "CN-1", "name": "青花瓷茶壶", "category": "茶具", "features": {"material": "porcelain"},
                     "price": {"amount_minor": 9900, "currency": "CNY"}, "stock_note": "two weeks", "in_stock": false}
                    """)
            let id = try #require(made.json["id"]?.string)
            func found(_ query: String) async -> [String] {
                let answer = await shop.client.call("GET", "/products?\(query)")
                return (answer.json["items"]?.array ?? []).compactMap { $0["sku"]?.string }
            }
            #expect(await found("q=%E8%8C%B6%E5%A3%B6") == ["CN-1"])
            #expect(await found("q=teap") == ["TEAPOT"])
            let stale = await shop.client.call(
                "PATCH", "/products/\(id)", json: #"{"archived": true}"#, headers: [("if-match", "\"7\"")])
            #expect(stale.status == 412)
            #expect(await shop.client.call("PATCH", "/products/\(id)", json: #"{"archived": true}"#).status == 200)
            #expect(await found("q=cn-") == [])
            #expect(await found("archived=true") == ["CN-1"])
            let taken = await shop.client.call(
                "POST", "/products",
                json: #"{"sku": "CUP", "name": "x", "price": {"amount_minor": 1, "currency": "CNY"}}"#)
            #expect(taken.status == 409)
        }
    }
}
