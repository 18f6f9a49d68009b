import Basics
import Channels
import EventLoop
import Foundation
import Helpdesk
import Jobs
import Postgres
import TestSupport
import Testing
import Web

@Loop @Suite("Intake")
struct IntakeTests {
    @Test("a visitor's first message opens a ticket that waits for an answer, and an agent's reply reaches it")
    func wholePath() async throws {
        let stage = try await Stage()
        let first = try await stage.chat()
        let open = await stage.ticket(first.ticketID)
        #expect(open["status"] == .string("open"))
        #expect(open["number"] == .number(1001))
        #expect(open["subject"] == .string("Where is my parcel?"))
        #expect(open["inbox"]?["key"] == .string("shop"))
        #expect(open["waiting_since"] == open["created_at"])
        #expect(open["unread"] == .bool(true))
        #expect(open["last_message"]?["author_kind"] == .string("customer"))

        let reply = await stage.call("POST", "/tickets/1001/messages", #"{"text":"On its way.","client_id":"a1"}"#)
        #expect(reply.status == 201)
        #expect(reply.json["seq"] == .number(2))
        #expect(reply.json["author"]?["name"] == .string("Lin Wei"))
        let waiting = await stage.ticket(first.ticketID)
        #expect(waiting["status"] == .string("waiting"))
        #expect(waiting["waiting_since"] == .null)
        #expect(waiting["first_response_at"] == reply.json["created_at"])
        let seen = try await stage.module.visitors.messages(
            of: try #require(Cast.visiting().visitor), afterSeq: 0, limit: 50)
        #expect(
            try JSONValue(parsing: seen).array?.compactMap { $0["text"]?.string } == [
                "Where is my parcel?", "On its way.",
            ])
    }

    @Test("a first message sent twice, even at once, opens one ticket")
    func twiceFirst() async throws {
        let stage = try await Stage()
        let tickets = Set(try await atOnce(8) { _ in try await stage.chat(clientID: "same").ticketID })
        #expect(tickets.count == 1)
        #expect(try await stage.count("SELECT count(*) AS count FROM messages") == 1)
        #expect(try await stage.count("SELECT count(*) AS count FROM tickets") == 1)
    }

    @Test("a reply from the customer reopens a solved ticket")
    func reopens() async throws {
        let stage = try await Stage()
        let id = try await stage.chat().ticketID
        #expect(await stage.call("POST", "/tickets/\(id)/resolution").json["status"] == .string("solved"))
        var reopened = 0
        stage.bus.subscribe(TicketReopened.self, name: "test") { _, _ in reopened += 1 }
        let message = try await stage.say("Still not here", on: id, clientID: "c2")
        #expect(message["text"] == .string("Still not here"))
        let ticket = await stage.ticket(id)
        #expect(ticket["status"] == .string("open"))
        #expect(ticket["solved_at"] == .null)
        #expect(ticket["waiting_since"] == message["created_at"])
        #expect(reopened == 1)
        #expect(try await stage.seqs(id) == [1, 2, 3, 4])
    }

    @Test("when the inbox says so, a message to a solved ticket begins a new, linked one")
    func newTicket() async throws {
        let stage = try await Stage()
        try await stage.database.connection.execute(
            #"UPDATE inboxes SET settings = '{"reopen": {"mode": "new_ticket"}}' WHERE id = \#(Cast.shop)"#)
        let id = try await stage.chat().ticketID
        _ = await stage.call("POST", "/tickets/\(id)/resolution")
        let message = try await stage.say("Another thing", on: id, clientID: "c2")
        let next = message["ticket_id"]?.uuid ?? id
        #expect(next != id)
        let ticket = await stage.ticket(next)
        #expect(ticket["linked_tickets"]?.array?.first?["number"] == .number(1001))
        let old = await stage.ticket(id)
        #expect(old["status"] == .string("solved"))
        #expect(old["linked_tickets"]?.array?.first?["number"] == ticket["number"])
    }

    @Test("within its days a solved ticket reopens, later a new one begins")
    func withinDays() async throws {
        let stage = try await Stage()
        try await stage.database.connection.execute(
            #"UPDATE inboxes SET settings = '{"reopen": {"mode": "reopen_within_days", "days": 2}}' WHERE id = \#(Cast.shop)"#
        )
        let id = try await stage.chat().ticketID
        _ = await stage.call("POST", "/tickets/\(id)/resolution")
        stage.pass(seconds: 86_400)
        #expect(try await stage.say("Hm", on: id, clientID: "c2")["ticket_id"]?.uuid == id)
        _ = await stage.call("POST", "/tickets/\(id)/resolution")
        stage.pass(seconds: 3 * 86_400)
        #expect(try await stage.say("Hello?", on: id, clientID: "c3")["ticket_id"]?.uuid != id)
    }

    @Test("a message repeated after a new ticket began is the one stored before")
    func repeatedLater() async throws {
        let stage = try await Stage()
        try await stage.database.connection.execute(
            #"UPDATE inboxes SET settings = '{"reopen": {"mode": "new_ticket"}}' WHERE id = \#(Cast.shop)"#)
        let id = try await stage.chat(clientID: "c1").ticketID
        _ = await stage.call("POST", "/tickets/\(id)/resolution")
        let next = try await stage.chat("Another thing", clientID: "c2").ticketID
        #expect(next != id)
        let again = try JSONValue(parsing: try await stage.chat(clientID: "c1").message)
        #expect(again["ticket_id"]?.uuid == id)
        #expect(try await stage.count("SELECT count(*) AS count FROM messages WHERE kind = 'reply'") == 2)
    }

    @Test("an address a visitor typed never finds the customer it belongs to")
    func typedAddress() async throws {
        let stage = try await Stage()
        try await stage.database.connection.execute(
            "UPDATE visitors SET email = 'mei@example.com', name = 'Not Mei' WHERE id = \(Cast.visitor)")
        let ticket = await stage.ticket(try await stage.chat().ticketID)
        #expect(ticket["customer"]?["name"] == .string("Not Mei"))
        #expect(ticket["customer"]?["email"] == .null)
        #expect(ticket["customer"]?["id"]?.uuid != Cast.mei)
    }

    @Test("a form goes to the customer of its address and shows on the timeline")
    func form() async throws {
        let stage = try await Stage()
        let receipt = try await stage.module.intake.receive(
            InboundMessage(
                channel: .form, inboxID: Cast.shop, author: InboundAuthor(name: "Mei", email: "MEI@example.com"),
                subject: "Return", text: "I want to return it.", formFields: .object(["order": .string("A1")]),
                customFields: ["order": .string("A1")], locale: "en", receivedAt: Date()))
        #expect(receipt.customerID == Cast.mei)
        let ticket = await stage.ticket(receipt.ticketID)
        #expect(ticket["subject"] == .string("Return"))
        #expect(ticket["custom_fields"] == .object(["order": .string("A1")]))
        #expect(
            try await stage.count(
                "SELECT count(*) AS count FROM timeline_entries WHERE kind = 'form' AND link_number = 1001") == 1)
    }

    @Test("a visitor can neither read nor write another visitor's ticket")
    func foreign() async throws {
        let stage = try await Stage()
        let id = try await stage.chat().ticketID
        let other = Cast.visiting(Cast.otherVisitor)
        await #expect(throws: Problem.notFound("ticket")) {
            _ = try await stage.say("Mine now", on: id, clientID: "x", by: other)
        }
        #expect(try await stage.module.live.lastSeq(of: .ticket(id), for: other) == nil)
        await #expect(throws: Problem.notFound("ticket")) {
            try await stage.module.live.markRead(id, seq: 1, by: other)
        }
        #expect(try await stage.seqs(id) == [1])
    }
}
