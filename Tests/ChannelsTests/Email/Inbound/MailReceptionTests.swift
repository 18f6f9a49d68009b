import Basics
import EventLoop
import Foundation
import Postgres
import TestSupport
import Testing
import Web

@testable import Channels

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

    @Test("mails are taken together, but none while another has one, and alone when a server may have died over it")
    func claims() async throws {
        try await Entrance.open { entrance in
            let inbox = try await entrance.inbox(#"{"kind":"email","name":"Support"}"#)
            let id = try #require(UUID(uuidString: inbox.id))
            let store = InboundMailStore(entrance.database.connection)
            var mails: [UUID] = []
            for number in 1...5 {
                mails.append(
                    try await MailReception(context: entrance.context).keep(
                        try mail(inbox.id, "Subject: \(number)\n\n")))
            }
            func claim(after seconds: Double = 0, limit: Int = 3) async throws -> [Int] {
                let now = Shop.now.addingTimeInterval(seconds)
                let taken = try await store.claim(
                    inbox: id, at: now, until: now.addingTimeInterval(60), limit: limit)
                return taken.map { (mails.firstIndex(of: $0.id) ?? -1) + 1 }
            }
            #expect(try await claim() == [1, 2, 3])
            // The first three are held, and the others may be answers to them.
            #expect(try await claim() == [])
            try await store.renew(Array(mails[0...2]), until: Shop.now.addingTimeInterval(120))
            #expect(try await claim(after: 61) == [])
            // Their server is gone: each of them may be why.
            for number in 1...3 {
                #expect(try await claim(after: 121) == [number])
                try await entrance.database.connection.execute(
                    "UPDATE inbound_mails SET state = 'processed', lease_until = NULL WHERE id = \(mails[number - 1])")
            }
            try await entrance.database.connection.execute(
                "UPDATE inbound_mails SET attempts = 1 WHERE id = \(mails[4])")
            #expect(try await claim(after: 121) == [4])
        }
    }
}
