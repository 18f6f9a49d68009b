import Access
import Basics
import EventLoop
import Foundation
import Postgres
import TestSupport
import Testing
import Web

@Suite("Sessions", .serialized)
struct SessionTests {
    @Test("a session nobody uses ends after 14 days, and a used one after 90")
    @Loop func expiry() async throws {
        try await AccessDesk.openWithOwner { desk, mei async throws in
            let idle = try await desk.token("mei@shop.example")
            let used = try await desk.token("mei@shop.example")
            for _ in 0..<9 {
                desk.clock.move(seconds: 9.9 * 86_400)
                #expect(try await desk.principal(used)?.id == mei.id.uuid)
            }
            #expect(try await desk.principal(idle) == nil)
            desk.clock.move(seconds: 86_400)
            #expect(try await desk.principal(used) == nil)
        }
    }

    @Test("the time of last use is written at most once a minute")
    @Loop func touch() async throws {
        try await AccessDesk.openWithOwner { desk, _ async throws in
            let start = desk.clock.now
            let token = try await desk.token("mei@shop.example")
            desk.clock.move(seconds: 30)
            _ = try await desk.principal(token)
            #expect(try await lastUsed(desk) == start)
            desk.clock.move(seconds: 31)
            _ = try await desk.principal(token)
            #expect(try await lastUsed(desk) == desk.clock.now)
        }
    }

    @Loop private func lastUsed(_ desk: AccessDesk) async throws -> Date {
        try await desk.database.connection.one({ try $0["last_used_at"] }, "SELECT last_used_at FROM sessions")
    }

    @Test("signing out ends this browser's session at once and leaves the others")
    @Loop func signOut() async throws {
        try await AccessDesk.openWithOwner { desk, mei async throws in
            let here = try await desk.token("mei@shop.example")
            let there = try await desk.token("mei@shop.example")
            let session = try #require(try await desk.principal(here)?.sessionID)
            let answer = try await desk.call("DELETE", "/session", token: here)
            #expect(answer.status == 204)
            #expect(answer.header("set-cookie")?.contains("Max-Age=0") == true)
            #expect(try await desk.principal(here) == nil)
            #expect(try await desk.principal(there)?.id == mei.id.uuid)
            #expect(desk.closed == [[session]])
            #expect(try await desk.call("GET", "/session", token: here).status == 401)
        }
    }

    @Test("signing out everywhere ends every session, on other nodes within a second")
    @Loop func everywhere() async throws {
        try await AccessDesk.openWithOwner { desk, mei async throws in
            let here = try await desk.token("mei@shop.example")
            let there = try await desk.token("mei@shop.example")
            let node = desk.otherNode()
            let head = AccessDesk.head([("cookie", "deskbell_session=\(there)")])
            #expect(try await node.authenticator.principal(for: head)?.id == mei.id.uuid)
            #expect(try await desk.call("DELETE", "/session?everywhere=true", token: here).status == 204)
            #expect(try await desk.principal(there) == nil)
            #expect(desk.closed == [[mei.id.uuid]])
            desk.clock.move(seconds: 1)
            #expect(try await node.authenticator.principal(for: head) == nil)
        }
    }

    @Test("a new password needs the present one and ends the other sessions")
    @Loop func changePassword() async throws {
        try await AccessDesk.openWithOwner { desk, mei async throws in
            let here = try await desk.token("mei@shop.example")
            let there = try await desk.token("mei@shop.example")
            func change(_ current: String) -> String {
                #"{"current_password": "\#(current)", "new_password": "seven red lanterns"}"#
            }
            let without = try await desk.call("PATCH", "/session", json: change(""), token: here)
            #expect(without.status == 422)
            let wrong = try await desk.call("PATCH", "/session", json: change("wrong wrong"), token: here)
            #expect(wrong.json["errors"]?.array?.first?["pointer"] == .string("/current_password"))
            #expect(try await desk.principal(there) != nil)
            let right = try await desk.call("PATCH", "/session", json: change(AccessDesk.password), token: here)
            #expect(right.status == 200)
            #expect(try await desk.principal(here)?.id == mei.id.uuid)
            #expect(try await desk.principal(there) == nil)
            #expect(desk.closed == [[mei.id.uuid]])
            #expect(try await desk.signIn("mei@shop.example").status == 401)
            #expect(try await desk.signIn("mei@shop.example", "seven red lanterns").status == 201)
        }
    }

    @Test("people change their own name, language and time zone, and nothing else")
    @Loop func profile() async throws {
        try await AccessDesk.openWithOwner { desk, _ async throws in
            _ = try await desk.add("bo@shop.example", .agent)
            let token = try await desk.token("bo@shop.example")
            let answer = try await desk.call(
                "PATCH", "/session",
                json: #"{"name": "Bo Chen", "locale": "zh-Hans", "time_zone": "Asia/Shanghai", "role": "owner"}"#,
                token: token)
            let user = answer.json["user"]
            #expect(user?["name"] == .string("Bo Chen"))
            #expect(user?["locale"] == .string("zh-Hans"))
            #expect(user?["time_zone"] == .string("Asia/Shanghai"))
            #expect(user?["role"] == .string("agent"))
            let stale = try await desk.call(
                "PATCH", "/session", json: #"{"name": "Bo"}"#, token: token, headers: [("if-match", "\"1\"")])
            #expect(stale.status == 412)
            let unknown = try await desk.call("PATCH", "/session", json: #"{"time_zone": "Moon/Base"}"#, token: token)
            #expect(unknown.json["errors"]?.array?.first?["pointer"] == .string("/time_zone"))
        }
    }

    @Test("sessions whose time is over are removed with their live connections")
    @Loop func expireJob() async throws {
        try await AccessDesk.openWithOwner { desk, _ async throws in
            let token = try await desk.token("mei@shop.example")
            let session = try #require(try await desk.principal(token)?.sessionID)
            _ = try await desk.signIn("mei@shop.example", "wrong wrong")
            desk.clock.move(seconds: 14 * 86_400)
            try await desk.access.sessionJobs.expire()
            #expect(desk.closed == [[session]])
            #expect(try await desk.number("SELECT count(*) AS answer FROM sessions") == 0)
            #expect(try await desk.number("SELECT count(*) AS answer FROM sign_in_failures") == 0)
        }
    }
}
