import Basics
import Commerce
import EventLoop
import Foundation
import Postgres
import TestSupport
import Testing
import Web

@Suite("Offers")
@Loop struct OfferTests {
    private static let customer = Principal(kind: .anonymous, id: nil, name: "")

    private func offer(_ shop: Shop, _ more: String = "") async throws -> String {
        let product = try await shop.database.connection.one(
            { row in try row["id"] as UUID }, "SELECT id FROM products WHERE sku = 'TEAPOT'")
        let made = await shop.client.call(
            "POST", "/customers/\(shop.customerID)/offers", json: #"{"product_id": "\#(product.text)"\#(more)}"#)
        #expect(made.status == 201)
        return try #require(made.json["token"]?.string)
    }

    private func orders(_ shop: Shop) async throws -> Int {
        try await shop.database.connection.one(
            { row in try row["n"] as Int }, "SELECT count(*)::integer AS n FROM orders")
    }

    @Test("are accepted once however often they are clicked, and looking at them orders nothing")
    func once() async throws {
        try await Shop.open { shop in
            let token = try await offer(shop, #", "quantity": 2, "method": "hybrid", "reason": "similar""#)
            let shown = await shop.client.call("GET", "/offers/\(token)", as: Self.customer)
            #expect(shown.json["state"]?.string == "offered")
            #expect(!shown.text.contains(shop.customerID), "who it was offered to is nobody's business")
            #expect(try await orders(shop) == 0)
            let first = await shop.client.call("POST", "/offers/\(token)/acceptance", as: Self.customer)
            let second = await shop.client.call("POST", "/offers/\(token)/acceptance", as: Self.customer)
            #expect(first.status == 201 && first.text == second.text)
            #expect(first.json["state"]?.string == "accepted")
            let order = try await shop.database.connection.one(
                { row in
                    (
                        customer: try row["customer_id"] as UUID, total: try row["total_minor"] as Int,
                        source: try row["source"] as String
                    )
                }, "SELECT customer_id, total_minor, source FROM orders")
            #expect(order == (UUID(uuidString: shop.customerID), 33_600, "card"))
        }
    }

    @Test("are accepted once also when both clicks come at the same time")
    func atTheSameTime() async throws {
        try await Shop.open { shop in
            let path = "/offers/\(try await offer(shop))/acceptance"
            async let first = shop.client.call("POST", path, as: Self.customer)
            async let second = shop.client.call("POST", path, as: Self.customer)
            async let third = shop.client.call("POST", path, as: Self.customer)
            let answers = await [first, second, third]
            #expect(Set(answers.map(\.text)).count == 1)
            #expect(try await orders(shop) == 1)
        }
    }

    @Test(
        "order nothing once things are otherwise, and say so",
        arguments: [
            ("UPDATE products SET price_minor = 17000", "changed"),
            ("UPDATE products SET in_stock = false", "out_of_stock"),
            ("UPDATE products SET archived_at = now()", "out_of_stock"),
            ("UPDATE offers SET expires_at = now()", "expired"),
            ("UPDATE customers SET deleted_at = now()", "withdrawn"),
        ])
    func otherwise(change: String, state: String) async throws {
        try await Shop.open { shop in
            let token = try await offer(shop)
            try await shop.database.connection.script(change)
            let answer = await shop.client.call("POST", "/offers/\(token)/acceptance", as: Self.customer)
            #expect(answer.status == 409)
            #expect(await shop.client.call("GET", "/offers/\(token)", as: Self.customer).json["state"]?.string == state)
            #expect(try await orders(shop) == 0)
        }
    }

    @Test("say how they were recommended and where they are ordered, and to the customer why")
    func told() async throws {
        try await Shop.open { shop in
            let product = try await shop.database.connection.one(
                { row in try row["id"] as UUID }, "SELECT id FROM products WHERE sku = 'CUP'")
            let made = await shop.client.call(
                "POST", "/customers/\(shop.customerID)/offers",
                json: #"{"product_id": "\#(product.text)", "method": "content", "reason": "similar"}"#)
            let token = try #require(made.json["token"]?.string)
            #expect(made.json["method"]?.string == "content" && made.json["reason"]?.string == "similar")
            #expect(made.json["url"]?.string == "http://127.0.0.1:8080/offers/\(token)")
            let page = await shop.client.call("GET", "/offers/\(token)", as: Self.customer)
            #expect(page.json["reason"]?.string == "similar")
            let plain = await shop.client.call("GET", "/offers/\(try await offer(shop))", as: Self.customer)
            #expect(plain.json["reason"] == .null)
        }
    }

    @Test("can be withdrawn, which is kept for the record, and are not accepted by staff")
    func withdrawn() async throws {
        try await Shop.open { shop in
            let token = try await offer(shop)
            #expect(await shop.client.call("POST", "/offers/\(token)/acceptance").status == 403)
            #expect(await shop.client.call("DELETE", "/offers/\(token)").status == 204)
            #expect(await shop.client.call("DELETE", "/offers/\(token)").status == 204, "twice is once")
            let acts = try await shop.database.connection.rows(
                { row in try row["action"] as String },
                "SELECT action FROM audit_entries WHERE subject_kind = 'offer' ORDER BY at, id")
            #expect(acts == ["offer.made", "offer.withdrawn"])
            #expect(await shop.client.call("POST", "/offers/\(token)/acceptance", as: Self.customer).status == 409)
            #expect(await shop.client.call("GET", "/offers/nothing", as: Self.customer).status == 404)
            #expect(try await orders(shop) == 0)
        }
    }

    @Test("are listed newest first as long as they can be accepted")
    func listed() async throws {
        try await Shop.open { shop in
            var tokens: [String] = []
            for _ in 0..<4 { tokens.append(try await offer(shop)) }
            _ = await shop.client.call("DELETE", "/offers/\(tokens[1])")
            _ = await shop.client.call("POST", "/offers/\(tokens[2])/acceptance", as: Self.customer)
            let path = "/customers/\(shop.customerID)/offers"
            let items = await shop.client.call("GET", path).json["items"]?.array ?? []
            #expect(items.map { $0["token"]?.string } == [tokens[3], tokens[0]])
            #expect(items.first?["url"]?.string == "http://127.0.0.1:8080/offers/\(tokens[3])")
            #expect(await shop.client.call("GET", "/customers/\(UUID().text)/offers").status == 404)
            try await shop.database.connection.execute("UPDATE offers SET expires_at = now()")
            #expect(await shop.client.call("GET", path).json["items"]?.array?.isEmpty == true)
        }
    }

    @Test("are not withdrawn once the customer has ordered")
    func tooLate() async throws {
        try await Shop.open { shop in
            let token = try await offer(shop)
            let page = await shop.client.call("POST", "/offers/\(token)/acceptance", as: Self.customer)
            let number = try #require(page.json["order_number"]?.number)
            let refused = await shop.client.call("DELETE", "/offers/\(token)")
            #expect(refused.status == 409)
            #expect(refused.json["detail"]?.string?.contains("#\(Int(number))") == true)
            #expect(
                await shop.client.call("GET", "/offers/\(token)", as: Self.customer).json["state"]?.string == "accepted"
            )
        }
    }

    @Test("are refused for nobody, for nothing, on a foreign ticket, and for what is not for sale")
    func refused() async throws {
        try await Shop.open { shop in
            let product = try await shop.database.connection.one(
                { row in try row["id"] as UUID }, "SELECT id FROM products WHERE sku = 'CUP'")
            let path = "/customers/\(shop.customerID)/offers"
            let nobody = await shop.client.call(
                "POST", "/customers/\(UUID().text)/offers", json: #"{"product_id": "\#(product.text)"}"#)
            #expect(nobody.status == 404)
            let nothing = await shop.client.call("POST", path, json: #"{"product_id": "\#(UUID().text)"}"#)
            #expect(nothing.status == 422 && nothing.pointers == ["/product_id"])
            let foreign = await shop.client.call(
                "POST", path, json: #"{"product_id": "\#(product.text)", "ticket_id": "\#(UUID().text)"}"#)
            #expect(foreign.status == 404)
            let another = await shop.client.call(
                "POST", path, json: #"{"product_id": "\#(product.text)", "ticket_id": "\#(shop.foreignTicket.text)"}"#)
            #expect(another.status == 422 && another.pointers == ["/ticket_id"])
            let many = await shop.client.call("POST", path, json: #"{"product_id": "\#(product.text)", "quantity": 0}"#)
            #expect(many.pointers == ["/quantity"])
            try await shop.database.connection.execute("UPDATE products SET in_stock = false")
            #expect(await shop.client.call("POST", path, json: #"{"product_id": "\#(product.text)"}"#).status == 409)
        }
    }
}
