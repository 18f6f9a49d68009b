import Basics
import EventLoop
import Foundation
import Imports
import TestSupport
import Testing

@Suite("Rows about records already here") struct OnMatchTests {
    private static let before = "external_id,name,email,phone,city,tags\nC-1,陈美,mei@example.com,,上海,tea\n"
    private static let file = """
        external_id,name,email,phone,city,tags,vip
        C-1,Mei Chen,mei@new.example,13800138000,杭州,coffee,yes
        C-2,Ada,ada@example.com,,London,,no
        C-2,Ada Park,,13900139000,,,
        """

    @Test("filled: what is empty gets its value, what is there stays; a second row about somebody new counts whole")
    func fills() async throws {
        try await ImportOffice.open { office in
            _ = try await office.bringIn("customers", Self.before)
            let done = try await office.bringIn("customers", Self.file, onMatch: "fill")
            #expect(done.counts == [1, 2, 0, 0] && done.json["rows_skipped"] == .number(0))
            #expect(done.json["on_match"] == .string("fill"))
            let customers = await office.customers()
            #expect(customers.map { $0["name"]?.string } == ["Ada Park", "陈美"])
            let mei = try #require(customers.last)
            #expect(mei["emails"]?.array?.count == 1 && mei["phones"]?.array?.count == 1)
            #expect(mei["city"] == .string("上海") && mei["vip"] == .bool(true))
            #expect(mei["tags"] == .array([.string("tea")]))
            #expect(try await office.bringIn("customers", Self.file, onMatch: "fill").counts == [0, 0, 3, 0])

            _ = try await office.takeBack(done)
            let left = await office.customers()
            #expect(left.map { $0["name"]?.string } == ["陈美"])
            #expect(left.first?["phones"] == .array([]) && left.first?["vip"] == .bool(false))
        }
    }

    @Test("left out: the records stay as they are, and taking back takes only what was made")
    func skips() async throws {
        try await ImportOffice.open { office in
            _ = try await office.bringIn("customers", Self.before)
            let old = try #require(await office.customers().first)
            let done = try await office.bringIn("customers", Self.file, onMatch: "skip")
            #expect(done.counts == [1, 1, 0, 0] && done.json["rows_skipped"] == .number(1))
            #expect(await office.customers().last == old)
            let again = try await office.bringIn("customers", Self.file, onMatch: "skip")
            #expect(again.counts == [0, 0, 0, 0] && again.json["rows_skipped"] == .number(3))
            #expect(again.json["can_undo"] == .bool(false))
            let undone = try await office.takeBack(done)
            #expect(undone.json["undone"] == .number(1))
            #expect(await office.customers() == [old])
        }
    }

    @Test("the preview's counts follow the choice; one that was begun, and a word that is none, are refused")
    func previews() async throws {
        try await ImportOffice.open { office in
            _ = try await office.bringIn("customers", Self.before)
            let made = await office.upload("customers", Array(Self.file.utf8))
            let id = try #require(made.json["id"]?.string)
            #expect(made.json["on_match"] == .string("update"))
            #expect(await office.client.call("GET", "/imports/\(id)/preview").counts == [1, 2, 0, 0])
            let choice = #"{"on_match": "skip"}"#
            #expect(await office.client.call("PUT", "/imports/\(id)/matches", json: choice).status == 200)
            let preview = await office.client.call("GET", "/imports/\(id)/preview")
            #expect(preview.counts == [1, 1, 0, 0] && preview.json["rows_skipped"] == .number(1))
            #expect(preview.json["rows"]?.array?.first?["outcome"] == .string("skipped"))
            let bad = await office.client.call("PUT", "/imports/\(id)/matches", json: #"{"on_match": "x"}"#)
            #expect(bad.status == 422 && bad.pointers == ["/on_match"])
            #expect(await office.client.call("POST", "/imports/\(id)/run", json: "{}").status == 202)
            #expect(await office.client.call("PUT", "/imports/\(id)/matches", json: choice).status == 409)
        }
    }

    @Test("products, orders and parcels follow the choice too; an order's sum is never filled")
    func shop() async throws {
        try await ImportOffice.open { office in
            let product = "sku,name,price,brand\nT-1,Tea,10,\n"
            _ = try await office.bringIn("products", product)
            let richer = "sku,name,price,brand\nT-1,Green tea,12,Lantern\nT-2,Cup,5,\n"
            let skipped = try await office.bringIn("products", richer, onMatch: "skip")
            #expect(skipped.counts == [1, 0, 0, 0] && skipped.json["rows_skipped"] == .number(1))
            #expect(try await office.bringIn("products", richer, onMatch: "fill").counts == [0, 1, 1, 0])
            let tea = await office.client.call("GET", "/products?q=Tea").json["items"]?.array?.first
            #expect(tea?["name"] == .string("Tea") && tea?["brand"] == .string("Lantern"))

            let order = "reference,customer_email,sku,quantity,status,note\nO-1,mei@example.com,T-1,2,paid,\n"
            _ = try await office.bringIn("orders", order)
            let changed = order.replacing("mei", with: "ada").replacing("T-1,2,paid,", with: "T-2,9,paid,Ring twice")
            let left = try await office.bringIn("orders", changed, onMatch: "skip")
            #expect(left.counts == [0, 0, 0, 0] && left.json["rows_skipped"] == .number(1))
            #expect(await office.customers().count == 1)
            #expect(try await office.bringIn("orders", changed, onMatch: "fill").counts == [0, 1, 0, 0])
            let filled = await office.client.call("GET", "/orders").json["items"]?.array?.first
            #expect(filled?["total"]?["amount_minor"] == .number(2_000))
            #expect(await office.customers().count == 1)

            let parcel = "order_reference,tracking_number,carrier,promised_at\nO-1,SF1,SF,\n"
            _ = try await office.bringIn("shipments", parcel)
            let later = "order_reference,tracking_number,carrier,promised_at\nO-1,SF1,DHL,2026-12-24\nO-1,SF2,DHL,\n"
            let kept = try await office.bringIn("shipments", later, onMatch: "skip")
            #expect(kept.counts == [1, 0, 0, 0] && kept.json["rows_skipped"] == .number(1))
            #expect(try await office.bringIn("shipments", later, onMatch: "fill").counts == [0, 1, 1, 0])
        }
    }
}
