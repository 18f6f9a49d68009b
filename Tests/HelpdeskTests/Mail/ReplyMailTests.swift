import Basics
import Channels
import EventLoop
import Foundation
import Helpdesk
import Postgres
import TestSupport
import Testing
import Web

@Loop @Suite("Replies by mail")
struct ReplyMailTests {
    @Test("an answer reaches the customer and those in copy in one mail, threaded, and never ourselves")
    func answers() async throws {
        let mail = try await MailStage()
        let ticket = try await mail.mailed()
        let next = await mail.call("GET", "/tickets/\(ticket)/recipients").json
        #expect(next["mailbox"] == .string("on"))
        #expect(next["from"]?["address"] == .string("support@qinghe.example"))
        #expect(next["from"]?["name"] == .string("Lin Wei"))
        #expect(next["to"]?.array?.map { $0["address"]?.string ?? "" } == ["mei@example.com"])
        #expect(next["cc"]?.array?.map { $0["address"]?.string ?? "" } == ["boss@example.com", "ann@example.com"])
        #expect(next["undo_seconds"] == .number(10))
        #expect(await mail.call("POST", "/tickets/\(ticket)/messages", #"{"text":"On its way."}"#).status == 201)
        #expect(await mail.outbox.turn() == 1)
        #expect(mail.sent.count == 1)
        #expect(mail.sent[0].transmission.recipients == ["mei@example.com", "boss@example.com", "ann@example.com"])
        #expect(mail.header("Subject") == "Re: Where is my parcel? [#1001]")
        #expect(mail.header("In-Reply-To") == "<first@example.com>")
        #expect(mail.header("References") == "<first@example.com>")
        #expect(mail.header("From") == "Lin Wei <support@qinghe.example>")
        let own = try #require(mail.header("Message-ID"))
        let known = try await mail.database.connection.rows(
            { row in try row["message_id"] as String },
            "SELECT message_id FROM mail_message_ids WHERE ticket_id = \(ticket) ORDER BY seq")
        #expect(known == ["<first@example.com>", own])
        // The next one names both.
        _ = await mail.call("POST", "/tickets/\(ticket)/messages", #"{"text":"And here."}"#)
        await mail.outbox.turn()
        #expect(mail.header("References") == "\(own) <first@example.com>")
    }

    @Test("Reply-To is answered; a colleague who writes is added and the customer stays")
    func people() async throws {
        let mail = try await MailStage()
        let ticket = try await mail.mailed(replyTo: "desk@example.com")
        let first = await mail.call("GET", "/tickets/\(ticket)/recipients").json
        #expect(first["to"]?.array?.map { $0["address"]?.string ?? "" } == ["desk@example.com"])
        try await mail.arrived(
            on: ticket, seq: 2, id: "<second@example.com>", from: "ann@example.com", to: ["support@qinghe.example"])
        let second = await mail.call("GET", "/tickets/\(ticket)/recipients").json
        #expect(second["to"]?.array?.map { $0["address"]?.string ?? "" } == ["ann@example.com"])
        #expect(second["cc"]?.array?.map { $0["address"]?.string ?? "" } == ["mei@example.com"])
        // What a machine wrote changes nothing.
        try await mail.arrived(
            on: ticket, seq: 3, id: "<third@example.com>", from: "robot@example.com", to: ["support@qinghe.example"],
            isMachine: true)
        let third = await mail.call("GET", "/tickets/\(ticket)/recipients").json
        #expect(third["to"]?.array?.map { $0["address"]?.string ?? "" } == ["ann@example.com"])
    }

    @Test("a mailbox that is switched off says so beforehand, and the reply waits until it is on again")
    func mailboxOff() async throws {
        let mail = try await MailStage()
        let ticket = try await mail.mailed()
        func mailbox() async -> JSONValue? { await mail.call("GET", "/tickets/\(ticket)/recipients").json["mailbox"] }
        try await mail.database.connection.execute("UPDATE inboxes SET enabled = false WHERE id = \(mail.mailbox)")
        #expect(await mailbox() == .string("off"))
        #expect(await mail.call("POST", "/tickets/\(ticket)/messages", #"{"text":"On its way."}"#).status == 201)
        await mail.outbox.turn()
        #expect(mail.sent.isEmpty)
        try await mail.database.connection.execute("UPDATE inboxes SET enabled = true WHERE id = \(mail.mailbox)")
        mail.stage.pass(seconds: 3_600)
        await mail.outbox.turn()
        #expect(mail.sent.count == 1)
        try await mail.database.connection.execute("UPDATE tickets SET reply_mailbox_id = NULL WHERE id = \(ticket)")
        #expect(await mailbox() == .string("on"), "the company's only mailbox")
        try await mail.database.connection.execute("UPDATE inboxes SET enabled = false WHERE id = \(mail.mailbox)")
        #expect(await mailbox() == .string("none"))
    }

    @Test("a ticket made before there was a mailbox gets the only one, or its inbox' own, at its next reply")
    func lateMailbox() async throws {
        let mail = try await MailStage()
        let connection = mail.database.connection
        func mailbox(_ ticket: UUID) async throws -> UUID? {
            try await connection.one(
                { row in try row["reply_mailbox_id"] }, "SELECT reply_mailbox_id FROM tickets WHERE id = \(ticket)")
        }
        func answer(_ ticket: UUID, _ more: String = "") async throws {
            let sent = await mail.call("POST", "/tickets/\(ticket)/messages", #"{"text":"On its way."\#(more)}"#)
            #expect(sent.status == 201)
        }
        let first = try await mail.mailed()
        let chat = try await mail.stage.chat().ticketID
        try await connection.execute("UPDATE tickets SET reply_mailbox_id = NULL, channel = 'form' WHERE id = \(first)")
        try await connection.execute("UPDATE tickets SET reply_mailbox_id = NULL WHERE id = \(chat)")
        try await connection.execute("UPDATE inboxes SET enabled = false WHERE id = \(mail.mailbox)")
        try await answer(first)
        #expect(try await mailbox(first) == nil)
        try await connection.execute("UPDATE inboxes SET enabled = true WHERE id = \(mail.mailbox)")
        try await answer(first, #","private":true"#)
        #expect(try await mailbox(first) == nil, "a note is no reply")
        #expect(await mail.call("GET", "/tickets/\(first)/recipients").json["mailbox"] == .string("on"))
        try await answer(first)
        #expect(try await mailbox(first) == mail.mailbox)
        #expect(await mail.outbox.turn() == 1)
        #expect(mail.sent.last?.transmission.recipients.contains("mei@example.com") == true)
        try await connection.execute("DELETE FROM customer_emails")
        try await connection.execute("UPDATE visitors SET email = NULL")
        try await answer(chat)
        #expect(try await mailbox(chat) == nil, "nobody knows where to write")
        try await connection.execute("UPDATE visitors SET email = 'mei@example.com'")
        try await answer(chat)
        #expect(try await mailbox(chat) == mail.mailbox)

        // Of two mailboxes only the inbox' own is a choice nobody has to make.
        let second = UUID()
        try await connection.execute(
            """
            INSERT INTO inboxes (id, key, kind, name, settings)
            VALUES (\(second), 'sales', 'email', 'Sales', '{"mail": {"address": "sales@qinghe.example"}}')
            """)
        try await connection.execute(
            "UPDATE tickets SET reply_mailbox_id = NULL, inbox_id = \(Cast.shop) WHERE id = \(first)")
        try await connection.execute(
            "UPDATE tickets SET reply_mailbox_id = NULL, customer_id = \(Cast.mei) WHERE id IN (\(first), \(chat))")
        try await answer(chat)
        #expect(try await mailbox(chat) == nil)
        try await connection.execute(
            """
            UPDATE inboxes SET settings = settings || jsonb_build_object('reply_mailbox_id', \(second.text)::text)
            WHERE id = \(Cast.shop)
            """)
        try await answer(chat)
        #expect(try await mailbox(chat) == second)
    }

    @Test("chosen recipients get it, blind copies unseen; what is no address is refused by name")
    func chosen() async throws {
        let mail = try await MailStage()
        let ticket = try await mail.mailed()
        let sent = await mail.call(
            "POST", "/tickets/\(ticket)/messages",
            #"{"text":"Hello","recipients":{"to":["tom@example.com"],"cc":[{"name":"Ann","address":"ann@example.com"}],"bcc":["boss@qinghe.example"]}}"#
        )
        #expect(sent.status == 201)
        await mail.outbox.turn()
        #expect(mail.sent[0].transmission.recipients == ["tom@example.com", "ann@example.com", "boss@qinghe.example"])
        #expect(!mail.sent[0].text.contains("boss@"))
        for (body, pointer) in [
            (#"{"to":["tom"]}"#, "/recipients/to/0"), (#"{"to":[]}"#, "/recipients/to"),
            (#"{"to":["a@b.example\r\nBcc: c@d.example"]}"#, "/recipients/to/0"),
            (#"{"to":["a@b.example"],"cc":["x y@z"]}"#, "/recipients/cc/0"),
        ] {
            let refused = await mail.call(
                "POST", "/tickets/\(ticket)/messages", #"{"text":"x","recipients":\#(body)}"#)
            #expect(refused.status == 422)
            #expect(refused.json["errors"]?.array?.first?["pointer"] == .string(pointer))
        }
        let onChat = try await mail.stage.chat().ticketID
        let refused = await mail.call(
            "POST", "/tickets/\(onChat)/messages", #"{"text":"x","recipients":{"to":["a@b.example"]}}"#)
        #expect(refused.status == 422)
        #expect(try await mail.stage.seqs(onChat) == [1])
    }

    @Test("nothing private leaves, whichever way it is written")
    func privateStays() async throws {
        let mail = try await MailStage()
        let ticket = try await mail.mailed()
        let user = Cast.staff(Cast.lin)
        // Notes by HTTP, alone and with mentions; by live frame; as a canned reply's note; with a status change.
        for body in [
            #"{"text":"secret","private":true}"#,
            #"{"text":"secret","private":true,"mentions":["\#(Cast.ana.uuidString)"]}"#,
            #"{"text":"secret","private":true,"actions":{"priority":"high"}}"#,
        ] {
            #expect(await mail.call("POST", "/tickets/\(ticket)/messages", body).status == 201)
        }
        _ = try await mail.stage.module.live.send(
            LiveSend(ticketID: ticket, clientID: "n1", text: "secret", isPrivate: true, attachmentIDs: []), by: user)
        let refused = await mail.call(
            "POST", "/tickets/\(ticket)/messages", #"{"text":"x","private":true,"recipients":{"to":["a@b.example"]}}"#)
        #expect(refused.status == 422)
        // Events, calls written down, internal tickets.
        #expect(
            await mail.call("PUT", "/tickets/\(ticket)/assignment", #"{"user_id":"\#(Cast.ana.uuidString)"}"#).status
                == 200)
        #expect(await mail.call("PUT", "/tickets/\(ticket)/drafts/note", #"{"text":"secret"}"#).status == 200)
        for channel in ["phone", "internal"] {
            let made = await mail.call(
                "POST", "/tickets",
                #"{"customer":{"email":"mei@example.com"},"subject":"secret","text":"secret","channel":"\#(channel)"}"#)
            #expect(made.status == 201)
        }
        // A chat's answers travel by the chat.
        let chat = try await mail.stage.chat().ticketID
        _ = await mail.call("POST", "/tickets/\(chat)/messages", #"{"text":"hello"}"#)
        _ = await mail.call("POST", "/tickets/\(chat)/messages", #"{"text":"secret","private":true}"#)
        #expect(try await mail.queued == 0)
        // What leaves with the next answer, the unread chat and the transcript is public.
        try await mail.database.connection.execute(
            "UPDATE visitors SET email = 'visitor@example.com', last_seen_at = '-infinity'")
        _ = await mail.call("POST", "/tickets/\(ticket)/messages", #"{"text":"On its way."}"#)
        mail.stage.pass(seconds: 120)
        try await mail.stage.module.unreadChats.mailUnread()
        #expect(await mail.call("POST", "/tickets/\(ticket)/transcript", #"{"email":"mei@example.com"}"#).status == 202)
        #expect(
            await mail.call("POST", "/tickets/\(chat)/transcript", #"{"email":"visitor@example.com"}"#).status == 202)
        while await mail.outbox.turn() > 0 {}
        #expect(mail.sent.count == 4)
        for sent in mail.sent { #expect(!sent.text.contains("secret")) }
    }

    @Test("an agent may begin: the first message of an email ticket is mailed under its own subject")
    func begins() async throws {
        let mail = try await MailStage()
        let made = await mail.call(
            "POST", "/tickets",
            #"{"customer":{"email":"mei@example.com"},"subject":"Your order","text":"It is ready.","channel":"email","inbox":"support"}"#
        )
        #expect(made.status == 201)
        #expect(made.json["status"] == .string("waiting"))
        await mail.outbox.turn()
        #expect(mail.sent.map(\.transmission.recipients) == [["mei@example.com"]])
        #expect(mail.header("Subject") == "Your order [#1001]")
        #expect(mail.header("In-Reply-To") == nil)
    }

    @Test("a ticket whose answer was refused is open again, and its agent is told why")
    func fails() async throws {
        let mail = try await MailStage()
        let ticket = try await mail.mailed()
        mail.answer = .refused(code: 550, text: "5.7.1 not you", recipients: [])
        _ = await mail.call("POST", "/tickets/\(ticket)/messages", #"{"text":"On its way.","solve":true}"#)
        #expect(await mail.stage.ticket(ticket)["status"] == .string("solved"))
        await mail.outbox.turn()
        let after = await mail.stage.ticket(ticket)
        #expect(after["status"] == .string("open"))
        #expect(after["waiting_since"] != .null)
        #expect(try await mail.events(ticket).contains("mail_failed"))
        // Somebody fixes it and tries again.
        let id = try await mail.database.connection.one(
            { row in try row["id"] as UUID }, "SELECT id FROM outbound_mails")
        mail.answer = .accepted(code: 250, text: "ok", refused: [])
        #expect(await mail.call("POST", "/mails/\(id)/settlement", #"{"sent":true}"#).status == 409)
        #expect(await mail.call("POST", "/mails/\(id)/retry").status == 204)
        await mail.outbox.turn()
        #expect(mail.sent.count == 2)
        #expect(mail.sent[0].text == mail.sent[1].text)
        #expect(await mail.call("POST", "/mails/\(id)/retry").status == 409)
    }

    @Test("of a mail nobody knows about, the agent says whether it arrived")
    func settles() async throws {
        let mail = try await MailStage()
        let ticket = try await mail.mailed()
        mail.answer = .uncertain(text: "no answer")
        _ = await mail.call("POST", "/tickets/\(ticket)/messages", #"{"text":"On its way."}"#)
        await mail.outbox.turn()
        mail.stage.pass(seconds: 901)
        await mail.outbox.turn()
        #expect(try await mail.events(ticket).contains("mail_uncertain"))
        let id = try await mail.database.connection.one(
            { row in try row["id"] as UUID }, "SELECT id FROM outbound_mails")
        #expect(await mail.call("POST", "/mails/\(id)/retry").status == 409)
        #expect(await mail.call("POST", "/mails/\(id)/settlement", #"{"sent":true}"#).status == 204)
        mail.stage.pass(seconds: 100_000)
        #expect(await mail.outbox.turn() == 0)
        #expect(mail.sent.count == 2)
    }
}
