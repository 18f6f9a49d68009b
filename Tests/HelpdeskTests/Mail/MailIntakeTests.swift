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

@Loop @Suite("Mail intake")
struct MailIntakeTests {
    typealias Letter = InboundStage.Letter

    @Test("a mail becomes a ticket of its sender, with the subject cleaned, and says how it came")
    func opens() async throws {
        let post = try await InboundStage()
        let fate = try await post.arrive(Letter(subject: "Re: Fwd: Where is my parcel?"))
        #expect(fate.state == "processed")
        #expect(fate.rule == "new")
        let ticket = try await post.ticket(fate.ticketID)
        #expect(ticket["subject"] == .string("Where is my parcel?"))
        #expect(ticket["channel"] == .string("email"))
        #expect(ticket["status"] == .string("open"))
        #expect(ticket["customer"]?["id"]?.uuid == Cast.mei)
        #expect(ticket["waiting_since"] != .null)
        let message = try #require(try await post.messages(fate.ticketID).first)
        #expect(message["author"]?["kind"] == .string("customer"))
        #expect(message["text"]?.string?.contains("I ordered a week ago.") == true)
        #expect(message["client_id"] == .null)
        let mail = try #require(message["mail"])
        #expect(mail["direction"] == .string("in"))
        #expect(mail["from"] == ["name": .string("Mei Chen"), "address": .string("mei@example.com")])
        #expect(mail["to"]?.array?.first?["address"] == .string("support@shop.example"))
        #expect(mail["subject"] == .string("Re: Fwd: Where is my parcel?"))
        #expect(mail["sent_at"] == .string("2026-11-23T08:00:00.000000Z"))
        #expect(mail["explanation"] == ["rule": .string("new"), "detail": [:]])
        #expect(mail["has_html"] == .bool(false))
        let mailbox = try await post.database.connection.one(
            { row in try row["reply_mailbox_id"] as UUID? },
            "SELECT reply_mailbox_id FROM tickets WHERE id = \(try #require(fate.ticketID))")
        #expect(mailbox == InboundStage.support)
    }

    @Test("only the sender becomes a contact; a nameless one is named, others take part by address")
    func people() async throws {
        let post = try await InboundStage()
        let before = try await post.count("SELECT count(*) AS count FROM customers")
        let fate = try await post.arrive(
            Letter(
                from: "Bo Li <bo@corp.example>", to: "support@shop.example, Ann <ann@corp.example>",
                fields: ["Cc: help@shop.example, support+x@shop.example, cy@corp.example, bo@corp.example"]))
        #expect(try await post.count("SELECT count(*) AS count FROM customers") == before + 1)
        #expect(try await post.ticket(fate.ticketID)["customer"]?["name"] == .string("Bo Li"))
        let others = try await post.database.connection.rows(
            { row in "\(try row["address"] as String) \(try row["role"] as String) \(try row["name"] as String)" },
            """
            SELECT address, role, name FROM ticket_mail_participants
            WHERE ticket_id = \(try #require(fate.ticketID)) ORDER BY address
            """)
        #expect(others == ["ann@corp.example to Ann", "cy@corp.example cc "])
    }

    @Test("a mail without a word is a message all the same, and one without a sender is nobody's")
    func bare() async throws {
        let post = try await InboundStage()
        let empty = try await post.arrive(Letter(subject: "", text: ""))
        #expect(try await post.messages(empty.ticketID).first?["kind"] == .string("reply"))
        let nobody = try await post.arrive(Array("Subject: hello\r\n\r\nfrom nowhere\r\n".utf8))
        #expect(nobody.state == "processed")
        #expect(try await post.ticket(nobody.ticketID)["customer"]?["name"] == .string("Unknown sender"))
    }

    @Test("files come along, told by their content, and inline pictures are found by what the text calls them")
    func files() async throws {
        let post = try await InboundStage()
        let png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
        let raw = """
            From: mei@example.com\r
            To: support@shop.example\r
            Subject: Broken\r
            Message-ID: <files@example.com>\r
            MIME-Version: 1.0\r
            Content-Type: multipart/related; boundary=b\r
            \r
            --b\r
            Content-Type: text/html; charset=utf-8\r
            \r
            <p>Look: <img src="cid:pic@x"></p>\r
            --b\r
            Content-Type: image/png; name="photo.png"\r
            Content-ID: <pic@x>\r
            Content-Transfer-Encoding: base64\r
            \r
            \(png)\r
            --b\r
            Content-Type: application/pdf; name="invoice.pdf"\r
            Content-Disposition: attachment\r
            \r
            not a picture\r
            --b--\r

            """
        let fate = try await post.arrive(Array(raw.utf8))
        let rows = try await post.database.connection.rows(
            { row in
                "\(try row["name"] as String) \(try row["content_type"] as String) \(try row["owner_kind"] as String)"
            },
            """
            SELECT name, content_type, owner_kind FROM attachments WHERE ticket_id = \(try #require(fate.ticketID))
            ORDER BY name
            """)
        #expect(rows == ["invoice.pdf application/octet-stream mail", "photo.png image/png mail"])
        let message = try #require(try await post.messages(fate.ticketID).first)
        #expect(message["attachments"]?.array?.count == 2)
        #expect(message["mail"]?["has_html"] == .bool(true))
    }

    @Test("the words of a mail and of its fold are found by the search")
    func found() async throws {
        let post = try await InboundStage()
        let fate = try await post.arrive(
            Letter(text: "It is late.\r\n\r\nOn Monday Lin wrote:\r\n> about the xylophone\r\n"))
        let answer = await post.stage.call("GET", "/tickets?q=xylophone")
        #expect(answer.json["items"]?.array?.map { $0["id"]?.uuid } == [fate.ticketID])
    }

    @Test("mail from an archive keeps its time, and says that nobody need be told")
    func history() async throws {
        let post = try await InboundStage()
        var told: [TicketMailReceived] = []
        post.stage.bus.subscribe(TicketMailReceived.self, name: "test") { event, _ in told.append(event) }
        let fate = try await post.arrive(
            Letter(date: "Tue, 5 Mar 2024 10:00:00 +0100"), source: .mbox)
        #expect(try await post.ticket(fate.ticketID)["created_at"] == .string("2024-03-05T09:00:00.000000Z"))
        #expect(told.map(\.isHistory) == [true])
        #expect(told.map(\.opened) == [true])
        try await post.arrive(Letter(date: "Mon, 23 Nov 2026 08:00:00 +0000"))
        #expect(told.map(\.isHistory) == [true, false])
    }

    @Test("a sender of more than twenty tickets in ten minutes fills one ticket, with an alert in it")
    func flood() async throws {
        let post = try await InboundStage()
        var fates: [InboundStage.Fate] = []
        for number in 1...23 { fates.append(try await post.arrive(Letter(subject: "Number \(number)"))) }
        #expect(Set(fates.prefix(20).map(\.ticketID)).count == 20)
        #expect(fates.prefix(20).allSatisfy { $0.rule == "new" })
        #expect(fates.suffix(3).map(\.rule) == ["flood", "flood", "flood"])
        #expect(Set(fates.suffix(3).map(\.ticketID)).count == 1)
        let events = try await post.messages(fates[20].ticketID).compactMap { $0["event"]?["type"]?.string }
        #expect(events == ["mail_flood"])
        let other = try await post.arrive(Letter(from: "tom@example.com"))
        #expect(other.rule == "new")
    }

    @Test("the mail log shows what came with its reason, and only to those who answer for it")
    func log() async throws {
        let post = try await InboundStage()
        try await post.arrive(Letter())
        try await post.arrive(Letter(from: "support@shop.example"))
        let routes = RouteClient(
            ChannelsStage.routes(post.context),
            as: Principal(kind: .user, id: Cast.olga, name: "Olga", permissions: [.auditRead, .settingsWrite]))
        let answer = await routes.call("GET", "/mails")
        #expect(answer.status == 200)
        #expect(answer.json["items"]?.array?.map { $0["state"] } == [.string("ignored"), .string("processed")])
        #expect(
            answer.json["items"]?.array?.map { $0["explanation"]?["rule"] } == [.string("own_mail"), .string("new")])
        #expect(answer.json["items"]?.array?.last?["ticket_number"] == .number(1001))
        let page = await routes.call("GET", "/mails?limit=1")
        let next = try #require(page.json["next_cursor"]?.string)
        let second = await routes.call("GET", "/mails?limit=1&cursor=\(next)")
        #expect(second.json["items"]?.array?.map { $0["state"] } == [.string("processed")])
        #expect(await routes.call("GET", "/mails?q=mei@").json["items"]?.array?.count == 1)
        #expect(await routes.call("GET", "/mails?direction=out").json["items"]?.array?.isEmpty == true)
        #expect(await routes.call("GET", "/mails?direction=up").status == 422)
        #expect(await routes.call("GET", "/mails", as: Cast.staff(Cast.lin)).status == 403)
    }
}

/// The routes of the channels, for tests that ask them in process.
@Loop enum ChannelsStage {
    static func routes(_ context: AppContext) -> [Route] {
        ChannelsModule.mailRoutes(context)
    }
}
