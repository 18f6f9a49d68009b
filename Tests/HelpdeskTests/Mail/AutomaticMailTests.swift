import Basics
import Channels
import EventLoop
import Foundation
import Helpdesk
import Postgres
import TestSupport
import Testing
import Web

@Loop @Suite("Automatic mail and reports")
struct AutomaticMailTests {
    private func acknowledge(_ mail: MailStage, _ ticket: UUID, isSilent: Bool = false, locale: String? = nil)
        async throws
    {
        try await mail.database.transaction { connection in
            try await Acknowledgement(mail.stage.desk).acknowledge(
                ticket, locale: locale, isSilent: isSilent, in: connection)
        }
    }

    @Test("the author of a new ticket is told once that it arrived, in their language; nobody in copy, no machine")
    func acknowledges() async throws {
        let mail = try await MailStage(acknowledges: true)
        let ticket = try await mail.mailed()
        try await acknowledge(mail, ticket, isSilent: true)
        #expect(try await mail.queued == 0)
        try await acknowledge(mail, ticket, locale: "zh-CN")
        try await acknowledge(mail, ticket, locale: "zh-CN")
        #expect(try await mail.queued == 1)
        await mail.outbox.turn()
        #expect(mail.sent.map(\.transmission.recipients) == [["mei@example.com"]])
        #expect(mail.header("Auto-Submitted") == "auto-replied")
        #expect(mail.header("In-Reply-To") == "<first@example.com>")
        #expect(mail.sent[0].text.contains(Data("收到。\n".utf8).base64EncodedString().prefix(11)))
        let quiet = try await MailStage()
        let other = try await quiet.mailed()
        try await acknowledge(quiet, other)
        #expect(try await quiet.queued == 0)
    }

    private func report(
        _ mail: MailStage, _ kind: BounceReport.Kind, status: String? = nil, address: String = "mei@example.com",
        about original: String? = nil
    ) async throws -> Bool {
        var report = BounceReport()
        report.recipients = [
            BounceReport.Recipient(address: address, kind: kind, status: status, diagnostic: "550 no such user")
        ]
        report.originalMessageID = original ?? mail.header("Message-ID")
        return try await mail.database.transaction { connection in
            try await DeliveryReports(mail.stage.desk).apply(report, deliveredTo: [], in: connection)
        }
    }

    private func states(_ mail: MailStage) async throws -> [String] {
        try await mail.database.connection.rows(
            { row in try row["state"] }, "SELECT state FROM outbound_recipients ORDER BY place")
    }

    @Test("a bounce is an event on the ticket, opens it again and marks a dead address; no mail comes of it")
    func bounces() async throws {
        let mail = try await MailStage()
        let ticket = try await mail.mailed()
        _ = await mail.call("POST", "/tickets/\(ticket)/messages", #"{"text":"On its way."}"#)
        await mail.outbox.turn()
        #expect(await mail.stage.ticket(ticket)["status"] == .string("waiting"))
        #expect(try await report(mail, .delayed, status: "4.4.1"))
        #expect(try await states(mail) == ["delayed", "sent", "sent"])
        #expect(try await mail.events(ticket).isEmpty)
        #expect(try await report(mail, .failed, status: "5.1.1"))
        #expect(try await states(mail) == ["bounced", "sent", "sent"])
        #expect(await mail.stage.ticket(ticket)["status"] == .string("open"))
        #expect(try await mail.events(ticket).first == "mail_bounced")
        // The same report again tells nothing new.
        #expect(try await report(mail, .failed, status: "5.1.1"))
        #expect(try await mail.events(ticket).filter { $0 == "mail_bounced" }.count == 1)
        #expect(try await mail.stage.count("SELECT count(*) AS count FROM suppressed_addresses") == 1)
        #expect(try await mail.queued == 1)
    }

    @Test("a full mailbox suppresses nobody, a complaint does, reading is noted, and a forged report is nothing")
    func otherReports() async throws {
        let mail = try await MailStage()
        let ticket = try await mail.mailed()
        _ = await mail.call("POST", "/tickets/\(ticket)/messages", #"{"text":"On its way."}"#)
        await mail.outbox.turn()
        #expect(try await report(mail, .read))
        #expect(try await states(mail) == ["read", "sent", "sent"])
        #expect(try await report(mail, .delivered))
        #expect(try await states(mail) == ["read", "sent", "sent"])
        #expect(try await report(mail, .failed, status: "5.2.2", address: "ann@example.com"))
        #expect(try await mail.stage.count("SELECT count(*) AS count FROM suppressed_addresses") == 0)
        #expect(try await report(mail, .complaint, address: "boss@example.com"))
        #expect(try await mail.stage.count("SELECT count(*) AS count FROM suppressed_addresses") == 1)
        var forged = BounceReport()
        forged.recipients = [BounceReport.Recipient(address: "mei@example.com", kind: .failed, status: "5.1.1")]
        forged.originalMessageID = "<t.aaaa.bbbb.cccc@qinghe.example>"
        let report = forged
        let isOurs = try await mail.database.transaction { connection in
            try await DeliveryReports(mail.stage.desk).apply(
                report, deliveredTo: ["support+b-aaaa.bbbb@qinghe.example"], in: connection)
        }
        #expect(!isOurs)
        #expect(try await mail.stage.count("SELECT count(*) AS count FROM suppressed_addresses") == 1)
    }

    @Test(
        "a report that names a mail only as the server that accepted it did marks its one recipient, of several the named"
    )
    func reportsBySESName() async throws {
        let mail = try await MailStage(acknowledges: true)
        try await mail.database.connection.execute(
            """
            UPDATE inboxes SET settings = jsonb_set(settings, '{mail,smtp}',
                '{"host": "email-smtp.eu-west-1.amazonaws.com"}')
            """)
        let ids = ["0102018c2f6e1a4b-7a9d0f5f", "0102018c2f6e1a4b-8b9d0f5f"].map {
            $0 + "-7b5d-4e1c-8c55-8e6a5bbd3b8c-000000"
        }
        let ticket = try await mail.mailed()
        try await acknowledge(mail, ticket)
        mail.answer = .accepted(code: 250, text: "Ok \(ids[0])", refused: [])
        await mail.outbox.turn()
        _ = await mail.call("POST", "/tickets/\(ticket)/messages", #"{"text":"On its way."}"#)
        mail.answer = .accepted(code: 250, text: "Ok \(ids[1])", refused: [])
        await mail.outbox.turn()
        func states(_ purpose: String) async throws -> [String] {
            try await mail.database.connection.rows(
                { row in try row["state"] },
                """
                SELECT r.state
                FROM outbound_recipients AS r
                JOIN outbound_mails AS m ON m.id = r.mail_id
                WHERE m.purpose = \(purpose)
                ORDER BY r.place
                """)
        }
        let far = "forwarded@elsewhere.example"
        #expect(try await !report(mail, .failed, about: "<0102018c2f6e1a4b-7a9d0f5f-guess@eu-west-1.amazonses.com>"))
        #expect(try await report(mail, .failed, status: "5.1.1", address: far, about: "<\(ids[0])>"))
        #expect(try await states("acknowledgement") == ["bounced"])
        let name = "<\(ids[1])@eu-west-1.amazonses.com>"
        #expect(try await report(mail, .failed, address: far, about: name))
        #expect(try await states("reply") == ["sent", "sent", "sent"])
        #expect(try await report(mail, .failed, address: "ANN@example.com", about: name))
        #expect(try await states("reply") == ["sent", "sent", "bounced"])
    }

    @Test("what a visitor who left has not read is mailed once in one mail, and not while they are there")
    func unreadChat() async throws {
        let mail = try await MailStage()
        let chat = try await mail.stage.chat().ticketID
        try await mail.database.connection.execute("UPDATE visitors SET email = 'visitor@example.com'")
        _ = await mail.call("POST", "/tickets/\(chat)/messages", #"{"text":"First answer"}"#)
        mail.stage.pass(seconds: 30)
        _ = await mail.call("POST", "/tickets/\(chat)/messages", #"{"text":"Second answer"}"#)
        func there(secondsAgo: Double) async throws {
            try await mail.database.connection.execute(
                "UPDATE visitors SET last_seen_at = \(mail.stage.desk.now.addingTimeInterval(-secondsAgo))")
        }
        try await there(secondsAgo: 500)
        try await mail.stage.module.unreadChats.mailUnread()
        #expect(try await mail.queued == 0)
        mail.stage.pass(seconds: 61)
        try await there(secondsAgo: 5)
        try await mail.stage.module.unreadChats.mailUnread()
        #expect(try await mail.queued == 0)
        try await there(secondsAgo: 60)
        _ = try await atOnce(4) { _ in try await mail.stage.module.unreadChats.mailUnread() }
        #expect(try await mail.queued == 1)
        await mail.outbox.turn()
        #expect(mail.sent.map(\.transmission.recipients) == [["visitor@example.com"]])
        #expect(mail.sent[0].text.contains("First answer"))
        #expect(mail.sent[0].text.contains("Second answer"))
        let identity = MailIdentity(secrets: mail.stage.desk.context.secrets)
        let replyTo = mail.header("Reply-To")?.split(separator: "<").last.map { String($0.dropLast()) } ?? ""
        #expect(identity.conversation(inReplyAddress: replyTo) == chat)
        #expect(try await mail.events(chat) == ["chat_mailed"])
        // A third answer goes alone.
        _ = await mail.call("POST", "/tickets/\(chat)/messages", #"{"text":"Third answer"}"#)
        mail.stage.pass(seconds: 61)
        try await mail.stage.module.unreadChats.mailUnread()
        await mail.outbox.turn()
        #expect(mail.sent.count == 2)
        #expect(!mail.sent[1].text.contains("Second answer"))
    }

    @Test("a transcript goes only to an address given here, three times an hour, and leaves its trace")
    func transcript() async throws {
        let mail = try await MailStage()
        let chat = try await mail.stage.chat().ticketID
        try await mail.database.connection.execute("UPDATE visitors SET email = 'visitor@example.com'")
        func ask(_ email: String) async -> Int {
            await mail.call("POST", "/tickets/\(chat)/transcript", #"{"email":"\#(email)"}"#).status
        }
        #expect(await ask("stranger@example.com") == 422)
        #expect(await ask("no address") == 422)
        for _ in 0..<3 { #expect(await ask("Visitor@example.com") == 202) }
        #expect(await ask("visitor@example.com") == 429)
        #expect(try await mail.queued == 3)
        #expect(try await mail.events(chat) == ["transcript_sent", "transcript_sent", "transcript_sent"])
        await mail.outbox.turn()
        #expect(mail.sent[0].text.contains("Where is my parcel?"))
    }

    @Test("for a visitor nobody vouched for, the customer's record opens no address")
    func transcriptOfTheUnknown() async throws {
        let mail = try await MailStage()
        let chat: ID<Ticket> = ID(try await mail.stage.chat().ticketID)
        try await mail.database.connection.execute(
            """
            INSERT INTO customer_emails (customer_id, address)
            SELECT customer_id, 'on.record@example.com' FROM tickets WHERE id = \(chat)
            """)
        let store = TranscriptStore(mail.database.connection)
        #expect(try await store.isKnown("on.record@example.com", on: chat, onRecord: true))
        #expect(try await store.isKnown("on.record@example.com", on: chat, onRecord: false) == false)
    }

    @Test("the widget hears that a transcript can be sent exactly while its mailbox is on")
    func transcriptPossible() async throws {
        let mail = try await MailStage()
        let chat = try await mail.stage.chat()
        let inbox = try await mail.database.connection.one(
            { row in try row["inbox_id"] as UUID }, "SELECT inbox_id FROM tickets WHERE id = \(chat.ticketID)")
        let store = TranscriptStore(mail.database.connection)
        func possible() async throws -> [Bool] {
            [
                try await store.hasMailbox(ID(chat.ticketID), inboxID: inbox),
                try await store.hasMailbox(nil, inboxID: inbox),
            ]
        }
        #expect(try await possible() == [true, true])
        try await mail.database.connection.execute("UPDATE tickets SET reply_mailbox_id = NULL")
        #expect(try await possible() == [false, true])
        try await mail.database.connection.execute("UPDATE inboxes SET enabled = false WHERE id = \(mail.mailbox)")
        #expect(try await possible() == [false, false])
    }

    @Test(
        "one Re: and the number once",
        arguments: [
            ("Late parcel", "Re: Late parcel [#1042]"),
            ("RE: re[2]: 回复：Late parcel [#1042]", "Re: Late parcel [#1042]"),
            ("  a \n b ", "Re: a b [#1042]"), ("", "Re: [#1042]"), ("Re: [#7]", "Re: [#1042]"),
        ])
    func subject(given: String, subject: String) {
        #expect(MailSubject.reply(to: given, number: 1042) == subject)
    }
}
