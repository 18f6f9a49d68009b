import Basics
import Channels
import EventLoop
import Foundation
import Helpdesk
import Postgres
import TestSupport
import Testing
import Web

@Loop @Suite("Scheduled replies")
struct ScheduledReplyTests {
    private func schedule(
        _ mail: MailStage, _ ticket: UUID, in seconds: Double, undo: Bool, extra: String = ""
    ) async throws -> JSONValue {
        let at = mail.stage.desk.now.addingTimeInterval(seconds).rfc3339
        let answer = await mail.call(
            "POST", "/tickets/\(ticket)/scheduled-replies",
            #"{"text":"On its way.","send_at":"\#(at)","undo":\#(undo),"seen_seq":1\#(extra)}"#)
        #expect(answer.status == 201)
        return answer.json
    }

    private func post(_ mail: MailStage, _ reply: JSONValue) async throws {
        try await ScheduledReplyJobs(mail.stage.desk).post(ID(reply["id"]?.uuid ?? UUID()))
    }

    @Test("a reply sent with an undo is posted when its seconds are over, once, and mailed to those chosen")
    func undoWindow() async throws {
        let mail = try await MailStage()
        let ticket = try await mail.mailed()
        let reply = try await schedule(
            mail, ticket, in: 10, undo: true, extra: #","recipients":{"to":["tom@example.com"]},"solve":true"#)
        #expect(try await mail.queued == 0)
        try await post(mail, reply)
        #expect(try await mail.queued == 0)
        // Something newer came: what was sent a moment ago goes all the same.
        try await mail.arrived(
            on: ticket, seq: 1, id: "<more@example.com>", from: "mei@example.com", to: ["support@qinghe.example"])
        mail.stage.pass(seconds: 11)
        _ = try await atOnce(3) { _ in try await self.post(mail, reply) }
        #expect(try await mail.queued == 1)
        #expect(await mail.stage.ticket(ticket)["status"] == .string("solved"))
        await mail.outbox.turn()
        #expect(mail.sent.map(\.transmission.recipients) == [["tom@example.com"]])
        let waiting = await mail.call("GET", "/tickets/\(ticket)/scheduled-replies").json
        #expect(waiting["items"] == .array([]))
        #expect(await mail.call("DELETE", "/scheduled-replies/\(reply["id"]?.string ?? "")").status == 404)
    }

    @Test(
        "a canned reply's other actions wait with the reply: done once when it is posted, never when it is taken back")
    func actions() async throws {
        let mail = try await MailStage()
        let first = try await mail.mailed()
        let urgent = #","actions":{"priority":"urgent","add_tags":["parcel"]}"#
        let posted = try await schedule(mail, first, in: 10, undo: true, extra: urgent)
        #expect(await mail.stage.ticket(first)["priority"] == .string("normal"), "nothing is done before its time")
        mail.stage.pass(seconds: 11)
        _ = try await atOnce(3) { _ in try await self.post(mail, posted) }
        #expect(await mail.stage.ticket(first)["priority"] == .string("urgent"))
        let taken = try await schedule(mail, first, in: 10, undo: true, extra: #","actions":{"priority":"low"}"#)
        let back = await mail.call("DELETE", "/scheduled-replies/\(taken["id"]?.string ?? "")")
        #expect(back.json["actions"]?["priority"] == .string("low"), "the composer gets them back")
        mail.stage.pass(seconds: 60)
        try await post(mail, taken)
        #expect(await mail.stage.ticket(first)["priority"] == .string("urgent"))
        let wrong = await mail.call(
            "POST", "/tickets/\(first)/scheduled-replies",
            #"{"text":"x","send_at":"\#(mail.stage.desk.now.rfc3339)","solve":true,"actions":{"status":"snoozed","snooze_seconds":600,"priority":"huge"}}"#
        )
        #expect(wrong.status == 422)
        #expect(wrong.pointers == ["/actions/priority", "/actions/status"])
    }

    @Test("taken back in time, words, recipients and files are a draft again and nothing was sent")
    func takenBack() async throws {
        let mail = try await MailStage()
        let ticket = try await mail.mailed()
        let file = UUID()
        try await mail.database.connection.execute(
            """
            INSERT INTO attachments (id, sha256, name, content_type, size_bytes, owner_kind, owner_id)
            VALUES (\(file), 'x', 'a.txt', 'text/plain', 1, 'user', \(Cast.lin))
            """)
        let reply = try await schedule(
            mail, ticket, in: 10, undo: true,
            extra: #","recipients":{"to":["tom@example.com"],"bcc":["boss@qinghe.example"]},"attachments":["\#(file)"]"#
        )
        let back = await mail.call("DELETE", "/scheduled-replies/\(reply["id"]?.string ?? "")")
        #expect(back.status == 200)
        #expect(back.json["text"] == .string("On its way."))
        #expect(back.json["recipients"]?["bcc"]?.array?.first?["address"] == .string("boss@qinghe.example"))
        #expect(back.json["attachments"]?.array?.count == 1)
        let drafts = await mail.call("GET", "/tickets/\(ticket)/drafts").json
        #expect(drafts["reply"]?["text"] == .string("On its way."))
        #expect(drafts["reply"]?["recipients"] == back.json["recipients"])
        #expect(drafts["reply"]?["attachments"]?.array?.count == 1)
        mail.stage.pass(seconds: 60)
        try await post(mail, reply)
        #expect(try await mail.stage.seqs(ticket) == [1])
    }

    @Test("a reply for later is held when the customer wrote meanwhile, and goes after a new look at it")
    func held() async throws {
        let mail = try await MailStage()
        let ticket = try await mail.mailed()
        let reply = try await schedule(mail, ticket, in: 3_600, undo: false, extra: #","cancel_on_reply":true"#)
        _ = try await mail.database.transaction { connection in
            try await MessageAppendStore(connection).append([
                NewMessage(
                    id: .make(at: mail.stage.desk.now), ticketID: ID(ticket), clientID: "m2", kind: .reply,
                    isPrivate: false, author: MessageAuthor(kind: .customer, id: nil, name: ""), text: "Found it!",
                    at: mail.stage.desk.now)
            ])
        }
        mail.stage.pass(seconds: 3_601)
        try await post(mail, reply)
        #expect(try await mail.queued == 0)
        let item = await mail.call("GET", "/tickets/\(ticket)/scheduled-replies").json["items"]?.array?.first
        #expect(item?["state"] == .string("held"))
        #expect(item?["problem"] == .null)
        #expect(try await mail.events(ticket) == ["reply_held"])
        // Only its writer, or who leads, may change it.
        let path = "/scheduled-replies/\(reply["id"]?.string ?? "")"
        let other = Principal(
            kind: .user, id: Cast.ana, name: "Ana Ruiz", permissions: [.ticketsRead, .ticketsWrite])
        #expect(await mail.call("PATCH", path, #"{"text":"x"}"#, as: other).status == 403)
        let at = mail.stage.desk.now.rfc3339
        let changed = await mail.call("PATCH", path, #"{"text":"Good to hear.","send_at":"\#(at)"}"#)
        #expect(changed.status == 200)
        #expect(changed.json["state"] == .string("waiting"))
        try await post(mail, reply)
        #expect(try await mail.queued == 1)
    }

    @Test("bad input is refused by name, and the same reply twice is one")
    func input() async throws {
        let mail = try await MailStage()
        let ticket = try await mail.mailed()
        for (body, pointer) in [
            (#"{"text":"x"}"#, "/send_at"), (#"{"text":" ","send_at":"2026-11-23T09:00:00Z"}"#, "/text"),
            (#"{"text":"x","send_at":"2036-11-23T09:00:00Z"}"#, "/send_at"),
            (#"{"text":"x","send_at":"2026-11-24T09:00:00Z","undo":true}"#, "/send_at"),
            (#"{"text":"x","send_at":"2026-11-23T09:00:00Z","recipients":{"to":["nobody"]}}"#, "/recipients/to/0"),
            (#"{"text":"x","send_at":"2026-11-23T09:00:00Z","attachments":["\#(UUID())"]}"#, "/attachments"),
        ] {
            let refused = await mail.call("POST", "/tickets/\(ticket)/scheduled-replies", body)
            #expect(refused.status == 422)
            #expect(refused.json["errors"]?.array?.first?["pointer"] == .string(pointer))
        }
        let one = try await schedule(mail, ticket, in: 10, undo: true, extra: #","client_id":"c9""#)
        let two = try await schedule(mail, ticket, in: 10, undo: true, extra: #","client_id":"c9""#)
        #expect(one["id"] == two["id"])
    }

    @Test("a reply for a ticket that was closed meanwhile is kept and says so")
    func closed() async throws {
        let mail = try await MailStage()
        let ticket = try await mail.mailed()
        let reply = try await schedule(mail, ticket, in: 60, undo: false)
        try await mail.database.connection.execute("UPDATE tickets SET status = 'closed' WHERE id = \(ticket)")
        mail.stage.pass(seconds: 61)
        try await post(mail, reply)
        let item = await mail.call("GET", "/tickets/\(ticket)/scheduled-replies").json["items"]?.array?.first
        #expect(item?["state"] == .string("held"))
        #expect(item?["problem"] == .string("ticket_closed"))
        #expect(try await mail.queued == 0)
    }

    @Test("why a reply is held is a word, whatever refused it")
    func words() async throws {
        let mail = try await MailStage()
        let ticket = try await mail.mailed()
        let file = UUID()
        try await mail.database.connection.execute(
            """
            INSERT INTO attachments (id, sha256, name, content_type, size_bytes, owner_kind, owner_id)
            VALUES (\(file), 'x', 'a.txt', 'text/plain', 1, 'user', \(Cast.lin))
            """)
        let gone = try await schedule(mail, ticket, in: 60, undo: false, extra: #","attachments":["\#(file)"]"#)
        let team = try await schedule(
            mail, ticket, in: 60, undo: false, extra: #","actions":{"team_id":"\#(UUID())"}"#)
        let solved = try await schedule(
            mail, ticket, in: 60, undo: false, extra: #","actions":{"status":"snoozed","snooze_seconds":600}"#)
        let written = try await schedule(
            mail, ticket, in: 60, undo: false, extra: #","recipients":{"to":["tom@example.com"]}"#)
        try await mail.database.connection.execute("DELETE FROM attachments WHERE id = \(file)")
        mail.stage.pass(seconds: 61)
        try await post(mail, gone)
        try await post(mail, team)
        try await mail.database.connection.execute("UPDATE tickets SET status = 'solved' WHERE id = \(ticket)")
        try await post(mail, solved)
        try await mail.database.connection.execute(
            "UPDATE tickets SET channel = 'phone', reply_mailbox_id = NULL WHERE id = \(ticket)")
        try await post(mail, written)
        let items = await mail.call("GET", "/tickets/\(ticket)/scheduled-replies").json["items"]?.array ?? []
        var said: [String: String] = [:]
        for item in items { said[item["id"]?.string ?? ""] = item["problem"]?.string }
        let ids = [gone, team, solved, written].map { $0["id"]?.string ?? "" }
        #expect(ids.map { said[$0] } == ["files_gone", "assignee_refused", "status_refused", "not_by_mail"])
        #expect(try await mail.queued == 0)
    }
}
