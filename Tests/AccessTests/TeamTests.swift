import Access
import Basics
import EventLoop
import Foundation
import Postgres
import TestSupport
import Testing
import Web

@Suite("Teams", .serialized)
struct TeamTests {
    @Test("a team is made, changed and removed, and its people know")
    @Loop func life() async throws {
        try await AccessDesk.openWithOwner { desk, mei async throws in
            let bo = try await desk.add("bo@shop.example", .agent)
            let token = try await desk.token("mei@shop.example")
            let made = try await desk.call(
                "POST", "/teams", json: #"{"name": "Shipping", "member_ids": ["\#(bo.id)"]}"#, token: token)
            #expect(made.status == 201)
            let id = try #require(made.json["id"]?.string)
            #expect(made.json["member_ids"] == .array([.string(bo.id.description)]))
            let bosToken = try await desk.token("bo@shop.example")
            #expect(try await desk.principal(bosToken)?.teamIDs.map(\.uuidString) == [id.uppercased()])

            let changed = try await desk.call(
                "PATCH", "/teams/\(id)", json: #"{"name": "Parcels", "member_ids": ["\#(mei.id)"]}"#, token: token,
                headers: [("if-match", try #require(made.header("etag")))])
            #expect(changed.json["name"] == .string("Parcels"))
            #expect(try await desk.principal(bosToken)?.teamIDs == [])
            #expect(desk.closed == [[bo.id.uuid]] || desk.closed.last.map(Set.init) == [bo.id.uuid, mei.id.uuid])
            let stale = try await desk.call(
                "PATCH", "/teams/\(id)", json: #"{"name": "Post"}"#, token: token, headers: [("if-match", "\"1\"")])
            #expect(stale.status == 412)

            #expect(try await desk.call("DELETE", "/teams/\(id)", token: token).status == 204)
            #expect(try await desk.call("GET", "/teams/\(id)", token: token).status == 404)
            let user = try await desk.call("GET", "/users/\(mei.id)", token: token).json
            #expect(user["team_ids"] == .array([]))
        }
    }

    @Test("teams named by a person's change get that person and a new version")
    @Loop func fromPerson() async throws {
        try await AccessDesk.openWithOwner { desk, _ async throws in
            let bo = try await desk.add("bo@shop.example", .agent)
            let token = try await desk.token("mei@shop.example")
            let team = try await desk.call("POST", "/teams", json: #"{"name": "Shipping"}"#, token: token)
            let id = try #require(team.json["id"]?.string)
            let before = try #require(team.json["version"]?.number)
            let user = try await desk.call("PATCH", "/users/\(bo.id)", json: #"{"team_ids": ["\#(id)"]}"#, token: token)
            #expect(user.json["team_ids"] == .array([.string(id)]))
            let after = try await desk.call("GET", "/teams/\(id)", token: token).json
            #expect(after["member_ids"] == .array([.string(bo.id.description)]))
            #expect(after["version"] == .number(before + 1))
        }
    }

    @Test("names are unique whatever their case, and members must exist")
    @Loop func refusals() async throws {
        try await AccessDesk.openWithOwner { desk, _ async throws in
            let token = try await desk.token("mei@shop.example")
            _ = try await desk.call("POST", "/teams", json: #"{"name": "Shipping"}"#, token: token)
            let taken = try await desk.call("POST", "/teams", json: #"{"name": "SHIPPING"}"#, token: token)
            #expect(taken.problem == "name-taken")
            let unknown = try await desk.call(
                "POST", "/teams", json: #"{"name": "Post", "member_ids": ["\#(UUID().uuidString)"]}"#, token: token)
            #expect(unknown.json["errors"]?.array?.first?["pointer"] == .string("/member_ids"))
            #expect(try await desk.number("SELECT count(*) AS answer FROM teams") == 1)
        }
    }
}
