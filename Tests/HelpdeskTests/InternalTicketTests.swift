import Basics
import EventLoop
import Foundation
import Helpdesk
import Postgres
import TestSupport
import Testing
import Web

@Loop @Suite("Internal tickets")
struct InternalTicketTests {
    private func made(_ stage: Stage) async -> JSONValue {
        await stage.call(
            "POST", "/tickets",
            #"{"customer_id":"\#(Cast.mei)","subject":"Is Mei's discount right?","text":"Olga, look.","channel":"internal"}"#
        ).json
    }

    @Test("an internal ticket begins with a note, answers nobody and waits for nobody")
    func begins() async throws {
        let stage = try await Stage()
        let ticket = await made(stage)
        #expect(ticket["channel"] == .string("internal"))
        #expect(ticket["inbox"]?["name"] == .string("Internal"))
        #expect(ticket["last_message"]?["kind"] == .string("note"))
        #expect(ticket["first_response_at"] == .null)
        #expect(ticket["waiting_since"] == .null)
        let program = Principal(kind: .apiKey, id: Cast.olga, name: "Shop", permissions: [.ticketsRead, .ticketsWrite])
        let byProgram = await stage.call(
            "POST", "/tickets", #"{"customer_id":"\#(Cast.mei)","text":"Checked.","channel":"internal"}"#, as: program)
        #expect(byProgram.json["last_message"]?["kind"] == .string("note"))
        let elsewhere = await stage.call(
            "POST", "/tickets", #"{"customer_id":"\#(Cast.mei)","text":"x","channel":"internal","inbox":"shop"}"#)
        #expect(elsewhere.json["errors"]?.array?.first?["pointer"] == .string("/inbox"))
    }

    @Test("a public reply on an internal ticket is refused, alone, composed or live; a note is taken")
    func refused() async throws {
        let stage = try await Stage()
        let ticket = await made(stage)
        let path = "/tickets/\(ticket["id"]?.string ?? "")/messages"
        for body in [
            #"{"text":"Hello Mei"}"#, #"{"text":"Hello Mei","solve":true}"#,
            #"{"text":"Hello Mei","actions":{"priority":"high"}}"#,
        ] {
            let answer = await stage.call("POST", path, body)
            #expect(answer.status == 409)
            #expect(answer.json["type"] == .string("/problems/ticket-internal"))
        }
        await #expect(throws: Problem.self) {
            _ = try await stage.say("Hi", on: ticket["id"]?.uuid ?? UUID(), clientID: "l1", by: Cast.staff(Cast.lin))
        }
        #expect(await stage.call("GET", "/tickets/\(ticket["number"]?.int ?? 0)").json["priority"] == .string("normal"))
        let note = await stage.call("POST", path, #"{"text":"It is right.","private":true}"#)
        #expect(note.status == 201)
        #expect(note.json["private"] == .bool(true))
    }

    @Test("everything on an internal ticket is private, being solved too")
    func allPrivate() async throws {
        let stage = try await Stage()
        let path = "/tickets/\(await made(stage)["id"]?.string ?? "")"
        #expect(await stage.call("POST", path + "/resolution").json["status"] == .string("solved"))
        #expect(await stage.call("DELETE", path + "/resolution").json["status"] == .string("open"))
        #expect(try await stage.count("SELECT count(*) AS count FROM messages WHERE NOT private") == 0)
        #expect(try await stage.count("SELECT count(*) AS count FROM messages") == 3)
    }

    @Test("the customer it is about sees nothing of it and cannot write to it, not even vouched for by the shop")
    func hidden() async throws {
        let stage = try await Stage()
        let ticket = await made(stage)
        let id = ticket["id"]?.uuid ?? UUID()
        let mei = Cast.visiting(customer: Cast.mei, verified: true)
        let reach = try #require(mei.visitor)
        #expect(try await stage.module.visitors.currentTicket(of: reach, limit: 50) == nil)
        #expect(try await stage.module.live.lastSeq(of: .ticket(id), for: mei) == nil)
        await #expect(throws: Problem.self) {
            _ = try await stage.say("What is this?", on: id, clientID: "v1", by: mei)
        }
        #expect(await stage.ticket(id)["last_seq"] == .number(1))
    }

    @Test("it counts for no first response, and the database itself refuses a public reply")
    func database() async throws {
        let stage = try await Stage()
        let ticket = await made(stage)
        #expect(try await stage.count("SELECT count(*) AS count FROM report.first_response") == 0)
        await #expect(throws: DatabaseError.self) {
            try await stage.database.connection.execute(
                "UPDATE tickets SET last_agent_seq = 2 WHERE id = \(ticket["id"]?.uuid ?? UUID())")
        }
    }
}
