import Basics
import EventLoop
import Foundation
import TestSupport
import Testing
import Web

@Suite("Pipelines") @Loop struct PipelineTests {
    private static let wholesale =
        #"{"name": "Wholesale", "stages": [{"name": "Asked", "win_ratio": 0.2}, {"name": "Sampled", "win_ratio": 0.6}]}"#

    @Test("a second pipeline has its own stages, ends in won and lost, and can become the default")
    func second() async throws {
        try await SalesFloor.open { floor in
            let made = await floor.client.call("POST", "/pipelines", json: Self.wholesale)
            #expect(made.status == 201)
            #expect(
                made.json["stages"]?.array?.map { $0["name"]?.string } == ["Asked", "Sampled", "Won", "Lost"])
            let id = made.json["id"]?.string ?? ""
            let first = await floor.client.call("PATCH", "/pipelines/\(id)", json: #"{"is_default": true}"#)
            #expect(first.json["is_default"] == .bool(true))
            let names = await floor.client.call("GET", "/pipelines").json["items"]?.array?.map { $0["name"]?.string }
            #expect(names == ["Wholesale", "Sales"])
            let away = await floor.client.call("PATCH", "/pipelines/\(id)", json: #"{"archived": true}"#)
            #expect(away.pointers == ["/archived"])
        }
    }

    @Test("stages are renamed, reordered and removed, but not under the deals that stand in them")
    func stages() async throws {
        try await SalesFloor.open { floor in
            let path = "/pipelines/\(SalesFloor.pipeline)"
            _ = try await floor.deal("Tea", 100, .qualified)
            let refused = await floor.client.call(
                "PATCH", path,
                json: #"{"stages": [{"id": "\#(SalesFloor.Stage.lead.id)", "name": "Lead", "win_ratio": 0.1}]}"#)
            #expect(refused.status == 409 && refused.pointers == ["/deals_to"])
            let changed = await floor.client.call(
                "PATCH", path,
                json: """
                    {"stages": [{"id": "\(SalesFloor.Stage.qualified.id)", "name": "Qualified", "win_ratio": 0.3},
                                {"name": "Tasting", "win_ratio": 0.4},
                                {"id": "\(SalesFloor.Stage.lead.id)", "name": "First call", "win_ratio": 0.1}]}
                    """)
            let stages = changed.json["stages"]?.array ?? []
            #expect(stages.map { $0["name"]?.string } == ["Qualified", "Tasting", "First call", "Won", "Lost"])
            #expect(stages.map { $0["known_as"]?.string } == ["qualified", nil, nil, "won", "lost"])
            #expect(stages.map { $0["win_ratio"]?.number } == [0.3, 0.4, 0.1, 1, 0])
            let wrong = await floor.client.call(
                "PATCH", path, json: #"{"stages": [{"id": "\#(UUID().text)", "name": "", "win_ratio": 1.5}]}"#)
            #expect(wrong.pointers.sorted() == ["/stages/0/id", "/stages/0/name", "/stages/0/win_ratio"])
        }
    }

    @Test("a stage that goes, and a pipeline put away, hand their deals to a stage that stays, with their history")
    func clearing() async throws {
        try await SalesFloor.open { floor in
            let tea = try await floor.deal("Tea", 100, .qualified)
            let cups = try await floor.deal("Cups", 200, .qualified)
            let removed = try await floor.deal("Removed", 300, .qualified)
            _ = await floor.client.call("DELETE", "/opportunities/\(removed["id"]?.string ?? "")")
            let lead = #"{"id": "\#(SalesFloor.Stage.lead.id)", "name": "Lead", "win_ratio": 0.1}"#
            let going = await floor.client.call(
                "PATCH", "/pipelines/\(SalesFloor.pipeline)",
                json: #"{"stages": [\#(lead)], "deals_to": "\#(SalesFloor.Stage.qualified.id)"}"#)
            #expect(going.pointers == ["/deals_to"], "it goes itself")
            let done = await floor.client.call(
                "PATCH", "/pipelines/\(SalesFloor.pipeline)",
                json: #"{"stages": [\#(lead)], "deals_to": "\#(SalesFloor.Stage.lead.id)"}"#)
            #expect(done.status == 200, "\(done.text)")
            #expect(done.json["stages"]?.array?.count == 3)
            for deal in [tea, cups] { #expect(await floor.kinds(of: deal) == ["created", "moved"]) }
            let back = await floor.client.call("POST", "/opportunities/\(removed["id"]?.string ?? "")/restoration")
            #expect(back.json["stage_id"]?.string == SalesFloor.Stage.lead.id)

            let other = await floor.client.call("POST", "/pipelines", json: Self.wholesale)
            let asked = other.json["stages"]?.array?.first?["id"]?.string ?? ""
            let path = "/pipelines/\(other.json["id"]?.string ?? "")"
            let moved = await floor.client.call(
                "PUT", "/opportunities/\(tea["id"]?.string ?? "")/stage", json: #"{"stage_id": "\#(asked)"}"#)
            #expect(moved.json["pipeline_id"] == other.json["id"], "a deal goes over to another pipeline")
            let kept = await floor.client.call("PATCH", path, json: #"{"archived": true}"#)
            #expect(kept.status == 409 && kept.pointers == ["/deals_to"])
            let away = await floor.client.call(
                "PATCH", path, json: #"{"archived": true, "deals_to": "\#(SalesFloor.Stage.lead.id)"}"#)
            #expect(away.status == 200 && away.json["archived_at"] != .null)
            let shown = await floor.client.call("GET", "/opportunities/\(tea["id"]?.string ?? "")")
            #expect(shown.json["stage_id"]?.string == SalesFloor.Stage.lead.id)
            #expect(await floor.kinds(of: tea) == ["created", "moved", "moved", "moved"])
            let late = await floor.client.call(
                "PUT", "/opportunities/\(tea["id"]?.string ?? "")/stage", json: #"{"stage_id": "\#(asked)"}"#)
            #expect(late.pointers == ["/stage_id"], "nothing goes to a pipeline put away")
        }
    }

    @Test("a reason is put at its place among those offered, and a stale change is refused")
    func reasonOrder() async throws {
        try await SalesFloor.open { floor in
            let path = "/lost-reasons/\(SalesFloor.tooExpensive)"
            _ = await floor.client.call(
                "PATCH", "/lost-reasons/01935800-0000-7000-8000-000000000122", json: #"{"archived": true}"#)
            func names() async -> [String] {
                (await floor.client.call("GET", "/lost-reasons").json["items"]?.array ?? [])
                    .compactMap { $0["name"]?.string }
            }
            let moved = await floor.client.call(
                "PATCH", path, json: #"{"position": 3}"#, headers: [("If-Match", "\"1\"")])
            #expect(moved.status == 200)
            #expect(await names() == ["No longer needed", "No answer", "Too expensive", "Something else"])
            _ = await floor.client.call("PATCH", path, json: #"{"position": 1}"#)
            #expect(await names() == ["Too expensive", "No longer needed", "No answer", "Something else"])
            let stale = await floor.client.call(
                "PATCH", path, json: #"{"position": 2}"#, headers: [("If-Match", "\"1\"")])
            #expect(stale.status == 412)
            #expect(await floor.client.call("PATCH", path, json: #"{"position": 0}"#).pointers == ["/position"])
        }
    }

    @Test("the reasons are the company's own list")
    func reasons() async throws {
        try await SalesFloor.open { floor in
            let made = await floor.client.call("POST", "/lost-reasons", json: #"{"name": "Too slow"}"#)
            #expect(made.status == 201)
            let first = "/lost-reasons/\(SalesFloor.tooExpensive)"
            #expect(await floor.client.call("PATCH", first, json: #"{"archived": true}"#).status == 200)
            let names = await floor.client.call("GET", "/lost-reasons").json["items"]?.array ?? []
            #expect(
                names.compactMap { $0["name"]?.string } == [
                    "Bought elsewhere", "No longer needed", "No answer", "Something else", "Too slow",
                ])
            #expect(await floor.client.call("POST", "/lost-reasons", json: "{}").pointers == ["/name"])
        }
    }

    @Test("who may only read changes nothing")
    func rights() async throws {
        try await SalesFloor.open { floor in
            let reader = Principal(kind: .apiKey, id: UUID(), name: "Reader", permissions: [.salesRead])
            #expect(await floor.client.call("GET", "/pipelines", as: reader).status == 200)
            #expect(await floor.client.call("POST", "/opportunities", json: "{}", as: reader).status == 403)
            #expect(await floor.client.call("POST", "/pipelines", json: "{}", as: reader).status == 403)
        }
    }
}
