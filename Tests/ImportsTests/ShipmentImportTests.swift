import Basics
import EventLoop
import Foundation
import TestSupport
import Testing

@Suite("Importing parcels") struct ShipmentImportTests {
    private static let orders = """
        order,customer_email,product_name,unit_price,currency,status
        W-1,mei@example.com,Teapot,168,CNY,paid
        W-2,bo@example.com,Cup,19,CNY,cancelled
        """

    private static let parcels = """
        订单号,运单号,快递公司,发货时间,预计送达,轨迹时间,轨迹地点,轨迹
        W-1,SF1,顺丰,2026-01-05 09:00,2026-01-08,2026-01-05 10:00,上海,已揽收
        W-1,SF1,,,,2026-01-06 08:00,杭州,到达杭州
        W-2,SF2,顺丰,2026-01-05,,,,
        W-9,SF3,顺丰,2026-01-05,,,,
        W-1,,顺丰,2026-01-05,,,,
        """

    @Test("parcels come with carrier, promise and events, move their order on, and come once")
    func parcels() async throws {
        try await ImportOffice.open { office in
            _ = try await office.bringIn("orders", Self.orders)
            let done = try await office.bringIn("shipments", Self.parcels)
            #expect(done.counts == [1, 1, 0, 3])
            let order = try #require(await office.order("W-1"))
            #expect(order["status"] == .string("shipped"))
            let parcel = try #require(order["shipments"]?.array?.first)
            #expect(parcel["carrier"] == .string("顺丰"))
            #expect(parcel["events"]?.array?.compactMap { $0["text"]?.string } == ["已揽收", "到达杭州"])
            #expect(parcel["promised_at"]?.string?.hasPrefix("2026-01-08") == true)
            let errors = await office.client.call("GET", "/imports/\(done.json["id"]?.string ?? "")/errors").text
            #expect(errors.contains("names an order that is cancelled") && errors.contains("names no order here"))
            #expect(try await office.bringIn("shipments", Self.parcels).counts == [0, 0, 2, 3])
        }
    }

    @Test("a parcel that came makes its order delivered, and taking that back restores both")
    func delivered() async throws {
        try await ImportOffice.open { office in
            _ = try await office.bringIn("orders", Self.orders)
            let sent = try await office.bringIn("shipments", Self.parcels)
            let came = try await office.bringIn("shipments", "order,tracking,delivered_at\nW-1,SF1,2026-01-07 12:00\n")
            #expect(came.counts == [0, 1, 0, 0])
            #expect(await office.order("W-1")?["status"] == .string("delivered"))
            #expect(try await office.takeBack(came).json["undone"] == .number(2))
            let back = await office.order("W-1")
            #expect(back?["status"] == .string("shipped"))
            #expect(back?["shipments"]?.array?.first?["status"] == .string("in_transit"))
            // The versions moved on by the way back, so the first import's records are somebody's changed ones.
            #expect(try await office.takeBack(sent).json["kept"] == .number(2))
        }
    }

    @Test("parcels nobody touched go again with their lines on the timeline")
    func undo() async throws {
        try await ImportOffice.open { office in
            _ = try await office.bringIn("orders", Self.orders)
            let sent = try await office.bringIn("shipments", Self.parcels)
            #expect(try await office.takeBack(sent).json["undone"] == .number(2))
            let order = try #require(await office.order("W-1"))
            #expect(order["status"] == .string("paid"))
            #expect(order["shipments"] == .array([]))
            let customer = try #require(order["customer"]?["id"]?.string)
            let timeline = await office.client.call("GET", "/customers/\(customer)/timeline").json["items"]?.array ?? []
            #expect(timeline.allSatisfy { $0["kind"]?.string?.hasPrefix("shipment") == false })
        }
    }

    @Test("nonsense in a row is named, and the row left out")
    func refused() async throws {
        try await ImportOffice.open { office in
            _ = try await office.bringIn("orders", Self.orders)
            let rows = """
                order,tracking,carrier,status,shipped_at,delivered_at,tracking_url
                W-1,A,SF,flying,2026-01-05,,
                W-1,B,SF,,2026-01-05,2026-01-04,
                W-1,C,,,2026-01-05,,
                W-1,D,SF,,2026-01-05,,javascript:alert(1)
                """
            let done = try await office.bringIn("shipments", rows)
            #expect(done.counts == [0, 0, 0, 4])
            #expect(await office.order("W-1")?["shipments"] == .array([]))
        }
    }
}

extension ImportOffice {
    /// The order with the shop's own number.
    func order(_ reference: String) async -> JSONValue? {
        await client.call("GET", "/orders?q=\(reference)").json["items"]?.array?.first
    }
}
