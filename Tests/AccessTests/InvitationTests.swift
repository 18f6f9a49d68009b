import Access
import Basics
import EventLoop
import Foundation
import Postgres
import TestSupport
import Testing
import Web

@Suite("Invitations", .serialized)
struct InvitationTests {
    private static let acceptance = #"{"name": "Bo Chen", "password": "seven red lanterns"}"#

    /// Invites Bo as `token`'s person and gives the link's secret and Bo's id.
    @Loop private func invite(_ desk: AccessDesk, _ token: String) async throws -> (secret: String, id: String) {
        let answer = try await desk.call(
            "POST", "/users", json: #"{"name": "Bo", "email": "bo@shop.example", "role": "agent"}"#, token: token)
        let url = try #require(answer.json["invitation_url"]?.string)
        #expect(url.hasPrefix("http://127.0.0.1:8080/invite/"))
        return (String(url.split(separator: "/").last ?? ""), try #require(answer.json["id"]?.string))
    }

    @Test("the invited person chooses a password and is in; the link works once")
    @Loop func accept() async throws {
        try await AccessDesk.openWithOwner { desk, _ async throws in
            let (secret, id) = try await invite(desk, desk.token("mei@shop.example"))
            let shown = try await desk.call("GET", "/invitations/\(secret)").json
            #expect(shown == .object(["email": .string("bo@shop.example"), "name": .string("Bo")]))
            let answer = try await desk.call("POST", "/invitations/\(secret)", json: Self.acceptance)
            #expect(answer.status == 201)
            #expect(answer.json["user"]?["name"] == .string("Bo Chen"))
            let token = try #require(answer.sessionToken)
            #expect(try await desk.principal(token)?.id?.uuidString.lowercased() == id)
            #expect(try await desk.call("POST", "/invitations/\(secret)", json: Self.acceptance).status == 410)
            #expect(try await desk.call("GET", "/invitations/\(secret)").status == 410)
            #expect(try await desk.signIn("bo@shop.example", "seven red lanterns").status == 201)
        }
    }

    @Test("of five who accept at the same time one gets in")
    @Loop func race() async throws {
        try await AccessDesk.openWithOwner { desk, _ async throws in
            let (secret, _) = try await invite(desk, desk.token("mei@shop.example"))
            let statuses = try await AccessDesk.atOnce(5) { _ in
                try await desk.call("POST", "/invitations/\(secret)", json: Self.acceptance).status
            }
            #expect(statuses.sorted() == [201, 410, 410, 410, 410])
        }
    }

    @Test("the link stops working after 72 hours, and an unknown one never works")
    @Loop func expiry() async throws {
        try await AccessDesk.openWithOwner { desk, _ async throws in
            let (secret, _) = try await invite(desk, desk.token("mei@shop.example"))
            desk.clock.move(seconds: 72 * 3600 - 1)
            #expect(try await desk.call("GET", "/invitations/\(secret)").status == 200)
            desk.clock.move(seconds: 1)
            let late = try await desk.call("POST", "/invitations/\(secret)", json: Self.acceptance)
            #expect(late.status == 410)
            #expect(late.problem == "invitation-over")
            #expect(try await desk.call("GET", "/invitations/nonsense").status == 404)
        }
    }

    @Test("sending again replaces the link, and deactivating revokes it")
    @Loop func resend() async throws {
        try await AccessDesk.openWithOwner { desk, _ async throws in
            let owner = try await desk.token("mei@shop.example")
            let (first, id) = try await invite(desk, owner)
            let again = try await desk.call("POST", "/users/\(id)/invitation", token: owner)
            #expect(again.status == 201)
            let second = try #require(again.json["invitation_url"]?.string?.split(separator: "/").last.map(String.init))
            #expect(try await desk.call("POST", "/invitations/\(first)", json: Self.acceptance).status == 410)
            #expect(try await desk.call("GET", "/invitations/\(second)").status == 200)
            #expect(try await desk.call("DELETE", "/users/\(id)", token: owner).status == 204)
            #expect(try await desk.call("POST", "/invitations/\(second)", json: Self.acceptance).status == 410)
        }
    }

    @Test("a fresh link for someone with a password ends their sessions once it is used")
    @Loop func reset() async throws {
        try await AccessDesk.openWithOwner { desk, _ async throws in
            let bo = try await desk.add("bo@shop.example", .agent)
            let before = try await desk.token("bo@shop.example")
            let owner = try await desk.token("mei@shop.example")
            let link = try await desk.call("POST", "/users/\(bo.id)/invitation", token: owner)
            let secret = try #require(link.json["invitation_url"]?.string?.split(separator: "/").last.map(String.init))
            #expect(try await desk.principal(before) != nil)
            #expect(try await desk.call("POST", "/invitations/\(secret)", json: Self.acceptance).status == 201)
            #expect(try await desk.principal(before) == nil)
            #expect(try await desk.signIn("bo@shop.example").status == 401)
        }
    }

    @Test("a weak password does not use the link up")
    @Loop func weak() async throws {
        try await AccessDesk.openWithOwner { desk, _ async throws in
            let (secret, _) = try await invite(desk, desk.token("mei@shop.example"))
            let weak = try await desk.call("POST", "/invitations/\(secret)", json: #"{"password": "short"}"#)
            #expect(weak.status == 422)
            #expect(try await desk.call("POST", "/invitations/\(secret)", json: Self.acceptance).status == 201)
        }
    }
}
