import Basics
import Channels
import EventLoop
import Foundation
import Postgres
import TestSupport
import Testing
import Web

@Loop @Suite("Mail reception")
struct MailReceptionTests {
    private func mail(_ inbox: String, _ text: String = "From: mei@example.com\n\nHello", uid: Int? = nil) throws
        -> RawMail
    {
        RawMail(
            inboxID: try #require(UUID(uuidString: inbox)), source: uid == nil ? .http : .imap,
            folder: uid == nil ? "" : "INBOX", uidValidity: uid.map { _ in 1 }, uid: uid,
            receivedAt: Shop.now, bytes: Array(text.utf8))
    }

    @Test("a mail kept lies on disk under its hash, waits in the database, and has work of its own")
    func keeps() async throws {
        try await Entrance.open { entrance in
            let inbox = try await entrance.inbox(#"{"kind":"email","name":"Support"}"#)
            let id = try await MailReception(context: entrance.context).keep(try mail(inbox.id))
            let stored = try await entrance.database.connection.one(
                { row in (state: try row["state"] as String, sha256: try row["sha256"] as String) },
                "SELECT state, sha256 FROM inbound_mails WHERE id = \(id)")
            #expect(stored.state == "stored")
            let path = try #require(
                RawMailFiles(dataDirectory: entrance.context.dataDirectory).path(stored.sha256))
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "From: mei@example.com\n\nHello")
            #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
            let jobs: Int = try await entrance.database.connection.one(
                { try $0["count"] }, "SELECT count(*) AS count FROM jobs WHERE name = 'mail.process'")
            #expect(jobs == 1)
        }
    }

    @Test("the same bytes, or the same place in a folder, are one mail")
    func once() async throws {
        try await Entrance.open { entrance in
            let inbox = try await entrance.inbox(#"{"kind":"email","name":"Support"}"#)
            let other = try await entrance.inbox(#"{"kind":"email","name":"Sales"}"#)
            let reception = MailReception(context: entrance.context)
            let first = try await reception.keep(try mail(inbox.id, uid: 7))
            #expect(try await reception.keep(try mail(inbox.id)) == first)
            #expect(try await reception.keep(try mail(inbox.id, "Subject: changed\n\n", uid: 7)) == first)
            #expect(try await reception.keep(try mail(inbox.id, "Subject: next\n\n", uid: 8)) != first)
            #expect(try await reception.keep(try mail(other.id)) != first)
        }
    }

    @Test("only a mailbox may be named as the one answers leave by")
    func replyMailbox() async throws {
        try await Entrance.open { entrance in
            let mailbox = try await entrance.inbox(#"{"kind":"email","name":"Support"}"#)
            let form = try await entrance.inbox(#"{"kind":"form","name":"Contact"}"#)
            let refused = await entrance.client.call(
                "PATCH", "/inboxes/\(form.id)", json: #"{"settings":{"reply_mailbox_id":"\#(form.id)"}}"#)
            #expect(refused.status == 422)
            #expect(refused.json["errors"]?.array?.first?["pointer"] == .string("/settings/reply_mailbox_id"))
            let changed = await entrance.client.call(
                "PATCH", "/inboxes/\(form.id)", json: #"{"settings":{"reply_mailbox_id":"\#(mailbox.id)"}}"#)
            #expect(changed.json["settings"]?["reply_mailbox_id"] == .string(mailbox.id))
        }
    }
}
