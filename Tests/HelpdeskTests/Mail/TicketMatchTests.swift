import Basics
import Channels
import EventLoop
import Foundation
import Helpdesk
import Postgres
import TestSupport
import Testing
import Web

@Loop @Suite("Which ticket a mail belongs to")
struct TicketMatchTests {
    typealias Letter = InboundStage.Letter

    private func opened(_ post: InboundStage) async throws -> (id: UUID, number: Int) {
        let fate = try await post.arrive(Letter(id: "<first@example.com>"))
        let id = try #require(fate.ticketID)
        return (id, try await post.ticket(id)["number"]?.int ?? 0)
    }

    @Test("an answer to the signed reply address joins, whoever sends it, and that person takes part from then on")
    func replyAddress() async throws {
        let post = try await InboundStage()
        let ticket = try await opened(post)
        let address = post.identity.replyAddress(conversation: ticket.id, mailbox: "support@shop.example")
        let fate = try await post.arrive(Letter(from: "Cy <cy@corp.example>", to: address.uppercased(), text: "Me too"))
        #expect(fate.ticketID == ticket.id)
        #expect(fate.rule == "reply_address")
        #expect(fate.explanation["detail"]?["ticket_number"]?.int == ticket.number)
        let shown = try await post.ticket(ticket.id)
        #expect(shown["customer"]?["id"]?.uuid == Cast.mei)
        #expect(shown["participants"]?.array?.map { $0["email"] } == [.string("cy@corp.example")])
        #expect(try await post.messages(ticket.id).last?["author"]?["name"] == .string("Cy"))
        // Now a number alone is enough for them.
        let next = try await post.arrive(Letter(from: "cy@corp.example", subject: "[#\(ticket.number)] more"))
        #expect(next.rule == "subject_number")
        #expect(next.ticketID == ticket.id)
    }

    @Test("an answer to a Message-ID we signed joins, from In-Reply-To or anywhere in References")
    func ourMessageID() async throws {
        let post = try await InboundStage()
        let ticket = try await opened(post)
        let id = post.identity.messageID(conversation: ticket.id, message: UUID(), domain: "shop.example")
        let direct = try await post.arrive(Letter(from: "cy@corp.example", fields: ["In-Reply-To: \(id)"]))
        #expect(direct.rule == "our_message_id")
        #expect(direct.ticketID == ticket.id)
        let far = try await post.arrive(Letter(fields: ["References: <a@b> \(id) <c@d>"]))
        #expect(far.rule == "our_message_id")
        #expect(far.ticketID == ticket.id)
    }

    @Test("a forged signature, in an address, a Message-ID or a quote, is no clue at all")
    func forged() async throws {
        let post = try await InboundStage()
        let ticket = try await opened(post)
        let foreign = MailIdentity(secrets: try #require(MasterKey(bytes: Array(repeating: 8, count: 32))))
        let address = foreign.replyAddress(conversation: ticket.id, mailbox: "support@shop.example")
        let id = foreign.messageID(conversation: ticket.id, message: UUID(), domain: "shop.example")
        for letter in [
            Letter(from: "eve@evil.example", to: address),
            Letter(from: "eve@evil.example", fields: ["In-Reply-To: \(id)", "References: \(id)"]),
            Letter(from: "eve@evil.example", text: "Hello\r\n> \(id)\r\n"),
        ] {
            let fate = try await post.arrive(letter)
            #expect(fate.rule == "new")
            #expect(fate.ticketID != ticket.id)
            #expect(try await post.ticket(fate.ticketID)["linked_tickets"] == .array([]))
        }
        #expect(try await post.texts(ticket.id).count == 1)
    }

    @Test("a signed Message-ID in the quoted text joins where the mail program dropped the headers")
    func quoted() async throws {
        let post = try await InboundStage()
        let ticket = try await opened(post)
        let id = post.identity.messageID(conversation: ticket.id, message: UUID(), domain: "shop.example")
        let fate = try await post.arrive(Letter(text: "Thanks!\r\n\r\n> Ref \(id)\r\n"))
        #expect(fate.rule == "quoted_reference")
        #expect(fate.ticketID == ticket.id)
    }

    @Test("an answer to another customer mail joins for those who take part; a stranger gets a linked ticket")
    func knownMessageID() async throws {
        let post = try await InboundStage()
        let ticket = try await opened(post)
        let own = try await post.arrive(Letter(fields: ["In-Reply-To: <first@example.com>"]))
        #expect(own.rule == "known_message_id")
        #expect(own.ticketID == ticket.id)
        let stranger = try await post.arrive(
            Letter(from: "eve@evil.example", fields: ["In-Reply-To: <first@example.com>"]))
        #expect(stranger.rule == "stranger")
        #expect(stranger.ticketID != ticket.id)
        #expect(
            try await post.ticket(stranger.ticketID)["linked_tickets"]?.array?.map { $0["id"]?.uuid } == [ticket.id])
    }

    @Test("a number in the subject joins for those who take part; a stranger gets a linked ticket")
    func subjectNumber() async throws {
        let post = try await InboundStage()
        let ticket = try await opened(post)
        let own = try await post.arrive(Letter(subject: "Re: [#\(ticket.number)] Where is my parcel?"))
        #expect(own.rule == "subject_number")
        #expect(own.ticketID == ticket.id)
        let stranger = try await post.arrive(Letter(from: "eve@evil.example", subject: "Re: [#\(ticket.number)] hi"))
        #expect(stranger.rule == "stranger")
        #expect(stranger.explanation["detail"]?["subject_number"]?.int == ticket.number)
        #expect(stranger.ticketID != ticket.id)
        #expect(try await post.texts(ticket.id).count == 2)
        let nothing = try await post.arrive(Letter(subject: "[#99999] hi"))
        #expect(nothing.rule == "new")
    }

    @Test("an internal ticket is reached by no mail")
    func internalTicket() async throws {
        let post = try await InboundStage()
        let made = await post.stage.call(
            "POST", "/tickets",
            #"{"customer_id":"\#(Cast.mei)","channel":"internal","subject":"About Mei","text":"careful"}"#)
        #expect(made.status == 201)
        let id = made.json["id"]?.uuid ?? UUID()
        let address = post.identity.replyAddress(conversation: id, mailbox: "support@shop.example")
        let fate = try await post.arrive(Letter(to: address, subject: "[#\(made.json["number"]?.int ?? 0)] hi"))
        #expect(fate.rule == "new")
        #expect(fate.ticketID != id)
    }

    @Test("the same subject joins only where the mailbox says so, within a week and of one sender")
    func sameSubject() async throws {
        let post = try await InboundStage()
        let first = try await post.arrive(Letter(subject: "Late parcel"))
        let apart = try await post.arrive(Letter(subject: "Re: late  parcel"))
        #expect(apart.rule == "new")
        try await post.set(
            InboundStage.support, #"{"mail": {"address": "support@shop.example", "join_same_subject": true}}"#)
        let joined = try await post.arrive(Letter(subject: "Re: late  parcel"))
        #expect(joined.rule == "same_subject")
        #expect(joined.ticketID == apart.ticketID)
        #expect(joined.ticketID != first.ticketID)
        #expect(try await post.arrive(Letter(from: "tom@example.com", subject: "Late parcel")).rule == "new")
        post.stage.pass(seconds: 8 * 86_400)
        #expect(try await post.arrive(Letter(subject: "Late parcel")).rule == "new")
    }

    @Test("a customer's answer reopens a solved ticket; to a closed one it begins a linked ticket")
    func reopens() async throws {
        let post = try await InboundStage()
        let ticket = try await opened(post)
        let address = post.identity.replyAddress(conversation: ticket.id, mailbox: "support@shop.example")
        #expect(await post.stage.call("POST", "/tickets/\(ticket.id)/resolution").status < 300)
        let again = try await post.arrive(Letter(to: address, text: "Still late"))
        #expect(again.ticketID == ticket.id)
        #expect(again.explanation["detail"]?["reopened"] == .bool(true))
        #expect(try await post.ticket(ticket.id)["status"] == .string("open"))
        try await post.database.connection.execute("UPDATE tickets SET status = 'closed' WHERE id = \(ticket.id)")
        let later = try await post.arrive(Letter(to: address, text: "And again"))
        #expect(later.rule == "follow_up")
        #expect(later.ticketID != ticket.id)
        #expect(try await post.ticket(later.ticketID)["linked_tickets"]?.array?.map { $0["id"]?.uuid } == [ticket.id])
    }

    @Test("a machine's mail is kept on its ticket and changes nothing: not solved, not closed, not whose turn it is")
    func machine() async throws {
        let post = try await InboundStage()
        let ticket = try await opened(post)
        let address = post.identity.replyAddress(conversation: ticket.id, mailbox: "support@shop.example")
        let vacation = { (text: String) in
            Letter(to: address, subject: "Automatic reply", fields: ["Auto-Submitted: auto-replied"], text: text)
        }
        #expect(
            await post.stage.call("POST", "/tickets/\(ticket.id)/messages", #"{"text":"On its way."}"#).status == 201)
        try await post.arrive(vacation("I am away"))
        #expect(try await post.ticket(ticket.id)["status"] == .string("waiting"))
        #expect(await post.stage.call("POST", "/tickets/\(ticket.id)/resolution").status < 300)
        let second = try await post.arrive(vacation("Still away"))
        #expect(second.ticketID == ticket.id)
        #expect(try await post.ticket(ticket.id)["status"] == .string("solved"))
        try await post.database.connection.execute("UPDATE tickets SET status = 'closed' WHERE id = \(ticket.id)")
        #expect(try await post.arrive(vacation("Away for ever")).ticketID == ticket.id)
        #expect(try await post.ticket(ticket.id)["status"] == .string("closed"))
        let last = try #require(try await post.messages(ticket.id).last)
        #expect(last["author"]?["kind"] == .string("system"))
        #expect(last["mail"]?["automatic"]?["is"] == .bool(true))
        #expect(last["mail"]?["automatic"]?["reasons"]?.array?.isEmpty == false)
    }

    @Test("a forward by a member of staff belongs to the customer who wrote it first")
    func forwarded() async throws {
        let post = try await InboundStage()
        let fate = try await post.arrive(
            Letter(
                from: "Lin Wei <lin@shop.example>", subject: "Fwd: Broken lamp",
                text: """
                    please handle\r
                    \r
                    ---------- Forwarded message ---------\r
                    From: Zoe Kim <zoe@example.net>\r
                    Date: Mon, Nov 23, 2026 at 9:00 AM\r
                    Subject: Broken lamp\r
                    To: <lin@shop.example>\r
                    \r
                    My lamp is broken.\r

                    """))
        #expect(fate.rule == "forwarded")
        let ticket = try await post.ticket(fate.ticketID)
        #expect(ticket["customer"]?["name"] == .string("Zoe Kim"))
        #expect(ticket["customer"]?["email"] == .string("zoe@example.net"))
        #expect(ticket["subject"] == .string("Broken lamp"))
        #expect(ticket["participants"]?.array?.map { $0["name"] } == [.string("Lin Wei")])
        let outsider = try await post.arrive(
            Letter(
                from: "eve@evil.example", subject: "Fwd: hello",
                text:
                    "---------- Forwarded message ---------\r\nFrom: Zoe Kim <zoe@example.net>\r\nDate: now\r\nSubject: x\r\n\r\nhi"
            ))
        #expect(outsider.rule == "new")
        #expect(try await post.ticket(outsider.ticketID)["customer"]?["email"] == .string("eve@evil.example"))
    }

    @Test("an agent answers from outside only with the signed address and our own mail server's word for the sender")
    func agent() async throws {
        let post = try await InboundStage()
        let ticket = try await opened(post)
        let address = post.identity.replyAddress(conversation: ticket.id, mailbox: "support@shop.example")
        let passed = "Authentication-Results: mx.shop.example; dmarc=pass header.from=shop.example"
        let answer = try await post.arrive(
            Letter(from: "lin@shop.example", to: address, fields: [passed], text: "On its way."))
        #expect(answer.rule == "agent_reply")
        let message = try #require(try await post.messages(ticket.id).last)
        #expect(message["author"]?["kind"] == .string("agent"))
        #expect(message["author"]?["id"]?.uuid == Cast.lin)
        #expect(try await post.ticket(ticket.id)["status"] == .string("waiting"))

        // Without that word, or with somebody else's, or by a foreign server's: a message of a person, no agent's.
        for field in [
            "X-Nothing: here", "Authentication-Results: mx.evil.example; dmarc=pass header.from=shop.example",
            "Authentication-Results: mx.shop.example; dmarc=fail header.from=shop.example",
            "Authentication-Results: mx.shop.example; dmarc=pass header.from=evil.example",
        ] {
            let spoofed = try await post.arrive(Letter(from: "lin@shop.example", to: address, fields: [field]))
            #expect(spoofed.rule == "reply_address")
            #expect(try await post.messages(ticket.id).last?["author"]?["kind"] == .string("customer"))
        }
        // The word without the signed address makes a ticket of its own.
        let plain = try await post.arrive(
            Letter(from: "lin@shop.example", subject: "[#\(ticket.number)] hi", fields: [passed]))
        #expect(plain.ticketID != ticket.id || plain.rule == "subject_number")
        #expect(try await post.messages(plain.ticketID).last?["author"]?["kind"] == .string("customer"))
    }

    @Test("a report about a mail of ours goes to its ticket, where only staff see it, and marks whom it did not reach")
    func bounce() async throws {
        let post = try await InboundStage()
        let ticket = try await opened(post)
        #expect(
            await post.stage.call("POST", "/tickets/\(ticket.id)/messages", #"{"text":"On its way."}"#).status == 201)
        let sent = try await post.database.connection.one(
            { row in (id: try row["id"] as UUID, message: try row["message_id"] as UUID) },
            "SELECT id, message_id FROM outbound_mails WHERE conversation_id = \(ticket.id)")
        try await post.database.connection.execute(
            """
            INSERT INTO outbound_recipients (mail_id, place, role, address, state, at)
            VALUES (\(sent.id), 0, 'to', 'mei@example.com', 'sent', \(post.context.clock.now))
            """)
        let people = try await post.count("SELECT count(*) AS count FROM customers")
        let original = post.identity.messageID(conversation: ticket.id, message: sent.message, domain: "shop.example")
        let report = [
            "From: Mail Delivery System <mailer-daemon@example.com>", "To: support@shop.example",
            "Subject: Undelivered Mail Returned to Sender", "Message-ID: <report@example.com>",
            "Auto-Submitted: auto-replied", "MIME-Version: 1.0",
            "Content-Type: multipart/report; report-type=delivery-status; boundary=b", "", "--b",
            "Content-Type: text/plain", "", "It could not be delivered.", "--b",
            "Content-Type: message/delivery-status",
            "", "Reporting-MTA: dns; mx.example.com", "", "Final-Recipient: rfc822; mei@example.com", "Action: failed",
            "Status: 5.1.1", "Diagnostic-Code: smtp; 550 no such user", "", "--b", "Content-Type: text/rfc822-headers",
            "",
            "Message-ID: \(original)", "Subject: Re: Where is my parcel?", "", "--b--", "",
        ].joined(separator: "\r\n")
        let fate = try await post.arrive(Array(report.utf8))
        #expect(fate.rule == "delivery_report")
        #expect(fate.ticketID == ticket.id)
        #expect(try await post.count("SELECT count(*) AS count FROM customers") == people)
        #expect(
            try await post.count(
                "SELECT count(*) AS count FROM outbound_recipients WHERE state = 'bounced' AND mail_id = \(sent.id)")
                == 1)
        #expect(try await post.ticket(ticket.id)["status"] == .string("open"))
        let shown = try await post.messages(ticket.id)
        let message = try #require(shown.first { $0["seq"]?.int == fate.seq })
        #expect(message["private"] == .bool(true))
        #expect(message["author"]?["kind"] == .string("system"))
        #expect(message["mail"]?["bounce"]?["recipients"]?.array?.first?["status"] == .string("5.1.1"))
        #expect(shown.contains { $0["event"]?["type"] == .string("mail_bounced") })
        // A report about a mail we never sent is a machine's mail like any other.
        let forged = try await post.arrive(
            Array(
                report.replacing(original, with: "<t.aaaa.bbbb.cccc@shop.example>").replacing("report@", with: "other@")
                    .utf8))
        #expect(forged.rule == "new")
        #expect(forged.ticketID != ticket.id)
    }
}
