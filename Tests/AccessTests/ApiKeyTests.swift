import Access
import Basics
import EventLoop
import Foundation
import Postgres
import TestSupport
import Testing
import Web

@Suite("API keys", .serialized)
struct ApiKeyTests {
    @Loop private func make(_ desk: AccessDesk, _ scopes: String) async throws -> (key: String, id: String) {
        let answer = try await desk.call(
            "POST", "/api-keys", json: #"{"name": "Shop", "scopes": \#(scopes)}"#,
            token: try await desk.token("mei@shop.example"))
        return (try #require(answer.json["key"]?.string), try #require(answer.json["id"]?.string))
    }

    @Loop private func principal(_ desk: AccessDesk, _ key: String) async throws -> Principal? {
        try await desk.access.authenticator.principal(for: AccessDesk.head([("authorization", "bearer \(key)")]))
    }

    @Test("a key is shown once, kept as a hash, and speaks within its scopes")
    @Loop func scopes() async throws {
        try await AccessDesk.openWithOwner { desk, _ async throws in
            let (key, id) = try await make(desk, #"["tickets:write", "reports:read"]"#)
            #expect(key.hasPrefix("dk_"))
            #expect([UInt8](base64URL: key.dropFirst(3))?.count == 32)
            let found = try #require(try await principal(desk, key))
            #expect(found.kind == .apiKey)
            #expect(found.id?.uuidString.lowercased() == id)
            #expect(found.permissions == [.ticketsRead, .ticketsWrite, .settingsRead, .reportsRead])
            #expect(try await desk.access.authenticator.principal(token: key)?.id == found.id)
            let list = try await desk.call("GET", "/api-keys", token: try await desk.token("mei@shop.example"))
            #expect(
                list.json["items"]?.array?.first?["scopes"]
                    == .array([.string("tickets:write"), .string("reports:read")]))
            #expect(!String(decoding: list.bytes, as: UTF8.self).contains(key))
            #expect(await desk.client.call("GET", "/users", as: found).status == 200)
            #expect(await desk.client.call("GET", "/audit", as: found).status == 403)
            #expect(await desk.client.call("GET", "/session", as: found).status == 403)
            #expect(await desk.client.call("POST", "/users", json: "{}", as: found).status == 403)
        }
    }

    @Test("a revoked key is refused at once, like one that never was")
    @Loop func revoke() async throws {
        try await AccessDesk.openWithOwner { desk, _ async throws in
            let (key, id) = try await make(desk, #"["tickets:read"]"#)
            #expect(try await principal(desk, key) != nil)
            let token = try await desk.token("mei@shop.example")
            #expect(try await desk.call("DELETE", "/api-keys/\(id)", token: token).status == 204)
            #expect(desk.closed.last?.map { $0.uuidString.lowercased() } == [id])
            await #expect(throws: Problem.signInRequired) { try await principal(desk, key) }
            await #expect(throws: Problem.signInRequired) { try await principal(desk, "dk_nonsense") }
            #expect(try await desk.call("DELETE", "/api-keys/\(id)", token: token).status == 404)
        }
    }

    @Test("a token of another kind is left to others")
    @Loop func others() async throws {
        try await AccessDesk.openWithOwner { desk, _ async throws in
            #expect(try await principal(desk, "visitor-token") == nil)
            #expect(try await desk.access.authenticator.principal(token: "visitor-token") == nil)
        }
    }

    @Test("a key needs known scopes and a name")
    @Loop func refusals() async throws {
        try await AccessDesk.openWithOwner { desk, _ async throws in
            let token = try await desk.token("mei@shop.example")
            for scopes in ["[]", #"["everything"]"#] {
                let answer = try await desk.call(
                    "POST", "/api-keys", json: #"{"name": "", "scopes": \#(scopes)}"#, token: token)
                let pointers = answer.json["errors"]?.array?.compactMap { $0["pointer"]?.string }
                #expect(pointers == ["/name", "/scopes"])
            }
        }
    }
}
