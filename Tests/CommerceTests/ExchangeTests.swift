import Basics
import EventLoop
import Foundation
import TestSupport
import Testing
import Web

@Suite("An ERP keeping a copy by the interface") struct ExchangeTests {
    private static let product =
        #"{"name": "Gaiwan", "price": {"amount_minor": 9900, "currency": "CNY"}, "tags": ["tea"]}"#

    /// What the ERP sends of its one customer, product, order and parcel.
    @Loop private static func push(_ shop: Shop, status: String = "paid") async throws -> [RouteClient.Answer] {
        let customer = await shop.client.call(
            "PUT", "/customers/by-external-id/K-1",
            json: #"{"name": "Bo", "emails": [{"address": "bo@erp.example", "primary": true}]}"#)
        let id = try #require(customer.json["id"]?.string, "\(customer.text)")
        let product = await shop.client.call("PUT", "/products/by-sku/GAIWAN", json: Self.product)
        let order = await shop.client.call(
            "PUT", "/orders/by-reference/ERP-1",
            json: """
                {"customer_id": "\(id)", "currency": "CNY", "status": "\(status)",
                 "lines": [{"sku": "GAIWAN", "quantity": 2}]}
                """)
        let parcel = await shop.client.call(
            "PUT", "/orders/\(order.json["id"]?.string ?? "")/shipments/by-tracking/SF1",
            json: #"{"carrier": "SF", "shipped_at": "2026-11-20T00:00:00Z"}"#)
        return [customer, product, order, parcel]
    }

    @Test("everything sent twice is made once, and the second time changes nothing")
    func twice() async throws {
        try await Shop.open { shop in
            let first = try await Self.push(shop)
            #expect(first.map(\.status) == [201, 201, 201, 201], "\(first.map(\.text))")
            let second = try await Self.push(shop)
            #expect(second.map(\.status) == [200, 200, 200, 200], "\(second.map(\.text))")
            // The parcel moved the order on; what is repeated late undoes no progress and adds no parcel.
            let order = await shop.client.call(
                "GET", "/orders/\(second[2].json["number"]?.number.map { Int($0) } ?? 0)")
            #expect(order.json["status"] == .string("shipped"))
            #expect(order.json["shipments"]?.array?.count == 1)
            #expect(second[0].json["version"] == first[0].json["version"])
            #expect(second[1].json["version"] == first[1].json["version"])
            #expect(second[3].json["version"] == first[3].json["version"])
            let third = try await Self.push(shop)
            #expect(third[2].json["version"] == second[2].json["version"])
        }
    }

    @Test("a push cut off anywhere and begun again ends the same")
    func cutOff() async throws {
        try await Shop.open { shop in
            // The answer to the first two was lost: the ERP begins anew.
            _ = await shop.client.call(
                "PUT", "/customers/by-external-id/K-1",
                json: #"{"name": "Bo", "emails": [{"address": "bo@erp.example", "primary": true}]}"#)
            _ = await shop.client.call("PUT", "/products/by-sku/GAIWAN", json: Self.product)
            let all = try await Self.push(shop)
            #expect(all.map(\.status) == [200, 200, 201, 201], "\(all.map(\.text))")
            let again = try await Self.push(shop, status: "delivered")
            #expect(again[2].json["status"] == .string("delivered"))
            let orders = await shop.client.call("GET", "/orders?q=ERP-1").json["items"]?.array ?? []
            #expect(orders.count == 1)
        }
    }

    @Test("other lines change an order until it has left, and not after")
    func lines() async throws {
        try await Shop.open { shop in
            let body = { (quantity: Int) in
                """
                {"customer_id": "\(shop.customerID)", "currency": "CNY", "lines": [{"sku": "CUP", "quantity": \(quantity)}]}
                """
            }
            #expect(await shop.client.call("PUT", "/orders/by-reference/W-7", json: body(1)).status == 201)
            let more = await shop.client.call("PUT", "/orders/by-reference/W-7", json: body(3))
            #expect(more.json["total"]?["amount_minor"] == .number(5_850), "\(more.text)")
            let id = more.json["id"]?.string ?? ""
            _ = await shop.client.call("PUT", "/orders/\(id)/shipments/by-tracking/A", json: #"{"carrier": "SF"}"#)
            let late = await shop.client.call("PUT", "/orders/by-reference/W-7", json: body(4))
            #expect(late.status == 409 && late.text.contains("order-shipped"), "\(late.text)")
            let other = await shop.client.call("POST", "/customers?force=true", json: #"{"name": "Somebody else"}"#)
            let foreign = await shop.client.call(
                "PUT", "/orders/by-reference/W-7",
                json:
                    #"{"customer_id": "\#(other.json["id"]?.string ?? "")", "currency": "CNY", "lines": [{"sku": "CUP", "quantity": 3}]}"#
            )
            #expect(foreign.status == 409 && foreign.text.contains("order-customer"), "\(foreign.text)")
        }
    }

    @Test("what changed since a moment comes oldest first, page by page, each once")
    func changes() async throws {
        try await Shop.open { shop in
            for number in 1...5 { _ = await shop.order(#", "reference": "R-\#(number)""#) }
            let touched =
                await shop.client.call("GET", "/orders?q=R-2").json["items"]?.array?.first?["id"]?.string ?? ""
            let before = Date()
            _ = await shop.client.call("PATCH", "/orders/\(touched)", json: #"{"note": "Gift"}"#)
            let all = try await Self.references(shop, since: "2020-01-01T00:00:00Z")
            #expect(all == ["R-1", "R-3", "R-4", "R-5", "R-2"])
            #expect(try await Self.references(shop, since: before.rfc3339) == ["R-2"])
            let products = await shop.client.call("GET", "/products?updated_since=2020-01-01T00:00:00Z&limit=1").json
            #expect(products["items"]?.array?.count == 1 && products["next_cursor"]?.string != nil)
            let customers = await shop.client.call("GET", "/customers?updated_since=\(before.rfc3339)").json
            #expect(customers["items"] == .array([]))
            #expect(await shop.client.call("GET", "/orders?updated_since=yesterday").status == 422)
        }
    }

    @Loop private static func references(_ shop: Shop, since: String) async throws -> [String] {
        var found: [String] = []
        var cursor = ""
        while true {
            let page = await shop.client.call("GET", "/orders?updated_since=\(since)&limit=2\(cursor)").json
            found += (page["items"]?.array ?? []).compactMap { $0["reference"]?.string }
            guard let next = page["next_cursor"]?.string else { return found }
            cursor = "&cursor=\(next)"
        }
    }
}
