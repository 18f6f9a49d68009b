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

/// A shop in which pots and cups are bought together, and teas by themselves.
@Loop private final class TeaShop {
    let client: RouteClient
    private var customers: [String] = []

    static func open(_ body: @Loop (TeaShop) async throws -> Void) async throws {
        let database = try await TestDatabase.fresh()
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(try await TeaShop(database))) } catch { outcome = .failure(error) }
        await database.stop()
        try outcome.get()
    }

    private init(_ database: Database) async throws {
        let secrets = try #require(MasterKey(bytes: [UInt8](repeating: 7, count: 32)))
        let context = AppContext(
            database: database, dataDirectory: "/nonexistent", webRoot: "/nonexistent",
            publicURL: "http://127.0.0.1:8080", secrets: secrets)
        client = RouteClient(
            CommerceModule(context: context, bus: EventBus()).routes + CustomersModule(context: context).routes,
            as: Principal(kind: .apiKey, id: UUID(), name: "Shop", permissions: Set(Permission.allCases)))
        for (sku, category, more) in [
            ("POT", "ware", ""), ("CUP", "ware", ""), ("GREEN", "tea", #", "consumable": true"#),
            ("OOLONG", "tea", ""), ("GONE", "ware", #", "in_stock": false"#), ("NEW", "tea", ""),
        ] {
            let made = await client.call(
                "POST", "/products",
                json: """
                    {"sku": "\(sku)", "name": "\(sku)", "category": "\(category)",
                     "price": {"amount_minor": 5000, "currency": "CNY"}\(more)}
                    """)
            #expect(made.status == 201)
        }
    }

    func customer(buying skus: [String]) async throws -> String {
        let made = await client.call("POST", "/customers", json: #"{"name": "Customer \#(customers.count)"}"#)
        let id = try #require(made.json["id"]?.string)
        customers.append(id)
        let lines = skus.map { #"{"sku": "\#($0)", "quantity": 1}"# }.joined(separator: ",")
        if !skus.isEmpty {
            let order = await client.call(
                "POST", "/orders", json: #"{"customer_id": "\#(id)", "currency": "CNY", "lines": [\#(lines)]}"#)
            #expect(order.status == 201)
        }
        return id
    }

    /// SKU, reason and what it is because of.
    func offers(_ customer: String, _ query: String = "") async -> [[String]] {
        let answer = await client.call("GET", "/customers/\(customer)/recommendations\(query)")
        return (answer.json["items"]?.array ?? []).map { offer in
            [
                offer["product"]?["sku"]?.string ?? "", offer["reason"]?.string ?? "",
                offer["because"]?["name"]?.string ?? "",
            ]
        }
    }
}

@Suite("Recommendations") struct RecommendationTests {
    @Test("who has a pot is offered the cup that others bought with it, and why")
    func boughtTogether() async throws {
        try await TeaShop.open { shop in
            for _ in 0..<12 { _ = try await shop.customer(buying: ["POT", "CUP"]) }
            for _ in 0..<20 { _ = try await shop.customer(buying: ["GREEN", "OOLONG"]) }
            let id = try await shop.customer(buying: ["POT"])
            let offers = await shop.offers(id, "?method=collaborative&limit=1")
            #expect(offers == [["CUP", "bought_together", "POT"]])
            #expect(await shop.offers(id).first?.first == "CUP")
        }
    }

    @Test("nothing one has is offered unless it is used up, and nothing out of stock")
    func exclusions() async throws {
        try await TeaShop.open { shop in
            for _ in 0..<5 { _ = try await shop.customer(buying: ["POT", "CUP", "GREEN", "OOLONG", "GONE"]) }
            let id = try await shop.customer(buying: ["POT", "GREEN"])
            let skus = await shop.offers(id, "?limit=50").compactMap(\.first)
            #expect(!skus.contains("POT"))
            #expect(skus.contains("GREEN"))
            #expect(!skus.contains("GONE"))
        }
    }

    @Test("whoever has bought nothing is offered what most people buy")
    func coldStart() async throws {
        try await TeaShop.open { shop in
            for _ in 0..<3 { _ = try await shop.customer(buying: ["CUP"]) }
            _ = try await shop.customer(buying: ["OOLONG"])
            let id = try await shop.customer(buying: [])
            #expect(await shop.offers(id) == [["CUP", "popular", ""], ["OOLONG", "popular", ""]])
            let likeness = await shop.client.call("GET", "/customers/\(id)/recommendations?method=content")
            let methods = (likeness.json["items"]?.array ?? []).compactMap { $0["method"]?.string }
            #expect(Set(methods) == ["popular"], "what was used in its place is named")
        }
    }

    @Test("a thing nobody has bought yet is found by what it is like")
    func newThing() async throws {
        try await TeaShop.open { shop in
            let id = try await shop.customer(buying: ["OOLONG"])
            let offers = await shop.offers(id, "?method=content")
            #expect(offers.contains(["NEW", "similar", "OOLONG"]))
        }
    }

    @Test("an unknown method or customer is told so")
    func faults() async throws {
        try await TeaShop.open { shop in
            let id = try await shop.customer(buying: [])
            let wrong = await shop.client.call("GET", "/customers/\(id)/recommendations?method=magic")
            #expect(wrong.status == 422)
            #expect(wrong.json["errors"]?.array?.first?["pointer"] == .string("/method"))
            #expect(await shop.client.call("GET", "/customers/\(UUID())/recommendations").status == 404)
        }
    }
}
