import Basics
import EventLoop
import Foundation
import Helpdesk
import Jobs
import Postgres
import TestSupport
import Testing
import Web

@Loop @Suite("Tickets")
struct TicketTests {
    @Test("a ticket made by the API has its customer, message, history, timeline and audit entry")
    func create() async throws {
        let stage = try await Stage()
        let ticket = await stage.made()
        #expect(ticket["customer"]?["id"]?.uuid == Cast.mei)
        #expect(ticket["channel"] == .string("api"))
        #expect(ticket["status"] == .string("open"))
        #expect(ticket["last_seq"] == .number(1))
        let messages = await stage.call("GET", "/tickets/1001/messages").json["items"]?.array ?? []
        #expect(messages.first?["author"]?["kind"] == .string("customer"))
        #expect(messages.first?["client_id"] == .null)
        #expect(
            try await stage.count("SELECT count(*) AS count FROM ticket_status_changes WHERE to_status = 'open'") == 1)
        #expect(try await stage.count("SELECT count(*) AS count FROM timeline_entries WHERE link_number = 1001") == 1)
        #expect(
            try await stage.count("SELECT count(*) AS count FROM audit_entries WHERE action = 'ticket.created'") == 1)
    }

    @Test("the same new address in many requests at once makes one customer")
    func oneCustomer() async throws {
        let stage = try await Stage()
        let statuses = try await atOnce(6) { number in
            await stage.call(
                "POST", "/tickets", #"{"customer":{"email":"new@example.com"},"text":"Hello \#(number)"}"#
            ).status
        }
        #expect(statuses == Array(repeating: 201, count: 6))
        #expect(
            try await stage.count("SELECT count(*) AS count FROM customer_emails WHERE address = 'new@example.com'")
                == 1)
        #expect(try await stage.count("SELECT count(DISTINCT customer_id) AS count FROM tickets") == 1)
    }

    @Test("a call noted by an agent is a note of theirs and counts as the first response")
    func call() async throws {
        let stage = try await Stage()
        let ticket = await stage.call(
            "POST", "/tickets",
            #"{"customer":{"name":"Zoe","phone":"+44 20 7946 0000"},"subject":"Call","text":"Asked about size.","channel":"phone"}"#
        )
        #expect(ticket.status == 201)
        #expect(ticket.json["first_response_at"] == ticket.json["created_at"])
        #expect(ticket.json["waiting_since"] == .null)
        #expect(ticket.json["last_message"]?["kind"] == .string("note"))
    }

    @Test("what is wrong with a new ticket is named field by field")
    func invalid() async throws {
        let stage = try await Stage()
        let answer = await stage.call(
            "POST", "/tickets", #"{"customer":{"email":"nobody"},"channel":"pigeon","priority":"very"}"#)
        #expect(answer.status == 422)
        let pointers = Set(answer.json["errors"]?.array?.compactMap { $0["pointer"]?.string } ?? [])
        #expect(pointers.isSuperset(of: ["/channel", "/priority", "/text", "/customer/email"]))
        #expect(await stage.call("POST", "/tickets", #"{"customer_id":"\#(UUID())","text":"x"}"#).status == 404)
    }

    @Test("a patch changes fields, keeps a trace, and refuses a stale version")
    func patch() async throws {
        let stage = try await Stage()
        let made = await stage.made()
        let path = "/tickets/\(made["id"]?.string ?? "")"
        let changed = await stage.client.call(
            "PATCH", path,
            json: #"{"subject":"Lost","priority":"urgent","tags":["lost"],"custom_fields":{"order":"A1"}}"#,
            headers: [("if-match", "\"1\"")])
        #expect(changed.status == 200)
        #expect(changed.json["subject"] == .string("Lost"))
        #expect(changed.json["priority"] == .string("urgent"))
        #expect(changed.json["custom_fields"]?["order"] == .string("A1"))
        let types = await stage.call("GET", path + "/messages").json["items"]?.array?.compactMap {
            $0["event"]?["type"]?.string
        }
        #expect(types == ["subject", "priority", "tags"])
        let stale = await stage.client.call(
            "PATCH", path, json: #"{"priority":"low"}"#, headers: [("if-match", "\"1\"")])
        #expect(stale.status == 412)
        #expect(await stage.call("PATCH", path, #"{"status":"solved"}"#).status == 422)
    }

    @Test("assigning names both, leaves a note behind, and unknown people are refused")
    func assignment() async throws {
        let stage = try await Stage()
        let path = "/tickets/\(await stage.made()["id"]?.string ?? "")"
        let given = await stage.call(
            "PUT", path + "/assignment",
            #"{"user_id":"\#(Cast.ana)","team_id":"\#(Cast.parcels)","note":"Please call."}"#)
        #expect(given.json["assignee"]?["name"] == .string("Ana Ruiz"))
        #expect(given.json["team"]?["name"] == .string("Parcels"))
        let kept = await stage.call("PUT", path + "/assignment", #"{"user_id":null}"#)
        #expect(kept.json["assignee"] == .null)
        #expect(kept.json["team"]?["name"] == .string("Parcels"))
        #expect(await stage.call("PUT", path + "/assignment", #"{"user_id":"\#(UUID())"}"#).status == 422)
        let kinds = await stage.call("GET", path + "/messages").json["items"]?.array?.compactMap { $0["kind"]?.string }
        #expect(kinds == ["reply", "event", "note", "event"])
    }

    @Test("a ticket solved twice is a conflict, and solving and reopening are counted once each")
    func resolution() async throws {
        let stage = try await Stage()
        let path = "/tickets/\(await stage.made()["id"]?.string ?? "")/resolution"
        #expect(await stage.call("POST", path).json["status"] == .string("solved"))
        let again = await stage.call("POST", path)
        #expect(again.status == 409)
        #expect(again.json["type"] == .string("/problems/ticket-already-solved"))
        #expect(await stage.call("DELETE", path).json["status"] == .string("open"))
        #expect(await stage.call("DELETE", path).status == 409)
        #expect(
            try await stage.count("SELECT count(*) AS count FROM ticket_status_changes WHERE to_status = 'solved'") == 1
        )
        #expect(try await stage.count("SELECT reopen_count AS count FROM tickets") == 1)
    }

    @Test("a snoozed ticket wakes at its time, and at once when the customer writes")
    func snooze() async throws {
        let stage = try await Stage()
        let id = try await stage.chat().ticketID
        func snooze() async -> RouteClient.Answer {
            let until = (stage.desk.now + 3_600).rfc3339
            return await stage.call("PUT", "/tickets/\(id)/snooze", #"{"until":"\#(until)"}"#)
        }
        #expect(await snooze().json["status"] == .string("snoozed"))
        try await TicketJobs(stage.desk).wakeSnoozed()
        #expect(await stage.ticket(id)["status"] == .string("snoozed"))
        stage.pass(seconds: 3_601)
        try await TicketJobs(stage.desk).wakeSnoozed()
        #expect(await stage.ticket(id)["status"] == .string("open"))
        _ = await snooze()
        _ = try await stage.say("Hello?", on: id, clientID: "c9")
        let woken = await stage.ticket(id)
        #expect(woken["status"] == .string("open"))
        #expect(woken["snoozed_until"] == .null)
        #expect(await stage.call("PUT", "/tickets/\(id)/snooze", #"{"until":"2020-01-01T00:00:00Z"}"#).status == 422)
    }

    @Test("a solved ticket closes after the inbox's days when the last word was ours, and says nothing of solving")
    func autoClose() async throws {
        let stage = try await Stage()
        try await stage.database.connection.execute(
            #"UPDATE inboxes SET settings = '{"auto_close_days": 3}' WHERE id = \#(Cast.shop)"#)
        let answered = try await stage.chat().ticketID
        _ = await stage.call("POST", "/tickets/\(answered)/messages", #"{"text":"Done","solve":true}"#)
        let silent = try await stage.chat(visitor: Cast.visiting(Cast.otherVisitor)).ticketID
        _ = await stage.call("POST", "/tickets/\(silent)/resolution")
        var solved = 0
        stage.bus.subscribe(TicketSolved.self, name: "test") { _, _ in solved += 1 }
        stage.pass(seconds: 3 * 86_400 - 60)
        try await TicketJobs(stage.desk).closeSolved()
        #expect(await stage.ticket(answered)["status"] == .string("solved"))
        stage.pass(seconds: 120)
        try await TicketJobs(stage.desk).closeSolved()
        #expect(await stage.ticket(answered)["status"] == .string("closed"))
        #expect(await stage.ticket(silent)["status"] == .string("solved"))
        #expect(solved == 0)
        let late = try await stage.say("Again", on: answered, clientID: "late")
        #expect(late["ticket_id"]?.uuid != answered)
        #expect(await stage.call("POST", "/tickets/\(answered)/messages", #"{"text":"Hi"}"#).status == 409)
    }

    @Test("a ticket whose assignee is gone returns to the queue when the customer reopens it")
    func absentAssignee() async throws {
        let stage = try await Stage()
        let id = try await stage.chat().ticketID
        _ = await stage.call(
            "PUT", "/tickets/\(id)/assignment", #"{"user_id":"\#(Cast.ana)","team_id":"\#(Cast.parcels)"}"#)
        _ = await stage.call("POST", "/tickets/\(id)/resolution")
        _ = try await stage.say("Not yet", on: id, clientID: "c2")
        let ticket = await stage.ticket(id)
        #expect(ticket["assignee"] == .null)
        #expect(ticket["team"]?["name"] == .string("Parcels"))
    }

    @Test("work in turn goes to the online member with most room, and to nobody when all are full")
    func roundRobin() async throws {
        let stage = try await Stage()
        try await stage.database.connection.execute("UPDATE users SET capacity = 2")
        try await stage.database.connection.execute(
            "INSERT INTO team_members (team_id, user_id) VALUES (\(Cast.parcels), \(Cast.ana))")
        var chosen: [UUID?] = []
        for number in 0..<5 {
            let id = try await stage.chat(
                visitor: Cast.visiting(number % 2 == 0 ? Cast.visitor : Cast.otherVisitor), clientID: "c\(number)"
            ).ticketID
            try await stage.database.connection.execute("UPDATE tickets SET visitor_id = NULL WHERE id = \(id)")
            let next = try await stage.database.transaction { connection in
                let next = try await RoundRobin(connection).choose(
                    team: Cast.parcels, online: [Cast.lin, Cast.ana, Cast.olga])
                try await connection.execute("UPDATE tickets SET assignee_id = \(next?.id) WHERE id = \(id)")
                return next?.id
            }
            chosen.append(next)
        }
        #expect(chosen.compactMap { $0 }.filter { $0 == Cast.lin }.count == 2)
        #expect(chosen.compactMap { $0 }.filter { $0 == Cast.ana }.count == 2)
        #expect(chosen.last == .some(nil))
    }

    @Test("links show on both tickets and go from both")
    func links() async throws {
        let stage = try await Stage()
        _ = await stage.made("One")
        _ = await stage.made("Two")
        let linked = await stage.call("POST", "/tickets/1001/links", #"{"ticket":1002}"#)
        #expect(linked.json["linked_tickets"]?.array?.first?["subject"] == .string("Two"))
        let other = await stage.call("GET", "/tickets/1002").json
        #expect(other["linked_tickets"]?.array?.first?["number"] == .number(1001))
        #expect(await stage.call("POST", "/tickets/1001/links", #"{"ticket":1001}"#).status == 422)
        _ = await stage.call("DELETE", "/tickets/1002/links/1001")
        #expect(await stage.call("GET", "/tickets/1001").json["linked_tickets"] == .array([]))
    }

    @Test("reading positions move forward only, and say who has read")
    func reads() async throws {
        let stage = try await Stage()
        let id = try await stage.chat().ticketID
        _ = await stage.call("POST", "/tickets/\(id)/messages", #"{"text":"Hi"}"#)
        let lin = Cast.staff(Cast.lin)
        try await stage.module.live.markRead(id, seq: 99, by: lin)
        try await stage.module.live.markRead(id, seq: 1, by: lin)
        try await stage.module.live.markRead(id, seq: 2, by: Cast.visiting())
        let ticket = await stage.ticket(id)
        #expect(ticket["read_seq"] == .number(2))
        #expect(ticket["unread"] == .bool(false))
        #expect(ticket["customer_read_seq"] == .number(2))
    }

    @Test("mentions and followers show as participants")
    func followers() async throws {
        let stage = try await Stage()
        let id = await stage.made()["id"]?.string ?? ""
        _ = await stage.call(
            "POST", "/tickets/\(id)/messages", #"{"text":"@Ana see this","private":true,"mentions":["\#(Cast.ana)"]}"#)
        let followed = await stage.call("PUT", "/tickets/\(id)/followers/\(Cast.olga)").json
        #expect(followed["participants"]?.array?.compactMap { $0["name"]?.string } == ["Ana Ruiz", "Olga Berg"])
        let left = await stage.call("DELETE", "/tickets/\(id)/followers/\(Cast.ana)").json
        #expect(left["participants"]?.array?.count == 1)
    }

    @Test("when the visitor turns out to be a known customer, the conversation becomes theirs")
    func identified() async throws {
        let stage = try await Stage()
        let id = try await stage.chat().ticketID
        let before = await stage.ticket(id)["customer"]?["id"]?.uuid
        try await stage.database.transaction { connection in
            try await stage.module.visitors.identified(
                visitor: Cast.visitor, from: before, to: Cast.mei, in: connection)
        }
        #expect(await stage.ticket(id)["customer"]?["name"] == .string("Mei Chen"))
        #expect(try await stage.seqs(id) == [1, 2])
        let shared = Cast.visiting(Cast.otherVisitor, customer: Cast.mei, verified: true)
        #expect(try await stage.module.live.lastSeq(of: .ticket(id), for: shared) == 2)
        #expect(try await stage.chat("From my phone", visitor: shared, clientID: "p").ticketID == id)
    }

    @Test("tags, canned replies and views are made, changed and removed; a taken name is a conflict")
    func words() async throws {
        let stage = try await Stage()
        let tag = await stage.call("POST", "/tags", #"{"name":"Parcel","color":"blue"}"#)
        #expect(tag.status == 201)
        #expect(await stage.call("POST", "/tags", #"{"name":"parcel"}"#).status == 409)
        let tagPath = "/tags/\(tag.json["id"]?.string ?? "")"
        #expect(await stage.call("PATCH", tagPath, #"{"name":"Parcels"}"#).json["name"] == .string("Parcels"))
        #expect(await stage.call("DELETE", tagPath).status == 204)
        #expect(await stage.call("GET", tagPath).status == 404)
        let canned = await stage.call(
            "POST", "/canned-replies", #"{"shortcut":"late","title":"Late","text":"Sorry {{name|there}}"}"#)
        #expect(canned.status == 201)
        #expect(
            await stage.call("POST", "/canned-replies", #"{"shortcut":"LATE","title":"x","text":"y"}"#).status == 409)
        let path = "/canned-replies/\(canned.json["id"]?.string ?? "")"
        #expect(await stage.call("PATCH", path, #"{"locale":"en"}"#).json["locale"] == .string("en"))
        #expect(await stage.call("GET", "/canned-replies?q=lat").json["items"]?.array?.count == 1)
        #expect(await stage.call("DELETE", path).status == 204)
        #expect(await stage.call("POST", "/views", #"{"name":"x","filters":{"colour":"red"}}"#).status == 422)
        let own = await stage.call("POST", "/views", #"{"name":"Mine","filters":{"status":"open"}}"#)
        let ana = Cast.staff(Cast.ana)
        #expect(await stage.call("GET", "/views/\(own.json["id"]?.string ?? "")", as: ana).status == 404)
        #expect(await stage.call("DELETE", "/views/\(own.json["id"]?.string ?? "")").status == 204)
    }
}
