import Basics
import EventLoop
import Foundation
import Postgres
import TestSupport
import Testing
import Web

@Suite("Opportunities") @Loop struct OpportunityTests {
    @Test("the default pipeline is there from the start, with its stages and chances")
    func starts() async throws {
        try await SalesFloor.open { floor in
            let pipelines = await floor.client.call("GET", "/pipelines").json["items"]?.array ?? []
            #expect(pipelines.count == 1 && pipelines[0]["is_default"] == .bool(true))
            let stages = pipelines[0]["stages"]?.array ?? []
            #expect(
                stages.map { $0["name"]?.string } == ["Lead", "Qualified", "Proposal", "Negotiation", "Won", "Lost"])
            #expect(stages.map { $0["win_ratio"]?.number } == [0.1, 0.25, 0.5, 0.75, 1, 0])
        }
    }

    @Test("a deal moves on, is won, opens again and is lost with a reason, and its history tells all of it")
    func walks() async throws {
        try await SalesFloor.open { floor in
            let deal = try await floor.deal("Tea for the office", 1_280_000)
            #expect(deal["number"] == .number(101) && deal["owner"]?["name"] == .string("Lin"))
            floor.wait(days: 1)
            let moved = await floor.move(deal, to: .proposal)
            #expect(moved.json["moved_at"]?.string == floor.now.rfc3339 && moved.json["state"] == .string("open"))
            let won = await floor.move(deal, to: .won)
            #expect(won.json["state"] == .string("won") && won.json["won_at"]?.string == floor.now.rfc3339)
            let again = await floor.move(deal, to: .negotiation)
            #expect(again.json["state"] == .string("open") && again.json["won_at"] == .null)
            let lost = await floor.move(
                deal, to: .lost, more: #", "lost_reason_id": "\#(SalesFloor.tooExpensive)", "lost_note": "By a third""#)
            #expect(lost.json["lost_reason"]?["name"] == .string("Too expensive"))
            #expect(lost.json["lost_note"] == .string("By a third"))
            #expect(await floor.kinds(of: deal) == ["created", "moved", "won", "reopened", "lost"])
            let timeline = await floor.client.call("GET", "/customers/\(floor.customerID)/timeline").json["items"]
            #expect(
                timeline?.array?.compactMap { $0["kind"]?.string }.filter { $0.hasPrefix("opportunity") }.sorted()
                    == ["opportunity.created", "opportunity.lost", "opportunity.reopened", "opportunity.won"])
            #expect(
                timeline?.array?.first { $0["kind"] == .string("opportunity.won") }?["link"]?["number"] == .number(101))
        }
    }

    @Test("moving without a reason, to a foreign stage, or on what somebody else changed is refused")
    func refuses() async throws {
        try await SalesFloor.open { floor in
            let deal = try await floor.deal("Tea", 100)
            #expect(await floor.move(deal, to: .lost).pointers == ["/lost_reason_id"])
            let unknown = await floor.move(deal, to: .lost, more: #", "lost_reason_id": "\#(UUID().text)""#)
            #expect(unknown.status == 422 && unknown.pointers == ["/lost_reason_id"])
            let path = "/opportunities/\(deal["id"]?.string ?? "")"
            let foreign = await floor.client.call("PUT", path + "/stage", json: #"{"stage_id": "\#(UUID().text)"}"#)
            #expect(foreign.pointers == ["/stage_id"])
            let stale = await floor.client.call(
                "PATCH", path, json: #"{"title": "Green tea"}"#, headers: [("if-match", "\"7\"")])
            #expect(stale.status == 412)
            #expect(await floor.kinds(of: deal) == ["created"])
        }
    }

    @Test("input that cannot be is refused and names the field")
    func input() async throws {
        try await SalesFloor.open { floor in
            let wrong = await floor.client.call(
                "POST", "/opportunities",
                json: """
                    {"customer_id": "\(floor.customerID)", "title": " ", "expected_close_on": "2026-02-30",
                     "amount": {"amount_minor": -1, "currency": "yuan"}}
                    """)
            #expect(
                wrong.status == 422
                    && wrong.pointers.sorted() == [
                        "/amount/amount_minor", "/amount/currency", "/expected_close_on", "/title",
                    ])
            let nobody = await floor.client.call(
                "POST", "/opportunities", json: #"{"customer_id": "\#(UUID().text)", "title": "Tea"}"#)
            #expect(nobody.pointers == ["/customer_id"])
            let deal = try await floor.deal("Tea", 100)
            let owner = await floor.client.call(
                "PATCH", "/opportunities/\(deal["id"]?.string ?? "")", json: #"{"owner_id": "\#(UUID().text)"}"#)
            #expect(owner.pointers == ["/owner_id"])
        }
    }

    @Test("a deal changes in every field, and each change stands in the history as it was afterwards")
    func changes() async throws {
        try await SalesFloor.open { floor in
            let deal = try await floor.deal("Tea", 100)
            let path = "/opportunities/\(deal["id"]?.string ?? "")"
            let changed = await floor.client.call(
                "PATCH", path,
                json: """
                    {"title": "Green tea", "amount": {"amount_minor": 990, "currency": "EUR"}, "owner_id": null,
                     "expected_close_on": "2026-12-15"}
                    """)
            #expect(changed.status == 200 && changed.json["version"] == .number(2))
            let history = await floor.client.call("GET", path + "/changes?limit=1").json
            let line = history["items"]?.array?.first
            #expect(line?["title"] == .string("Green tea") && line?["actor_name"] == .string("Lin"))
            #expect(line?["amount"] == .object(["amount_minor": .number(990), "currency": .string("EUR")]))
            #expect(line?["expected_close_on"] == .string("2026-12-15"))
            let older = await floor.client.call(
                "GET", path + "/changes?limit=1&cursor=\(history["next_cursor"]?.string ?? "")")
            #expect(older.json["items"]?.array?.first?["title"] == .string("Tea"))
            await #expect(throws: (any Error).self) {
                try await floor.database.connection.execute("UPDATE opportunity_changes SET title = ''")
            }
        }
    }

    @Test("a removed deal is gone from every list until it is brought back")
    func removes() async throws {
        try await SalesFloor.open { floor in
            let deal = try await floor.deal("Tea", 100)
            let path = "/opportunities/\(deal["id"]?.string ?? "")"
            #expect(await floor.client.call("DELETE", path).status == 204)
            #expect(await floor.client.call("GET", path).status == 404)
            #expect(await floor.client.call("GET", "/opportunities").json["items"] == .array([]))
            #expect(await floor.client.call("POST", path + "/restoration").status == 201)
            #expect(await floor.client.call("GET", "/opportunities/101").json["title"] == .string("Tea"))
            #expect(await floor.kinds(of: deal) == ["created", "removed", "restored"])
        }
    }

    @Test("the list is found by customer, owner, state and words, and pages without repeating")
    func lists() async throws {
        try await SalesFloor.open { floor in
            for title in ["White tea", "Green tea", "Cups"] { _ = try await floor.deal(title, 100) }
            let found = await floor.client.call("GET", "/opportunities?q=tea&owner=me&state=open").json["items"]?.array
            #expect(Set(found?.compactMap { $0["title"]?.string } ?? []) == ["White tea", "Green tea"])
            #expect(await floor.client.call("GET", "/opportunities?state=won").json["items"] == .array([]))
            #expect(await floor.client.call("GET", "/opportunities?owner=\(UUID().text)").json["items"] == .array([]))
            #expect(await floor.client.call("GET", "/opportunities?owner=you").status == 422)
            var seen: [String] = []
            var cursor = ""
            repeat {
                let page = await floor.client.call("GET", "/opportunities?limit=2\(cursor)").json
                seen += (page["items"]?.array ?? []).compactMap { $0["title"]?.string }
                cursor = page["next_cursor"]?.string.map { "&cursor=\($0)" } ?? ""
            } while !cursor.isEmpty
            #expect(seen.sorted() == ["Cups", "Green tea", "White tea"])
        }
    }

    @Test("the board holds open deals and those that ended in the last 30 days")
    func board() async throws {
        try await SalesFloor.open { floor in
            let old = try await floor.deal("Old", 100)
            _ = await floor.move(old, to: .won)
            floor.wait(days: 31)
            let new = try await floor.deal("New", 100)
            _ = await floor.move(new, to: .won)
            _ = try await floor.deal("Open", 100)
            let board = await floor.client.call("GET", "/pipelines/\(SalesFloor.pipeline)/board").json
            #expect(board["opportunities"]?.array?.compactMap { $0["title"]?.string } == ["Open", "New"])
            #expect(board["unhappy_ratio"] == .number(0.8) && board["is_whole"] == .bool(true))
        }
    }
}
