import Basics
import Foundation
import TestSupport
import Testing
import Web

@Suite("A customer's own orders in the chat") struct VisitorOrderTests {
    private static func visitor(_ customerID: String, verified: Bool = true) -> Principal {
        Principal(
            kind: .visitor, id: Cast.visitor, name: "陈美",
            visitor: .init(
                visitorID: Cast.visitor, inboxID: Cast.shop, customerID: UUID(uuidString: customerID),
                verified: verified))
    }

    @Test("a vouched-for customer sees where their orders stand, late when it is, and nothing staff wrote")
    func own() async throws {
        try await Shop.open { shop in
            #expect(await shop.order(#", "note": "Careful, complains a lot""#).status == 201)
            let sent = await shop.client.call(
                "POST", "/orders/5001/shipments",
                json: """
                    {"carrier": "SF", "tracking_number": "SF1", "shipped_at": "2026-01-02T00:00:00Z",
                     "tracking_url": "https://sf.example/SF1", "promised_at": "2026-01-05T00:00:00Z"}
                    """)
            #expect(sent.status == 201)
            let answer = await shop.client.call("GET", "/widget/orders", as: Self.visitor(shop.customerID))
            #expect(answer.status == 200)
            let order = try #require(answer.json["items"]?.array?.first)
            #expect(order["number"]?.number == 5001)
            #expect(order["status"]?.string == "shipped")
            #expect(order["items"]?.array?.compactMap { $0["name"]?.string } == ["TEAPOT", "CUP"])
            let parcel = try #require(order["parcels"]?.array?.first)
            #expect(parcel["tracking_url"]?.string == "https://sf.example/SF1")
            #expect(parcel["late"] == .bool(true))
            for inside in ["note", "source", "payments", "customer", "returns"] { #expect(order[inside] == nil) }
            #expect(!answer.text.contains("complains"))
        }
    }

    @Test("who is not vouched for, and staff, find nothing there", arguments: [false, true])
    func unverified(_ hasCustomer: Bool) async throws {
        try await Shop.open { shop in
            _ = await shop.order()
            let stranger = Self.visitor(hasCustomer ? shop.customerID : "", verified: false)
            #expect(await shop.client.call("GET", "/widget/orders", as: stranger).status == 404)
            let question = await shop.client.call(
                "POST", "/widget/orders/5001/questions", json: #"{"client_id": "c", "text": "Where?"}"#, as: stranger)
            #expect(question.status == 404)
            #expect(await shop.client.call("GET", "/widget/orders").status == 401)
            #expect(shop.asked.questions.isEmpty)
        }
    }

    @Test("a question reaches the staff with its order; another customer's order is not there")
    func question() async throws {
        try await Shop.open { shop in
            _ = await shop.order()
            let other = await shop.client.call("POST", "/customers", json: #"{"name": "Tom"}"#)
            let tom = Self.visitor(try #require(other.json["id"]?.string))
            let mei = Self.visitor(shop.customerID)
            let body = #"{"client_id": "c", "text": "Where is it?"}"#
            #expect(await shop.client.call("GET", "/widget/orders", as: tom).json["items"]?.array?.isEmpty == true)
            #expect(
                await shop.client.call("POST", "/widget/orders/5001/questions", json: body, as: tom).status == 404)
            #expect(
                await shop.client.call("POST", "/widget/orders/5001/questions", json: body, as: mei).status == 201)
            #expect(shop.asked.questions == ["5001: Where is it?"])
            let empty = await shop.client.call(
                "POST", "/widget/orders/5001/questions", json: #"{"client_id": "", "text": " "}"#, as: mei)
            #expect(empty.status == 422 || empty.status == 400)
            #expect(empty.pointers == ["/client_id", "/text"])
        }
    }
}
