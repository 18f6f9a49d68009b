import Basics
import EventLoop
import Foundation
import Postgres
import TestSupport
import Testing
import Web

@Suite("Activities") @Loop struct ActivityTests {
    /// 2026-11-23, 18:40 in Shanghai; the day there ends at 16:00 UTC.
    private static let now = Date(timeIntervalSince1970: 1_795_430_400)

    private func note(_ floor: SalesFloor, _ subject: String, _ due: String?, _ about: String) async
        -> RouteClient.Answer
    {
        let due = due.map { "\"\($0)\"" } ?? "null"
        return await floor.client.call(
            "POST", "/activities", json: #"{"kind": "call", "subject": "\#(subject)", "due_at": \#(due), \#(about)}"#)
    }

    private func subjects(_ floor: SalesFloor, _ query: String) async -> [String] {
        let answer = await floor.client.call("GET", "/activities?\(query)")
        return (answer.json["items"]?.array ?? []).compactMap { $0["subject"]?.string }
    }

    @Test("stand by the time they are due: today ends by the asker's clock and holds what is overdue")
    func due() async throws {
        try await SalesFloor.open(at: Self.now) { floor in
            let about = #""customer_id": "\#(floor.customerID)""#
            _ = await note(floor, "Undated", nil, about)
            _ = await note(floor, "Tomorrow", "2026-11-23T16:00:00Z", about)
            _ = await note(floor, "Tonight", "2026-11-23T15:59:59Z", about)
            _ = await note(floor, "Late", "2026-11-20T08:00:00Z", about)
            _ = await note(floor, "Next month", "2026-12-20T08:00:00Z", about)
            #expect(await subjects(floor, "owner=me&due=today") == ["Late", "Tonight"])
            #expect(await subjects(floor, "owner=me&due=overdue") == ["Late"])
            #expect(await subjects(floor, "owner=me&due=week") == ["Late", "Tonight", "Tomorrow"])
            #expect(await subjects(floor, "owner=me") == ["Late", "Tonight", "Tomorrow", "Next month", "Undated"])
            #expect(await subjects(floor, "owner=\(UUID().text)") == [])
            #expect(await floor.client.call("GET", "/activities?due=soon").pointers == ["/due"])
            var seen: [String] = []
            var cursor = ""
            repeat {
                let page = await floor.client.call("GET", "/activities?limit=2\(cursor)").json
                seen += (page["items"]?.array ?? []).compactMap { $0["subject"]?.string }
                cursor = page["next_cursor"]?.string.map { "&cursor=\($0)" } ?? ""
            } while !cursor.isEmpty
            #expect(seen == ["Late", "Tonight", "Tomorrow", "Next month", "Undated"])
        }
    }

    @Test("about a deal are also about its customer, and the card shows when the next one is due")
    func deal() async throws {
        try await SalesFloor.open { floor in
            let deal = try await floor.deal("Tea", 100)
            let about = #""opportunity_id": "\#(deal["id"]?.string ?? "")""#
            let made = await note(floor, "Call", "2026-12-01T08:00:00Z", about)
            #expect(made.status == 201 && made.json["customer"]?["id"]?.string == floor.customerID)
            #expect(
                made.json["opportunity"]?["number"] == .number(101) && made.json["owner"]?["name"] == .string("Lin"))
            let path = "/activities/\(made.json["id"]?.string ?? "")"
            let shown = await floor.client.call("GET", "/opportunities/101").json
            #expect(shown["next_activity_at"] == .string("2026-12-01T08:00:00.000000Z"))
            let done = await floor.client.call("PATCH", path, json: #"{"done": true}"#)
            #expect(done.json["done_at"]?.string == floor.now.rfc3339)
            #expect(await floor.client.call("GET", "/opportunities/101").json["next_activity_at"] == .null)
            #expect(await subjects(floor, "customer_id=\(floor.customerID)") == [])
            #expect(await subjects(floor, "done=true") == ["Call"])
            let open = await floor.client.call("PATCH", path, json: #"{"done": false, "due_at": null}"#)
            #expect(open.json["done_at"] == .null && open.json["due_at"] == .null)
            #expect(await floor.client.call("DELETE", path).status == 204)
            #expect(await floor.client.call("DELETE", path).status == 404)
        }
    }

    @Test("about nothing, of an unknown kind or for nobody are refused")
    func refused() async throws {
        try await SalesFloor.open { floor in
            #expect(await note(floor, " ", nil, #""note": """#).pointers.sorted() == ["/customer_id", "/subject"])
            let foreign = await note(floor, "Call", nil, #""opportunity_id": "\#(UUID().text)""#)
            #expect(foreign.pointers == ["/opportunity_id"])
            let nobody = await note(
                floor, "Call", nil, #""customer_id": "\#(floor.customerID)", "owner_id": "\#(UUID().text)""#)
            #expect(nobody.pointers == ["/owner_id"])
            let kind = await floor.client.call(
                "POST", "/activities", json: #"{"kind": "fax", "subject": "x", "customer_id": "\#(floor.customerID)"}"#)
            #expect(kind.status == 422 && kind.pointers == ["/kind"])
        }
    }

    @Test("go out of sight with a removed deal and come back with it")
    func removed() async throws {
        try await SalesFloor.open { floor in
            let deal = try await floor.deal("Tea", 100)
            let path = "/opportunities/\(deal["id"]?.string ?? "")"
            _ = await note(floor, "Call", nil, #""opportunity_id": "\#(deal["id"]?.string ?? "")""#)
            _ = await floor.client.call("DELETE", path)
            #expect(await subjects(floor, "owner=me") == [])
            _ = await floor.client.call("POST", path + "/restoration")
            #expect(await subjects(floor, "owner=me") == ["Call"])
        }
    }
}
