import Basics
import Channels
import EventLoop
import Foundation
import Helpdesk
import Postgres
import TestSupport
import Testing
import Web

@Loop @Suite("Each mail once")
struct MailDeliveryTests {
    typealias Letter = InboundStage.Letter

    @Test("the same Message-ID twice is one message, whatever the way here added, even after the ticket is gone")
    func duplicate() async throws {
        let post = try await InboundStage()
        var letter = Letter(id: "<same@example.com>")
        let first = try await post.arrive(letter)
        letter.fields = ["Received: by another.example; Mon, 23 Nov 2026 08:01:00 +0000"]
        let second = try await post.arrive(letter)
        #expect(second.state == "duplicate")
        #expect(second.ticketID == first.ticketID)
        #expect(second.seq == first.seq)
        #expect(try await post.texts(first.ticketID).count == 1)
        try await post.database.connection.execute("DELETE FROM tickets WHERE id = \(try #require(first.ticketID))")
        letter.fields = ["Received: by a.third.example; Mon, 23 Nov 2026 08:02:00 +0000"]
        #expect(try await post.arrive(letter).state == "duplicate")
        #expect(try await post.count("SELECT count(*) AS count FROM tickets") == 0)
    }

    @Test("a mail without a Message-ID is known by its content without the traces of its way")
    func nameless() async throws {
        let post = try await InboundStage()
        var letter = Letter(id: nil)
        let first = try await post.arrive(letter)
        letter.fields = []
        let again = Array("Received: from x\r\n by y\r\nDelivered-To: support@shop.example\r\n".utf8) + letter.bytes
        #expect(try await post.arrive(again).state == "duplicate")
        letter.text = "Another matter"
        let other = try await post.arrive(letter)
        #expect(other.state == "processed")
        #expect(other.ticketID != first.ticketID)
    }

    @Test("another mail under a taken name, with other words and another date, is accepted and noted")
    func renamed() async throws {
        let post = try await InboundStage()
        let first = try await post.arrive(Letter(id: "<1@printer.example>"))
        let corrected = try await post.arrive(
            Letter(id: "<1@printer.example>", date: "Mon, 23 Nov 2026 08:00:00 +0000", text: "A footer was added"))
        #expect(corrected.state == "duplicate")
        let other = try await post.arrive(
            Letter(id: "<1@printer.example>", date: "Mon, 23 Nov 2026 09:30:00 +0000", text: "Paper is out"))
        #expect(other.state == "processed")
        #expect(other.ticketID != first.ticketID)
        #expect(other.explanation["detail"]?["same_message_id"] == .bool(true))
        let again =
            Array("Received: by z\r\n".utf8)
            + Letter(id: "<1@printer.example>", date: "Mon, 23 Nov 2026 09:30:00 +0000", text: "Paper is out").bytes
        #expect(try await post.arrive(again).state == "duplicate")
    }

    @Test("one mail to two mailboxes is one message on one ticket, delivered twice")
    func twoMailboxes() async throws {
        let post = try await InboundStage()
        let letter = Letter(to: "support@shop.example, sales@shop.example", id: "<both@example.com>")
        let first = try await post.arrive(letter)
        let second = try await post.arrive(letter, at: InboundStage.sales)
        #expect(second.state == "processed")
        #expect(second.rule == "other_mailbox")
        #expect(second.ticketID == first.ticketID)
        #expect(try await post.texts(first.ticketID).count == 1)
        #expect(try await post.messages(first.ticketID).first?["mail"]?["deliveries"]?.int == 2)
        #expect(try await post.count("SELECT count(*) AS count FROM tickets") == 1)
        #expect(try await post.count("SELECT count(*) AS count FROM ticket_mail_participants") == 0)
    }

    @Test("the same mail at both mailboxes at once is one message all the same")
    func twoMailboxesAtOnce() async throws {
        let post = try await InboundStage()
        let letter = Letter(id: "<race@example.com>")
        for inbox in [InboundStage.support, InboundStage.sales] {
            _ = try await post.reception.keep(
                RawMail(inboxID: inbox, source: .http, receivedAt: post.context.clock.now, bytes: letter.bytes))
        }
        _ = try await atOnce(4) { number in
            try await post.processing.work(through: number % 2 == 0 ? InboundStage.support : InboundStage.sales)
        }
        #expect(try await post.count("SELECT count(*) AS count FROM messages WHERE kind = 'reply'") == 1)
        #expect(
            try await post.count("SELECT count(*) AS count FROM inbound_mails WHERE state = 'processed'") == 2)
    }

    @Test("our own mail coming back is recorded and becomes nothing")
    func own() async throws {
        let post = try await InboundStage()
        let ticket = UUID()
        for letter in [
            Letter(from: "Support <support@shop.example>"), Letter(from: "help@shop.example"),
            Letter(from: "support+tag@shop.example"),
            Letter(id: post.identity.messageID(conversation: ticket, message: UUID(), domain: "shop.example")),
            Letter(fields: ["X-Deskbell-Instance: \(post.identity.ownMark)"]),
        ] {
            let fate = try await post.arrive(letter)
            #expect(fate.state == "ignored")
            #expect(fate.rule == "own_mail")
        }
        #expect(try await post.count("SELECT count(*) AS count FROM messages") == 0)
        let foreign = try await post.arrive(Letter(fields: ["X-Deskbell-Instance: aaaa.bbbb"]))
        #expect(foreign.state == "processed")
    }

    @Test("a mail that cannot be read is tried three times, then a ticket shows the file and the next mail goes on")
    func poison() async throws {
        let post = try await InboundStage()
        post.fail { $0.poison = "boom" }
        let bad = try await post.arrive(Letter(id: "<bad@example.com>", text: "boom"))
        #expect(bad.state == "stored")
        #expect(bad.attempts == 1)
        let good = try await post.arrive(Letter())
        #expect(good.state == "processed")
        post.stage.pass(seconds: 6)
        try await post.processing.work(through: InboundStage.support)
        post.stage.pass(seconds: 31)
        try await post.processing.work(through: InboundStage.support)
        let ids = try await post.database.connection.rows(
            { row in try row["id"] as UUID }, "SELECT id FROM inbound_mails WHERE state = 'failed'")
        let fate = try await post.fate(try #require(ids.first))
        #expect(fate.attempts == 3)
        #expect(fate.rule == "unread")
        #expect(post.processing.unreadCount == 1)
        let ticket = try await post.ticket(fate.ticketID)
        #expect(ticket["subject"] == .string("This mail could not be read"))
        #expect(ticket["customer"]?["email"] == .string("mei@example.com"))
        #expect(ticket["status"] == .string("open"))
        let note = try #require(try await post.messages(fate.ticketID).first)
        #expect(note["private"] == .bool(true))
        #expect(note["attachments"]?.array?.count == 1)

        // Once the reader has learned, the mail is read again.
        post.fail { $0.poison = nil }
        let agent = Principal(kind: .user, id: Cast.ana, name: "Ana", permissions: [.ticketsRead, .ticketsWrite])
        #expect(await post.stage.call("POST", "/mails/\(ids[0])/retry", as: agent).status == 403)
        #expect(await post.stage.call("POST", "/mails/\(ids[0])/retry").status == 204)
        #expect(await post.stage.call("POST", "/mails/\(ids[0])/retry").status == 409)
        try await post.processing.work(through: InboundStage.support)
        #expect(try await post.fate(ids[0]).state == "processed")
    }

    @Test("what dies after the message was stored leaves nothing, and the next try stores it once")
    func diesInBetween() async throws {
        let post = try await InboundStage()
        struct Died: Error {}
        post.fail { $0.afterPlacing = Died() }
        let fate = try await post.arrive(Letter())
        #expect(fate.state == "stored")
        #expect(try await post.count("SELECT count(*) AS count FROM messages") == 0)
        #expect(try await post.count("SELECT count(*) AS count FROM attachments") == 0)
        post.fail { $0.afterPlacing = nil }
        post.stage.pass(seconds: 6)
        try await post.processing.work(through: InboundStage.support)
        #expect(try await post.count("SELECT count(*) AS count FROM messages") == 1)
    }

    @Test("a mail whose server died is worked on again when its lease has run out, and its work is found again")
    func forgotten() async throws {
        let post = try await InboundStage()
        let id = try await post.reception.keep(
            RawMail(
                inboxID: InboundStage.support, source: .http, receivedAt: post.context.clock.now, bytes: Letter().bytes)
        )
        // A server took the mail and its work and was killed.
        try await post.database.connection.execute("DELETE FROM jobs")
        try await post.database.connection.execute(
            """
            UPDATE inbound_mails SET attempts = 1, lease_until = \(post.context.clock.now.addingTimeInterval(60))
            WHERE id = \(id)
            """)
        try await post.processing.work(through: InboundStage.support)
        try await post.processing.wakeForgotten()
        #expect(try await post.fate(id).state == "stored")
        #expect(try await post.count("SELECT count(*) AS count FROM jobs") == 0)
        post.stage.pass(seconds: 61)
        try await post.processing.wakeForgotten()
        try await post.processing.wakeForgotten()
        #expect(try await post.count("SELECT count(*) AS count FROM jobs") == 1)
        try await post.processing.work(through: InboundStage.support)
        #expect(try await post.fate(id).state == "processed")
    }

    @Test("mails of one mailbox are worked off in the order they came, so that an answer finds what it answers")
    func order() async throws {
        let post = try await InboundStage()
        for number in 1...12 {
            let fields = number > 1 ? ["In-Reply-To: <\(number - 1)@chain.example>"] : []
            _ = try await post.reception.keep(
                RawMail(
                    inboxID: InboundStage.support, source: .imap, folder: "INBOX", uidValidity: 1, uid: number,
                    receivedAt: post.context.clock.now,
                    bytes: Letter(id: "<\(number)@chain.example>", fields: fields, text: "Part \(number)").bytes))
        }
        _ = try await atOnce(4) { _ in try await post.processing.work(through: InboundStage.support) }
        #expect(try await post.count("SELECT count(*) AS count FROM tickets") == 1)
        let id = try await post.database.connection.one({ row in try row["id"] as UUID }, "SELECT id FROM tickets")
        #expect(
            try await post.texts(id).map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
                == (1...12).map { "Part \($0)" })
    }
}
