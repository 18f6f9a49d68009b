import Access
import Basics
import EventLoop
import Foundation
import Postgres
import TestSupport
import Testing
import Web

@Suite("Members of staff", .serialized)
struct UserTests {
    @Test("the last active owner can be neither demoted nor deactivated")
    @Loop func lastOwner() async throws {
        try await AccessDesk.openWithOwner { desk, mei async throws in
            let token = try await desk.token("mei@shop.example")
            let demoted = try await desk.call("PATCH", "/users/\(mei.id)", json: #"{"role": "agent"}"#, token: token)
            #expect(demoted.status == 409)
            #expect(demoted.problem == "last-owner")
            #expect(try await desk.call("DELETE", "/users/\(mei.id)", token: token).problem == "last-owner")
            let bo = try await desk.add("bo@shop.example", .owner)
            #expect(try await desk.call("DELETE", "/users/\(bo.id)", token: token).status == 204)
            #expect(try await desk.call("DELETE", "/users/\(mei.id)", token: token).problem == "last-owner")
        }
    }

    @Test("an owner who steps down waits for another who is just doing so, and stays")
    @Loop func ownersRace() async throws {
        try await AccessDesk.openWithOwner { desk, mei async throws in
            let bo = try await desk.add("bo@shop.example", .owner)
            let token = try await desk.token("mei@shop.example")
            let demotion = try await desk.database.transaction { connection in
                try await connection.execute("UPDATE users SET role = 'agent' WHERE id = \(bo.id)")
                let demotion = Task { @Loop in
                    try await desk.call("PATCH", "/users/\(mei.id)", json: #"{"role": "agent"}"#, token: token)
                }
                for _ in 0..<100 {
                    if try await desk.number("SELECT count(*) AS answer FROM pg_locks WHERE NOT granted") > 0 { break }
                    try await Loop.sleep(seconds: 0.01)
                }
                return demotion
            }
            #expect(try await demotion.value.problem == "last-owner")
            #expect(try await desk.number("SELECT count(*) AS answer FROM users WHERE role = 'owner' AND active") == 1)
        }
    }

    @Test(
        "who may invite whom",
        arguments: [
            ("owner", ["owner": 201, "supervisor": 201, "agent": 201]),
            ("supervisor", ["owner": 403, "supervisor": 403, "agent": 201]),
            ("agent", ["owner": 403, "supervisor": 403, "agent": 403]),
        ])
    @Loop func inviting(role: String, expected: [String: Int]) async throws {
        try await AccessDesk.openWithOwner { desk, _ async throws in
            _ = try await desk.add("asker@shop.example", try #require(UserRole(rawValue: role)))
            let token = try await desk.token("asker@shop.example")
            for (other, status) in expected {
                let answer = try await desk.call(
                    "POST", "/users", json: #"{"name": "X", "email": "\#(other)@new.example", "role": "\#(other)"}"#,
                    token: token)
                #expect(answer.status == status, "\(role) invites \(other)")
            }
        }
    }

    @Test("a supervisor changes agents, promotes nobody, and leaves supervisors and owners alone")
    @Loop func supervisor() async throws {
        try await AccessDesk.openWithOwner { desk, mei async throws in
            let peer = try await desk.add("peer@shop.example", .supervisor)
            let agent = try await desk.add("agent@shop.example", .agent)
            _ = try await desk.add("super@shop.example", .supervisor)
            let token = try await desk.token("super@shop.example")
            func change(_ user: User, _ json: String) async throws -> Int {
                try await desk.call("PATCH", "/users/\(user.id)", json: json, token: token).status
            }
            #expect(try await change(agent, #"{"capacity": 8}"#) == 200)
            #expect(try await change(agent, #"{"role": "supervisor"}"#) == 403)
            #expect(try await change(peer, #"{"capacity": 8}"#) == 403)
            #expect(try await change(mei, #"{"active": false}"#) == 403)
            #expect(try await desk.call("POST", "/users/\(mei.id)/invitation", token: token).status == 403)
            #expect(try await desk.call("DELETE", "/users/\(agent.id)", token: token).status == 204)
        }
    }

    @Test("an agent sees colleagues but changes nothing and reads no audit log")
    @Loop func agent() async throws {
        try await AccessDesk.openWithOwner { desk, mei async throws in
            _ = try await desk.add("bo@shop.example", .agent)
            let token = try await desk.token("bo@shop.example")
            let list = try await desk.call("GET", "/users", token: token)
            #expect(
                list.json["items"]?.array?.compactMap { $0["email"]?.string } == [
                    "bo@shop.example", "mei@shop.example",
                ])
            #expect(!String(decoding: list.bytes, as: UTF8.self).contains("argon2"))
            let refused: [(String, String)] = [
                ("PATCH", "/users/\(mei.id)"), ("DELETE", "/users/\(mei.id)"), ("POST", "/teams"), ("GET", "/audit"),
                ("GET", "/api-keys"), ("POST", "/api-keys"), ("PATCH", "/company"),
            ]
            for (method, path) in refused {
                #expect(try await desk.call(method, path, json: "{}", token: token).status == 403, "\(method) \(path)")
            }
            #expect(try await desk.call("GET", "/users").status == 401)
        }
    }

    @Test("deactivating ends sessions and live connections at once; reactivating lets the person in again")
    @Loop func deactivate() async throws {
        try await AccessDesk.openWithOwner { desk, _ async throws in
            let bo = try await desk.add("bo@shop.example", .agent)
            let his = try await desk.token("bo@shop.example")
            let hers = try await desk.token("mei@shop.example")
            #expect(try await desk.principal(his) != nil)
            #expect(try await desk.call("DELETE", "/users/\(bo.id)", token: hers).status == 204)
            #expect(try await desk.principal(his) == nil)
            #expect(desk.closed == [[bo.id.uuid]])
            #expect(try await desk.signIn("bo@shop.example").status == 401)
            let back = try await desk.call("PATCH", "/users/\(bo.id)", json: #"{"active": true}"#, token: hers)
            #expect(back.status == 200)
            #expect(try await desk.principal(his) == nil)
            #expect(try await desk.signIn("bo@shop.example").status == 201)
        }
    }

    @Test("a new role counts from the next request on and reopens live connections")
    @Loop func roleChange() async throws {
        try await AccessDesk.openWithOwner { desk, _ async throws in
            let bo = try await desk.add("bo@shop.example", .supervisor)
            let his = try await desk.token("bo@shop.example")
            let hers = try await desk.token("mei@shop.example")
            #expect(try await desk.principal(his)?.permissions.contains(.auditRead) == true)
            _ = try await desk.call("PATCH", "/users/\(bo.id)", json: #"{"role": "agent"}"#, token: hers)
            #expect(try await desk.principal(his)?.permissions == UserRole.agent.permissions)
            #expect(desk.closed == [[bo.id.uuid]])
        }
    }

    @Test("a change to an older version is refused; the answer's ETag is the next one")
    @Loop func versions() async throws {
        try await AccessDesk.openWithOwner { desk, _ async throws in
            let bo = try await desk.add("bo@shop.example", .agent)
            let token = try await desk.token("mei@shop.example")
            let shown = try await desk.call("GET", "/users/\(bo.id)", token: token)
            let tag = try #require(shown.header("etag"))
            let first = try await desk.call(
                "PATCH", "/users/\(bo.id)", json: #"{"capacity": 7}"#, token: token, headers: [("if-match", tag)])
            #expect(first.status == 200)
            #expect(first.header("etag") == "\"2\"")
            let second = try await desk.call(
                "PATCH", "/users/\(bo.id)", json: #"{"capacity": 9}"#, token: token, headers: [("if-match", tag)])
            #expect(second.status == 412)
            #expect(try await desk.call("GET", "/users/\(bo.id)", token: token).json["capacity"] == .number(7))
        }
    }

    @Test("addresses in use, unknown roles and unknown teams are refused by name")
    @Loop func refusals() async throws {
        try await AccessDesk.openWithOwner { desk, _ async throws in
            let token = try await desk.token("mei@shop.example")
            func add(_ json: String) async throws -> RouteClient.Answer {
                try await desk.call("POST", "/users", json: json, token: token)
            }
            let taken = try await add(#"{"name": "M", "email": "MEI@shop.example", "role": "agent"}"#)
            #expect(taken.problem == "email-taken")
            let role = try await add(#"{"name": "M", "email": "m@shop.example", "role": "boss"}"#)
            #expect(role.json["errors"]?.array?.first?["pointer"] == .string("/role"))
            let team = try await add(
                #"{"name": "M", "email": "m@shop.example", "role": "agent", "team_ids": ["\#(UUID().uuidString)"]}"#)
            #expect(team.json["errors"]?.array?.first?["pointer"] == .string("/team_ids"))
            #expect(try await desk.call("GET", "/users/\(UUID().uuidString)", token: token).status == 404)
            #expect(try await desk.number("SELECT count(*) AS answer FROM users") == 1)
        }
    }

    @Test("the list is paged by name without repeating or losing anybody")
    @Loop func paging() async throws {
        try await AccessDesk.openWithOwner { desk, _ async throws in
            for name in ["ana", "Ana", "bo", "cy"] {
                _ = try await desk.add("\(name)\(name == "Ana" ? "2" : "")@shop.example", .agent)
            }
            let token = try await desk.token("mei@shop.example")
            var seen: [String] = []
            var path = "/users?limit=2"
            while true {
                let page = try await desk.call("GET", path, token: token).json
                seen += page["items"]?.array?.compactMap { $0["email"]?.string } ?? []
                guard let cursor = page["next_cursor"]?.string else { break }
                path = "/users?limit=2&cursor=\(cursor)"
            }
            #expect(
                seen == [
                    "ana@shop.example", "Ana2@shop.example", "bo@shop.example", "cy@shop.example", "mei@shop.example",
                ])
        }
    }
}
