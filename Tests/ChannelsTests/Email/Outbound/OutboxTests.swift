import Basics
import EventLoop
import Foundation
import Postgres
import TestSupport
import Testing
import Web

@testable import Channels

@Loop @Suite("Outbox")
struct OutboxTests {
    private let temporary = TransmissionOutcome.temporary(code: 451, text: "4.7.1 later", recipients: [])

    @Test("a mail is composed once, handed over once, and its Message-ID leads back to the conversation")
    func sends() async throws {
        let stage = try await OutboxStage()
        let id = try await stage.reply()
        #expect(await stage.outbox.turn() == 1)
        #expect(await stage.outbox.turn() == 0)
        #expect(try await stage.state(id) == "sent")
        #expect(try await stage.recipientStates(id) == ["sent"])
        #expect(stage.attempts.map(\.recipients) == [["mei@example.com"]])
        #expect(stage.news == ["sent"])
        let identity = MailIdentity(secrets: stage.context.secrets)
        #expect(identity.mail(inBounceAddress: stage.attempts[0].envelopeFrom) == id)
        let read = try PythonMail.read(stage.contents[0])
        #expect(read["defects"] == .array([]))
        #expect(identity.named(by: read.header("Message-ID") ?? "")?.conversationID == stage.ticket)
        #expect(
            identity.conversation(inReplyAddress: read["reply_to"]?.array?.first?["address"]?.string ?? "")
                == stage.ticket)
        #expect(identity.isOurMark(read.header("X-Deskbell-Instance") ?? ""))
        #expect(read.header("Auto-Submitted") == nil)
        #expect(
            read["tree"]?["parts"]?.array?[0]["text"]?.string?.replacing("\r\n", with: "\n")
                == "On its way.\n\n-- \nQinghe Tea")
    }

    @Test("the name another server gives a mail leads to its conversation as ours does, once it has accepted it")
    func renamed() async throws {
        let stage = try await OutboxStage()
        let amazon = "0102018c2f6e1a4b-7a9d0f5f-7b5d-4e1c-8c55-8e6a5bbd3b8c-000000"
        stage.answers = [
            .refused(code: 550, text: "5.7.1 <not@this.example>", recipients: []),
            .accepted(code: 250, text: "Ok \(amazon)", refused: []),
            .accepted(
                code: 250, text: "2.6.0 <AM0PR04@AM0PR04.prod.example> [InternalId=1] <MEI@example.com> queued",
                refused: []),
        ]
        try await stage.database.connection.execute(
            """
            UPDATE inboxes SET settings = jsonb_set(settings, '{mail,smtp}',
                '{"host": "email-smtp.eu-west-1.amazonaws.com"}')
            """)
        for seq in 1...3 {
            try await stage.reply(seq: seq)
            await stage.outbox.turn()
        }
        let names = try await stage.database.connection.rows(
            { row in "\(try row["seq"] as Int) \(try row["message_id"] as String)" },
            """
            SELECT seq, message_id
            FROM mail_message_ids
            WHERE ticket_id = \(stage.ticket) AND direction = 'out' AND message_id NOT LIKE '<t.%'
            ORDER BY seq
            """)
        #expect(names == ["2 <\(amazon)@eu-west-1.amazonses.com>", "3 <AM0PR04@AM0PR04.prod.example>"])
    }

    @Test(
        "a server's reply names a mail by SES's id in its region, or by what has the form of a Message-ID",
        arguments: [
            (
                "Ok 0100018c2f6e1a4b-7a9d0f5f-7b5d-4e1c-8c55-8e6a5bbd3b8c-000000", "email-smtp.us-east-1.amazonaws.com",
                ["<0100018c2f6e1a4b-7a9d0f5f-7b5d-4e1c-8c55-8e6a5bbd3b8c-000000@email.amazonses.com>"]
            ),
            (
                "Ok 0101018c2f6e1a4b-7a9d0f5f-7b5d-4e1c-8c55-8e6a5bbd3b8c-000000",
                "vpce-1.email-smtp.us-west-2.vpce.amazonaws.com",
                ["<0101018c2f6e1a4b-7a9d0f5f-7b5d-4e1c-8c55-8e6a5bbd3b8c-000000@us-west-2.amazonses.com>"]
            ),
            ("2.0.0 Ok: queued as 4711", "mail.example", []),
            ("2.0.0 <mei@example.com> accepted", "mail.example", []),
            ("queued as <@x> of <é@x.example>", "mail.example", []),
            ("mail mei@example.com queued", "mail.example", []),
        ])
    func acceptedNames(reply: String, host: String, names: [String]) {
        #expect(AcceptedName.names(inReply: reply, from: host, envelope: ["mei@example.com"]) == names)
    }

    @Test(
        "while the server says later, the same bytes are sent after 1, 5, 15 and 60 minutes, then hourly for two days")
    func ladder() async throws {
        let stage = try await OutboxStage()
        stage.answers = [temporary]
        let id = try await stage.reply()
        var waits: [Int] = []
        while try await stage.state(id) != "failed" {
            let before = stage.now
            while await stage.outbox.turn() == 0 { stage.pass(seconds: 60) }
            waits.append(Int(stage.now.timeIntervalSince(before)) / 60)
        }
        #expect(waits.prefix(6) == [0, 1, 5, 15, 60, 60])
        #expect(waits.reduce(0, +) > 46 * 60)
        #expect(waits.reduce(0, +) <= 48 * 60)
        #expect(Set(stage.contents).count == 1)
        #expect(stage.failures.map(\.recipients) == [["mei@example.com"]])
        #expect(stage.news.last == "failed")
    }

    @Test("what the server refuses for good has failed at once, and a dead address is not written to again")
    func refused() async throws {
        let stage = try await OutboxStage()
        stage.answers = [
            .refused(
                code: 550, text: "5.1.1 no such user",
                recipients: [RecipientRefusal(address: "mei@example.com", code: 550, text: "5.1.1 no such user")])
        ]
        let id = try await stage.reply()
        await stage.outbox.turn()
        #expect(try await stage.state(id) == "failed")
        #expect(stage.failures.count == 1)
        #expect(try await stage.automatic() == .refused(.suppressed))
        let second = try await stage.reply(seq: 2)
        await stage.outbox.turn()
        #expect(try await stage.state(second) == "failed")
        #expect(try await stage.recipientStates(second) == ["suppressed"])
        #expect(stage.attempts.count == 1)
    }

    @Test("a refusal that is about the mail, not the address, suppresses nobody")
    func tooLarge() async throws {
        let stage = try await OutboxStage()
        stage.answers = [.refused(code: 552, text: "5.3.4 message too big", recipients: [])]
        let id = try await stage.reply()
        await stage.outbox.turn()
        #expect(try await stage.state(id) == "failed")
        #expect(try await stage.automatic(.survey) != .refused(.suppressed))
    }

    @Test("of several recipients only those not reached are tried again")
    func partly() async throws {
        let stage = try await OutboxStage()
        stage.recipients = MailRecipients(
            to: [MailAddress(address: "mei@example.com")],
            cc: [MailAddress(address: "gone@example.com"), MailAddress(address: "later@example.com")],
            bcc: [MailAddress(address: "boss@qinghe.example")])
        stage.answers = [
            .accepted(
                code: 250, text: "ok",
                refused: [
                    RecipientRefusal(address: "gone@example.com", code: 550, text: "5.1.1 unknown"),
                    RecipientRefusal(address: "later@example.com", code: 451, text: "4.2.1 greylisted"),
                ]),
            .accepted(code: 250, text: "ok", refused: []),
        ]
        let id = try await stage.reply()
        await stage.outbox.turn()
        #expect(try await stage.state(id) == "retry")
        #expect(try await stage.recipientStates(id) == ["sent", "failed", "delayed", "sent"])
        stage.pass(seconds: 61)
        await stage.outbox.turn()
        #expect(stage.attempts.map(\.recipients).last == ["later@example.com"])
        #expect(try await stage.state(id) == "sent")
        #expect(stage.failures.map(\.recipients) == [["gone@example.com"]])
        #expect(!String(decoding: stage.contents[0], as: UTF8.self).contains("boss@"))
    }

    @Test("a mail without an answer is tried once more after 15 minutes, and then a person is asked")
    func doubt() async throws {
        let stage = try await OutboxStage()
        stage.answers = [.uncertain(text: "no answer")]
        let id = try await stage.reply()
        await stage.outbox.turn()
        #expect(try await stage.state(id) == "uncertain")
        #expect(stage.doubtful.isEmpty)
        stage.pass(seconds: 899)
        #expect(await stage.outbox.turn() == 0)
        stage.pass(seconds: 2)
        #expect(await stage.outbox.turn() == 1)
        #expect(stage.doubtful == [id])
        stage.pass(seconds: 1_000_000)
        #expect(await stage.outbox.turn() == 0)
        #expect(stage.attempts.count == 2)
        #expect(Set(stage.contents).count == 1)
    }

    @Test("a node that dies while sending leaves doubt; one that dies before leaves nothing to doubt")
    func crash() async throws {
        let stage = try await OutboxStage()
        let id = try await stage.reply()
        // The lease of a node that is gone, before and after it began to hand over.
        func die(transmitting: Bool) async throws {
            try await stage.database.connection.execute(
                """
                UPDATE outbound_mails
                SET state = 'sending', lease = gen_random_uuid(), lease_until = \(stage.now), transmitting = \(transmitting)
                WHERE id = \(id)
                """)
            stage.pass(seconds: 1)
        }
        try await die(transmitting: false)
        stage.answers = [temporary, .accepted(code: 250, text: "ok", refused: [])]
        #expect(await stage.outbox.turn() == 1)
        #expect(try await stage.state(id) == "retry")
        try await die(transmitting: true)
        #expect(await stage.outbox.turn() == 0)
        #expect(try await stage.state(id) == "uncertain")
        stage.pass(seconds: 901)
        #expect(await stage.outbox.turn() == 1)
        #expect(try await stage.state(id) == "sent")
        #expect(Set(stage.contents).count == 1)
    }

    @Test("two nodes never hand over the same mail")
    func nodes() async throws {
        let stage = try await OutboxStage()
        for seq in 1...12 { try await stage.reply(seq: seq) }
        let other = stage.makeOutbox()
        stage.meanwhile = { _ in try? await Loop.sleep(seconds: 0.02) }
        var turns = 0
        while stage.attempts.count < 12, turns < 50 {
            async let one = stage.outbox.turn()
            async let two = other.turn()
            _ = await (one, two)
            turns += 1
        }
        #expect(stage.attempts.count == 12)
        #expect(Set(stage.attempts.map(\.envelopeFrom)).count == 12)
    }

    @Test("a fault of the mailbox rests its queue, one mail a minute tries it, and it goes on by itself")
    func fault() async throws {
        let stage = try await OutboxStage()
        stage.answers = [
            .fault(kind: "certificate", text: "self-signed"), .fault(kind: "certificate", text: "self-signed"),
            .accepted(code: 250, text: "ok", refused: []),
        ]
        let first = try await stage.reply(seq: 1)
        await stage.outbox.turn()
        let second = try await stage.reply(seq: 2)
        #expect(await stage.outbox.turn() == 0)
        #expect(try await stage.state(first) == "queued")
        let resting = try await OutboxStore(stage.database.connection).mailbox(stage.mailbox)
        #expect(resting?.fault == "certificate")
        stage.pass(seconds: 61)
        #expect(await stage.outbox.turn() == 1)
        #expect(await stage.outbox.turn() == 0)
        stage.pass(seconds: 61)
        #expect(await stage.outbox.turn() == 1)
        #expect(await stage.outbox.turn() == 1)
        #expect(try await stage.state(first) == "sent")
        #expect(try await stage.state(second) == "sent")
        #expect(try await OutboxStore(stage.database.connection).mailbox(stage.mailbox)?.stoppedAt == nil)
        let count = try await stage.database.connection.one(
            { row in try row["attempts"] as Int }, "SELECT attempts FROM outbound_mails WHERE id = \(first)")
        #expect(count == 1)
    }

    @Test("a mailbox sends at most 60 mails a minute, people's answers first")
    func throttle() async throws {
        let stage = try await OutboxStage()
        for number in 0..<30 { _ = try await stage.automatic(.survey, to: "c\(number)@example.com") }
        for seq in 1...40 { try await stage.reply(seq: seq) }
        while await stage.outbox.turn() > 0 {}
        #expect(stage.attempts.count == 60)
        #expect(stage.attempts.prefix(40).allSatisfy { $0.recipients == ["mei@example.com"] })
        stage.pass(seconds: 61)
        while await stage.outbox.turn() > 0 {}
        #expect(stage.attempts.count == 70)
    }

    @Test("automatic mail says so, has no envelope sender, and takes one where a server insists")
    func automatic() async throws {
        let stage = try await OutboxStage()
        guard case .queued(let id) = try await stage.automatic() else { throw CancellationError() }
        stage.answers = [
            .refused(code: 501, text: "5.1.7 sender address required", recipients: []),
            .accepted(code: 250, text: "ok", refused: []),
        ]
        await stage.outbox.turn()
        #expect(try await stage.state(id) == "sent")
        #expect(stage.attempts.map { $0.envelopeFrom.isEmpty } == [true, false])
        let read = try PythonMail.read(stage.contents[0])
        #expect(read.header("Auto-Submitted") == "auto-replied")
        #expect(read.header("X-Auto-Response-Suppress") == "All")
        #expect(read.header("Precedence") == "bulk")
        _ = try await stage.automatic(.survey)
        await stage.outbox.turn()
        #expect(stage.attempts.count == 3)
        #expect(stage.attempts[2].envelopeFrom.isEmpty == false)
    }

    @Test("one acknowledgement per conversation, three an hour and ten a day per person, none to ourselves or machines")
    func caps() async throws {
        let stage = try await OutboxStage()
        #expect(try await stage.automatic(to: "help@qinghe.example") == .refused(.ownAddress))
        #expect(try await stage.automatic(to: "support+x@qinghe.example") == .refused(.ownAddress))
        #expect(try await stage.automatic(to: "Mailer-Daemon@example.com") == .refused(.machineAddress))
        guard case .queued = try await stage.automatic() else { throw CancellationError() }
        #expect(try await stage.automatic() == .refused(.repeated))
        var sent = 1
        for _ in 0..<48 {
            let ticket = try await Entrance.ticket(stage.database, stage.mailbox).ticket
            if case .queued = try await stage.automatic(to: "MEI@example.com", ticket: ticket) { sent += 1 }
            stage.pass(seconds: 900)
        }
        #expect(sent == 10)
        let allowed = OutboxCaps.Counts(
            inConversation: [9, 9, 9, 9, 9], toRecipient: [29, 29, 29, 29, 29], acknowledgementsInHour: 2,
            acknowledgementsInDay: 9)
        #expect(OutboxCaps.allow(.acknowledgement, allowed))
        var counts = allowed
        counts.inConversation[0] = 10
        #expect(!OutboxCaps.allow(.survey, counts))
        counts = allowed
        counts.toRecipient[4] = 360
        #expect(!OutboxCaps.allow(.survey, counts))
    }

    @Test("the database refuses a mail about a note or an event, whoever asks")
    func privateStays() async throws {
        let stage = try await OutboxStage()
        for (seq, kind, isPrivate) in [(1, "note", true), (2, "event", false), (3, "reply", true)] {
            try await stage.database.connection.execute(
                """
                INSERT INTO messages (ticket_id, seq, id, kind, private, author_kind)
                VALUES (\(stage.ticket), \(seq), \(UUID()), \(kind), \(isPrivate), 'agent')
                """)
            await #expect(throws: DatabaseError.self) {
                try await stage.database.connection.execute(
                    """
                    INSERT INTO outbound_mails (id, inbox_id, conversation_id, message_seq, message_id, purpose, next_at,
                        created_at, queued_at)
                    VALUES (\(UUID()), \(stage.mailbox), \(stage.ticket), \(seq), \(UUID()), 'transcript', now(), now(), now())
                    """)
            }
        }
    }

    @Test("overdue counts from when a mail was due: one for later raises no alarm, one tried in vain does")
    func overdue() async throws {
        let stage = try await OutboxStage()
        let connection = stage.database.connection
        let later = try await stage.reply()
        try await connection.execute(
            "UPDATE outbound_mails SET next_at = \(stage.now.addingTimeInterval(86_400)) WHERE id = \(later)")
        stage.pass(seconds: 7_200)
        #expect(try await OutboxFigures.read(connection, at: stage.now).oldestSeconds == 0)
        stage.pass(seconds: 86_400 - 7_200 + 90)
        #expect(try await OutboxFigures.read(connection, at: stage.now).oldestSeconds == 90)
        stage.answers = [.temporary(code: 451, text: "later", recipients: [])]
        let tried = try await stage.reply(seq: 2)
        #expect(await stage.outbox.turn() > 0)
        #expect(try await stage.state(tried) == "retry")
        try await connection.execute("DELETE FROM outbound_mails WHERE id = \(later)")
        stage.pass(seconds: 50)
        let figures = try await OutboxFigures.read(connection, at: stage.now)
        #expect(figures.queued == 1)
        #expect(figures.oldestSeconds == 50)
    }
}
