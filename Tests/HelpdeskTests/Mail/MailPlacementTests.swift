import Basics
import Channels
import EventLoop
import Foundation
import Helpdesk
import Postgres
import TestSupport
import Testing
import Web

@Loop @Suite("A mail on the wrong ticket")
struct MailPlacementTests {
    typealias Letter = InboundStage.Letter

    @Test("moved to another ticket it is copied there and traced here, and its answers follow")
    func moves() async throws {
        let post = try await InboundStage()
        let right = try await post.arrive(Letter(id: "<right@example.com>", text: "My order"))
        let wrong = try await post.arrive(
            Letter(
                from: "Mei Chen <mei.chen@private.example>", id: "<wrong@example.com>",
                fields: ["References: <elsewhere@phone.example>"], text: "About my order"))
        #expect(wrong.ticketID != right.ticketID)
        let path = "/tickets/\(try #require(wrong.ticketID))/messages/1/placement"
        let target = try #require(right.ticketID)
        let moved = await post.stage.call("POST", path, #"{"ticket_id":"\#(target)"}"#)
        #expect(moved.status == 200)
        #expect(moved.json["id"]?.uuid == target)
        #expect(try await post.texts(target).count == 2)
        let there = try await post.messages(target)
        #expect(there.map { $0["seq"]?.int } == [1, 2, 3])
        #expect(there[1]["event"]?["type"] == .string("mail_moved_here"))
        #expect(there[2]["mail"]?["explanation"]?["rule"] == .string("moved"))
        let here = try await post.messages(wrong.ticketID)
        #expect(here.map { $0["event"]?["type"]?.string } == [nil, "mail_moved_away"])
        #expect(here[0]["mail"] == .null)
        #expect(await post.stage.call("POST", path, #"{"ticket_id":"\#(target)"}"#).status == 404)

        // What quotes the mail, or what the mail quoted, follows; so does the second address of the same person.
        for letter in [
            Letter(from: "mei.chen@private.example", fields: ["In-Reply-To: <wrong@example.com>"]),
            Letter(from: "mei.chen@private.example", fields: ["In-Reply-To: <elsewhere@phone.example>"]),
        ] {
            let next = try await post.arrive(letter)
            #expect(next.rule == "known_message_id")
            #expect(next.ticketID == target)
        }
        let fresh = try await post.arrive(Letter(from: "mei.chen@private.example", subject: "Something new"))
        #expect(try await post.ticket(fresh.ticketID)["customer"]?["id"]?.uuid == Cast.mei)
        #expect(
            try await post.count("SELECT count(*) AS count FROM audit_entries WHERE action = 'ticket.mail_moved'") == 1)
    }

    @Test("moved to a new ticket it belongs to its own sender, linked to where it was")
    func movesToNew() async throws {
        let post = try await InboundStage()
        let first = try await post.arrive(Letter(id: "<a@example.com>"))
        let id = try #require(first.ticketID)
        let address = post.identity.replyAddress(conversation: id, mailbox: "support@shop.example")
        let other = try await post.arrive(
            Letter(from: "Cy <cy@corp.example>", to: address, subject: "Another matter", id: "<b@example.com>"))
        #expect(other.ticketID == id)
        let moved = await post.stage.call("POST", "/tickets/\(id)/messages/2/placement", #"{"new":true}"#)
        #expect(moved.status == 200)
        #expect(moved.json["subject"] == .string("Another matter"))
        #expect(moved.json["customer"]?["email"] == .string("cy@corp.example"))
        #expect(moved.json["linked_tickets"]?.array?.map { $0["id"]?.uuid } == [id])
        let answer = try await post.arrive(Letter(from: "cy@corp.example", fields: ["In-Reply-To: <b@example.com>"]))
        #expect(answer.ticketID == moved.json["id"]?.uuid)
        let back = await post.stage.call(
            "POST", "/tickets/\(moved.json["id"]?.string ?? "")/messages/1/placement", #"{"ticket_id":"\#(id)"}"#)
        #expect(back.status == 200)
    }

    @Test("what cannot be moved is refused by name")
    func refuses() async throws {
        let post = try await InboundStage()
        let first = try await post.arrive(Letter())
        let id = try #require(first.ticketID)
        let path = "/tickets/\(id)/messages/1/placement"
        #expect(await post.stage.call("POST", path, "{}").status == 422)
        #expect(await post.stage.call("POST", path, #"{"ticket_id":"\#(id)"}"#).status == 422)
        #expect(await post.stage.call("POST", path, #"{"ticket_id":"\#(UUID())"}"#).status == 422)
        #expect(await post.stage.call("POST", "/tickets/\(id)/messages/9/placement", #"{"new":true}"#).status == 404)
        let note = await post.stage.call("POST", "/tickets/\(id)/messages", #"{"text":"hm","private":true}"#)
        #expect(note.status == 201)
        #expect(await post.stage.call("POST", "/tickets/\(id)/messages/2/placement", #"{"new":true}"#).status == 404)
    }

    @Test("the original is shown and handed out to those who may see the ticket, and to nobody else")
    func original() async throws {
        let post = try await InboundStage()
        let letter = Letter(fields: ["X-Strange: yes"])
        let fate = try await post.arrive(letter)
        let id = try #require(fate.ticketID)
        let routes = RouteClient(
            HelpdeskModule(
                context: post.context, hub: post.stage.hub, bus: post.stage.bus,
                readMail: { path, spool in
                    MailReader.read(Array(try Data(contentsOf: URL(fileURLWithPath: path))), spool: spool)
                }
            ).routes, as: Cast.staff(Cast.lin))
        let shown = await routes.call("GET", "/tickets/\(id)/messages/1/mail")
        #expect(shown.status == 200)
        #expect(
            shown.json["headers"]?.array?.contains(["name": .string("X-Strange"), "value": .string("yes")]) == true)
        #expect(shown.json["text"]?.string?.contains("I ordered a week ago.") == true)
        let source = await routes.call("GET", "/tickets/\(id)/messages/1/mail/source")
        #expect(source.status == 200)
        #expect(source.header("Content-Disposition") == "attachment; filename=\"mail-1.eml\"")
        #expect(await routes.call("GET", "/tickets/\(id)/messages/7/mail").status == 404)
        try await post.database.connection.execute(
            "UPDATE tickets SET assignee_id = \(Cast.olga), team_id = \(Cast.invoices) WHERE id = \(id)")
        let narrow = Cast.staff(Cast.lin, scope: .own, teams: [Cast.parcels])
        #expect(await routes.call("GET", "/tickets/\(id)/messages/1/mail", as: narrow).status == 404)
        #expect(await routes.call("GET", "/tickets/\(id)/messages/1/mail/source", as: narrow).status == 404)
    }

    @Test("a program hands mail over with the mailbox's token, and with nothing else")
    func handsOver() async throws {
        let post = try await InboundStage()
        let routes = RouteClient(
            ChannelsStage.routes(post.context),
            as: Principal(kind: .user, id: Cast.olga, name: "Olga", permissions: [.settingsWrite]))
        let made = await routes.call("POST", "/inboxes/\(InboundStage.support)/mailbox/token")
        #expect(made.status == 201)
        let token = try #require(made.json["token"]?.string)
        #expect(made.json["inbound_url"] == .string("http://127.0.0.1/api/v1/mail/inbound?inbox=support"))
        let send = { (key: String, token: String?) in
            await routes.call(
                "POST", "/mail/inbound?inbox=\(key)", json: String(decoding: Letter().bytes, as: UTF8.self),
                as: .anonymous, headers: token.map { [("authorization", "Bearer \($0)")] } ?? [])
        }
        #expect(await send("support", token).status == 202)
        #expect(await send("support", nil).status == 401)
        #expect(await send("support", "inb_wrong").status == 401)
        #expect(await send("sales", token).status == 401)
        #expect(await send("shop", token).status == 401)
        #expect(await send("nowhere", token).status == 401)
        let again = await routes.call("POST", "/inboxes/\(InboundStage.support)/mailbox/token")
        #expect(again.status == 201)
        #expect(await send("support", token).status == 401)
        #expect(await routes.call("POST", "/inboxes/\(Cast.shop)/mailbox/token").status == 422)
        try await post.processing.work(through: InboundStage.support)
        #expect(try await post.count("SELECT count(*) AS count FROM tickets") == 1)
    }
}
