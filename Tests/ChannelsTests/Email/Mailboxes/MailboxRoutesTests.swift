import Basics
import Channels
import EventLoop
import Foundation
import Postgres
import TestSupport
import Testing
import Web

@Suite("A mailbox's settings and secrets", .timeLimit(.minutes(2)))
@Loop struct MailboxRoutesTests {
    private static let mailbox = """
        {"kind": "email", "name": "Help", "settings": {"mail": {
          "address": "help@example.com", "aliases": ["support@example.com"], "sender_name": "team",
          "imap": {"host": "IMAP.example.com", "port": 993, "security": "tls", "username": "help@example.com",
            "auth": "password", "folder": "INBOX"},
          "smtp": {"host": "smtp.example.com", "port": 587, "security": "starttls", "username": "help@example.com",
            "auth": "password"},
          "oauth": {"provider": "", "client_id": "", "token_url": "", "scope": ""},
          "signature": {"en": "Bye"}, "acknowledge": true, "acknowledgement": {"en": "Got it"}, "undo_seconds": 0,
          "max_size_mb": 20, "join_same_subject": true, "start": "2026-11-01",
          "authserv_id": "mx.example.com"}}}
        """

    @Test("what is saved is read back, with the defaults of what was left out")
    func settings() async throws {
        try await Entrance.open { entrance in
            let inbox = try await entrance.inbox(Self.mailbox)
            let mail = await entrance.client.call("GET", "/inboxes/\(inbox.id)").json["settings"]?["mail"]
            #expect(mail?["address"]?.string == "help@example.com")
            #expect(mail?["imap"]?["host"]?.string == "imap.example.com")
            #expect(mail?["imap"]?["after"]?.string == "leave")
            #expect(mail?["smtp"]?["security"]?.string == "starttls")
            #expect(mail?["undo_seconds"]?.number == 0)
            #expect(mail?["start"]?.string == "2026-11-01")
            #expect(mail?["authserv_id"]?.string == "mx.example.com")
            #expect(mail?["aliases"]?.array == [.string("support@example.com")])
            let sent = String(decoding: JSONWriter.write(mail ?? .null), as: UTF8.self)
            let again = await entrance.client.call(
                "PATCH", "/inboxes/\(inbox.id)", json: "{\"settings\": {\"mail\": \(sent)}}")
            #expect(again.status == 200)
            #expect(again.json["settings"]?["mail"] == mail)
        }
    }

    @Test("each setting at fault is named")
    func faults() async throws {
        try await Entrance.open { entrance in
            let answer = await entrance.client.call(
                "POST", "/inboxes",
                json: """
                    {"kind": "email", "name": "Help", "settings": {"mail": {"address": "no address",
                      "imap": {"host": "imap.example.com/x", "port": 0, "security": "ssl", "after": "move"},
                      "smtp": {"auth": "oauth", "host": "smtp.example.com", "pasword": "x"},
                      "oauth": {"token_url": "http://example.com/token"}, "start": "soon", "undo_seconds": 61}}}
                    """)
            #expect(answer.status == 422)
            let pointers = Set((answer.json["errors"]?.array ?? []).compactMap { $0["pointer"]?.string })
            #expect(
                pointers == [
                    "/settings/mail/address", "/settings/mail/imap/host", "/settings/mail/imap/port",
                    "/settings/mail/imap/security", "/settings/mail/imap/move_to", "/settings/mail/smtp/pasword",
                    "/settings/mail/oauth/token_url", "/settings/mail/start", "/settings/mail/undo_seconds",
                ])
        }
    }

    @Test("secrets are sealed, never shown, replaced one by one and removed by null; the audit names them only")
    func secrets() async throws {
        try await Entrance.open { entrance in
            let inbox = try await entrance.inbox(Self.mailbox)
            let first = await entrance.client.call(
                "PUT", "/inboxes/\(inbox.id)/mailbox/secrets",
                json: #"{"imap_password": "sesame-1", "refresh_token": "token-1"}"#)
            #expect(first.status == 200)
            #expect(first.json["has_secrets"]?["imap_password"]?.bool == true)
            #expect(first.json["has_secrets"]?["smtp_password"]?.bool == false)
            let second = await entrance.client.call(
                "PUT", "/inboxes/\(inbox.id)/mailbox/secrets",
                json: #"{"smtp_password": "sesame-2", "refresh_token": null}"#)
            #expect(second.json["has_secrets"]?["imap_password"]?.bool == true)
            #expect(second.json["has_secrets"]?["smtp_password"]?.bool == true)
            #expect(second.json["has_secrets"]?["refresh_token"]?.bool == false)
            let stored: String = try await entrance.database.connection.one(
                { try $0["all"] },
                """
                SELECT string_agg(s::text, '') || (SELECT string_agg(a::text, '') FROM audit_entries AS a) AS "all"
                FROM mailbox_secrets AS s
                """)
            for secret in ["sesame-1", "sesame-2", "token-1"] {
                #expect(!stored.contains(secret))
                #expect(!stored.contains(Array(secret.utf8).hexadecimal))
            }
            #expect(stored.contains("imap_password"))
            let wrong = await entrance.client.call(
                "PUT", "/inboxes/\(inbox.id)/mailbox/secrets", json: #"{"imap_password": "a\nb"}"#)
            #expect(wrong.status == 422)
            #expect(wrong.json["errors"]?.array?.first?["pointer"]?.string == "/imap_password")
        }
    }

    @Test("another token address wants the client secret anew; what stays there keeps it")
    func tokenAddress() async throws {
        try await Entrance.open { entrance in
            let inbox = try await entrance.inbox(
                Self.mailbox.replacing(#""token_url": """#, with: #""token_url": "https://old.example/token""#))
            let path = "/inboxes/\(inbox.id)"
            _ = await entrance.client.call(
                "PUT", path + "/mailbox/secrets",
                json: #"{"imap_password": "sesame", "client_secret": "id-secret", "refresh_token": "token-1"}"#)
            func saves(_ oauth: String) async -> JSONValue? {
                let answer = await entrance.client.call(
                    "PATCH", path, json: "{\"settings\": {\"mail\": {\"oauth\": \(oauth)}}}")
                #expect(answer.status == 200)
                return await entrance.client.call("GET", path + "/mailbox").json["has_secrets"]
            }
            let same = await saves(#"{"token_url": "https://old.example/token", "scope": "mail"}"#)
            #expect(same?["client_secret"]?.bool == true)
            let other = await saves(#"{"token_url": "https://new.example/token"}"#)
            #expect(other?["client_secret"]?.bool == false)
            #expect(other?["refresh_token"]?.bool == false)
            #expect(other?["imap_password"]?.bool == true)
            let told = try await entrance.database.connection.rows(
                { try $0["changes"] as JSONValue },
                """
                SELECT changes FROM audit_entries WHERE action = 'inbox.mailbox_secrets_changed' ORDER BY id
                """)
            #expect(told.filter { $0["client_secret"]?["to"] == .string("removed") }.count == 1)
        }
    }

    @Test("a chat inbox has no mailbox")
    func noMailbox() async throws {
        try await Entrance.open { entrance in
            let chat = try await entrance.inbox(#"{"kind": "chat", "name": "Chat"}"#)
            #expect(await entrance.client.call("GET", "/inboxes/\(chat.id)/mailbox").status == 404)
        }
    }

    @Test("presets name reachable kinds of servers only")
    func presets() async throws {
        try await Entrance.open { entrance in
            let items = await entrance.client.call("GET", "/mailbox-presets").json["items"]?.array ?? []
            let ids = items.compactMap { $0["id"]?.string }
            for id in ["gmail", "microsoft", "qq", "163", "126", "aliyun", "exmail", "icloud", "fastmail", "zoho"] {
                #expect(ids.contains(id))
            }
            for item in items { #expect(item["imap"]?["port"]?.number == 993) }
        }
    }
}
