import Access
import Basics
import EventLoop
import Postgres
import TestSupport
import Testing
import Web

@Suite("The company's profile", .serialized)
struct CompanyTests {
    @Test("the owner changes it, everybody sees it, versions guard it")
    @Loop func change() async throws {
        try await AccessDesk.openWithOwner { desk, _ async throws in
            _ = try await desk.add("bo@shop.example", .agent)
            let owner = try await desk.token("mei@shop.example")
            let changed = try await desk.call(
                "PATCH", "/company",
                json: #"{"name": "Lantern Shop", "time_zone": "Asia/Shanghai", "currency": "EUR"}"#,
                token: owner, headers: [("if-match", "\"1\"")])
            #expect(changed.status == 200)
            #expect(changed.header("etag") == "\"2\"")
            let seen = try await desk.call("GET", "/company", token: try await desk.token("bo@shop.example")).json
            #expect(
                seen
                    == .object([
                        "name": .string("Lantern Shop"), "time_zone": .string("Asia/Shanghai"), "locale": .string("en"),
                        "currency": .string("EUR"), "version": .number(2),
                    ]))
            let stale = try await desk.call(
                "PATCH", "/company", json: #"{"name": "X"}"#, token: owner, headers: [("if-match", "\"1\"")])
            #expect(stale.status == 412)
            let wrong = try await desk.call(
                "PATCH", "/company", json: #"{"time_zone": "Moon", "locale": "tlh", "currency": "yuan"}"#, token: owner)
            let pointers = wrong.json["errors"]?.array?.compactMap { $0["pointer"]?.string }
            #expect(pointers == ["/time_zone", "/locale", "/currency"])
        }
    }
}
