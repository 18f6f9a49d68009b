import Basics
import EventLoop
import Foundation
import Helpdesk
import Postgres
import TestSupport
import Testing
import Web

@Loop @Suite("Canned replies that act")
struct CannedReplyTests {
    private func events(_ stage: Stage, _ path: String) async -> [String] {
        let items = await stage.call("GET", path + "/messages").json["items"]?.array ?? []
        return items.map { $0["event"]?["type"]?.string ?? $0["kind"]?.string ?? "" }
    }

    @Test("a canned reply keeps its actions, tidied, and one that only acts needs no words")
    func kept() async throws {
        let stage = try await Stage()
        let made = await stage.call(
            "POST", "/canned-replies",
            #"""
            {"shortcut":"refund","title":"Refund","text":"","actions":{"status":"solved","priority":"high",
            "add_tags":[" refund ","Refund"],"assignee":"me","note":"Paid back."}}
            """#)
        #expect(made.status == 201)
        #expect(made.json["text"] == .string(""))
        #expect(made.json["actions"]?["add_tags"] == .array([.string("refund")]))
        let id = made.json["id"]?.string ?? ""
        let read = await stage.call("GET", "/canned-replies/\(id)").json["actions"]
        #expect(
            read == [
                "status": .string("solved"), "snooze_seconds": .null, "priority": .string("high"),
                "add_tags": .array([.string("refund")]), "remove_tags": .array([]), "assignee": .string("me"),
                "team_id": .null, "note": .string("Paid back."),
            ])
        let emptied = await stage.call("PATCH", "/canned-replies/\(id)", #"{"actions":null}"#)
        #expect(emptied.status == 422)
        #expect(emptied.json["errors"]?.array?.first?["pointer"] == .string("/text"))
    }

    @Test("what is wrong with actions is named field by field")
    func invalid() async throws {
        let stage = try await Stage()
        let answer = await stage.call(
            "POST", "/canned-replies",
            #"""
            {"shortcut":"x","title":"X","text":"Hi","actions":{"status":"closed","snooze_seconds":5,"priority":"very",
            "add_tags":["a",""],"remove_tags":["A"],"assignee":"nobody"}}
            """#)
        #expect(answer.status == 422)
        #expect(
            Set(answer.json["errors"]?.array?.compactMap { $0["pointer"]?.string } ?? []) == [
                "/actions/status", "/actions/snooze_seconds", "/actions/priority", "/actions/add_tags",
                "/actions/remove_tags", "/actions/assignee",
            ])
        let gone = await stage.call(
            "POST", "/canned-replies",
            #"{"shortcut":"x","title":"X","text":"Hi","actions":{"assignee":"\#(UUID())","team_id":"\#(UUID())"}}"#)
        #expect(
            Set(gone.json["errors"]?.array?.compactMap { $0["pointer"]?.string } ?? [])
                == ["/actions/assignee", "/actions/team_id"])
        let wrongType = await stage.call(
            "POST", "/canned-replies", #"{"shortcut":"x","title":"X","text":"Hi","actions":{"add_tags":"one"}}"#)
        #expect(wrongType.status == 422)
        #expect(wrongType.json["errors"]?.array?.first?["pointer"] == .string("/actions/add_tags"))
    }

    @Test("words and actions of a canned reply are stored together, each act with its event and audit entry")
    func together() async throws {
        let stage = try await Stage()
        let path = "/tickets/\(await stage.made(extra: #","tags":["new","vip"]"#)["id"]?.string ?? "")"
        let sent = await stage.call(
            "POST", path + "/messages",
            #"""
            {"text":"Your money is on its way.","client_id":"r1","actions":{"status":"solved","priority":"high",
            "add_tags":["refund"],"remove_tags":["NEW"],"assignee":"me","team_id":"\#(Cast.parcels)","note":"Paid."}}
            """#)
        #expect(sent.status == 201)
        #expect(sent.json["kind"] == .string("reply"))
        let ticket = await stage.call("GET", path).json
        #expect(ticket["status"] == .string("solved"))
        #expect(ticket["priority"] == .string("high"))
        #expect(ticket["assignee"]?["name"] == .string("Lin Wei"))
        #expect(ticket["team"]?["name"] == .string("Parcels"))
        #expect(ticket["tags"]?.array?.compactMap { $0["name"]?.string } == ["refund", "vip"])
        #expect(await events(stage, path) == ["reply", "reply", "note", "priority", "tags", "assigned", "status"])
        let audited = try await stage.database.connection.rows(
            { row in try row["action"] as String }, "SELECT action FROM audit_entries ORDER BY at, id")
        #expect(audited.suffix(3) == ["ticket.changed", "ticket.assigned", "ticket.solved"])
        // The same request again answers the same message and acts no second time.
        let again = await stage.call(
            "POST", path + "/messages", #"{"text":"…","client_id":"r1","actions":{"priority":"low"}}"#)
        #expect(again.json["id"] == sent.json["id"])
        #expect(await stage.call("GET", path).json["priority"] == .string("high"))
    }

    @Test("when one action is refused, nothing of the canned reply happens")
    func allOrNothing() async throws {
        let stage = try await Stage()
        let path = "/tickets/\(await stage.made()["id"]?.string ?? "")"
        let answer = await stage.call(
            "POST", path + "/messages",
            #"{"text":"Bye","actions":{"priority":"urgent","assignee":"\#(UUID())"}}"#)
        #expect(answer.status == 422)
        #expect(answer.json["errors"]?.array?.first?["pointer"] == .string("/actions/assignee"))
        #expect(await events(stage, path) == ["reply"])
        #expect(await stage.call("GET", path).json["priority"] == .string("normal"))
    }

    @Test("actions without words put a ticket aside, and what is done already is passed over")
    func actionsOnly() async throws {
        let stage = try await Stage()
        let path = "/tickets/\(await stage.made()["id"]?.string ?? "")"
        let snoozed = await stage.call(
            "POST", path + "/actions", #"{"status":"snoozed","snooze_seconds":3600,"add_tags":["later"]}"#)
        #expect(snoozed.status == 200)
        #expect(snoozed.json["status"] == .string("snoozed"))
        let until = Date(rfc3339: snoozed.json["snoozed_until"]?.string ?? "") ?? .distantPast
        #expect(abs(until.timeIntervalSince(stage.desk.now) - 3_600) < 1)
        #expect(await stage.call("POST", path + "/actions", #"{"status":"solved"}"#).status == 200)
        #expect(await stage.call("POST", path + "/actions", #"{"status":"solved"}"#).status == 200)
        #expect(await stage.call("GET", path).json["solve_count"] == .number(1))
        #expect(await stage.call("POST", path + "/actions", "{}").status == 422)
        #expect(await stage.call("POST", path + "/actions", #"{"status":"snoozed","snooze_seconds":60}"#).status == 409)
    }

    @Test("a reply that is snoozed with it stays snoozed, and whoever gets it by the canned reply is asked about")
    func snoozedReply() async throws {
        let stage = try await Stage()
        let path = "/tickets/\(await stage.made()["id"]?.string ?? "")"
        let sent = await stage.call(
            "POST", path + "/messages",
            #"{"text":"We look into it.","actions":{"status":"snoozed","snooze_seconds":600}}"#)
        #expect(sent.status == 201)
        #expect(await stage.call("GET", path).json["status"] == .string("snoozed"))
        let both = await stage.call(
            "POST", path + "/messages",
            #"{"text":"x","solve":true,"actions":{"status":"snoozed","snooze_seconds":600}}"#)
        #expect(both.json["errors"]?.array?.first?["pointer"] == .string("/actions/status"))
    }
}
