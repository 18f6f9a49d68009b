import Basics
import EventLoop
import Foundation
import Postgres
import TestSupport
import Testing
import Web

@testable import Channels

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
            // One password serves both ways until a second is given.
            #expect(first.json["has_secrets"]?["smtp_password"]?.bool == true)
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
                SELECT changes FROM audit_entries WHERE action = 'inbox.mailbox_secrets_changed' ORDER BY number
                """)
            #expect(told.filter { $0["client_secret"]?["to"] == .string("removed") }.count == 1)
        }
    }

    /// What the servers of the mailbox would be shown.
    private func shown(_ entrance: Entrance, _ inbox: String) async throws -> [String: String] {
        let secrets = try await MailboxSecretStore(entrance.database.connection, key: entrance.context.secrets)
            .secrets(try #require(UUID(uuidString: inbox)))
        return Dictionary(uniqueKeysWithValues: secrets.values.map { ($0.key.rawValue, $0.value) })
    }

    @Test(
        "a stored password goes to no other server: settings that would send it there are refused until it is entered",
        arguments: [
            (#"{"imap": {"host": "elsewhere.example"}}"#, ["imap_password"]),
            (#"{"imap": {"port": 1993}}"#, ["imap_password"]),
            (#"{"imap": {"port": 993, "security": "starttls"}}"#, ["imap_password"]),
            (#"{"smtp": {"security": "none"}}"#, ["smtp_password"]),
            (#"{"imap": {"host": "e.example"}, "smtp": {"host": "e.example"}}"#, ["imap_password", "smtp_password"]),
            (#"{"smtp": {"security": "tls"}}"#, []), (#"{"imap": {"username": "help"}}"#, []),
            (#"{"imap": {"host": "elsewhere.example", "username": ""}}"#, []), (#"{"imap": {"host": ""}}"#, []),
        ])
    func otherServer(change: String, asked: [String]) async throws {
        try await Entrance.open { entrance in
            let inbox = try await entrance.inbox(Self.mailbox)
            let path = "/inboxes/\(inbox.id)"
            _ = await entrance.client.call(
                "PUT", path + "/mailbox/secrets", json: #"{"imap_password": "one", "smtp_password": "two"}"#)
            let saved = await entrance.client.call("GET", path).json["settings"]?["mail"]
            guard case .object(var mail) = saved, case .object(let parts) = try JSONValue(parsing: Array(change.utf8))
            else { throw Problem.internalFault }
            for (name, part) in parts {
                guard case .object(let fields) = part, case .object(let before) = mail[name] else { continue }
                mail[name] = .object(before.merging(fields, uniquingKeysWith: { $1 }))
            }
            let settings = String(decoding: JSONWriter.write(JSONValue.object(mail)), as: UTF8.self)
            func saves(_ secrets: String = "") async -> RouteClient.Answer {
                await entrance.client.call("PATCH", path, json: "{\"settings\": {\"mail\": \(settings)}\(secrets)}")
            }
            func named(_ answer: RouteClient.Answer) -> [String] {
                (answer.json["errors"]?.array ?? []).compactMap { $0["pointer"]?.string }
            }
            let answer = await saves()
            #expect(answer.status == (asked.isEmpty ? 200 : 422))
            #expect(named(answer) == asked.map { "/secrets/\($0)" })
            guard !asked.isEmpty else { return }
            #expect(await entrance.client.call("GET", path).json["settings"]?["mail"] == saved)
            let tried = await entrance.client.call(
                "POST", path + "/mailbox/test", json: "{\"settings\": {\"mail\": \(settings)}}")
            #expect(tried.status == 422)
            #expect(named(tried) == asked.map { "/\($0)" })
            let entered = asked.map { "\"\($0)\": \"new\"" }.joined(separator: ", ")
            #expect(await saves(", \"secrets\": {\(entered)}").status == 200)
            let kept = try await shown(entrance, inbox.id)
            #expect(kept.filter { $0.value == "new" }.keys.sorted() == asked)
        }
    }

    @Test("no detour leads a password elsewhere: over no server, a provider's sign-in, no name, or the other password")
    func detours() async throws {
        try await Entrance.open { entrance in
            let inbox = try await entrance.inbox(Self.mailbox)
            let path = "/inboxes/\(inbox.id)"
            func puts(_ secrets: String) async {
                _ = await entrance.client.call("PUT", path + "/mailbox/secrets", json: secrets)
            }
            func saves(_ imap: String, _ smtp: String, _ more: String = "") async -> Int {
                await entrance.client.call(
                    "PATCH", path,
                    json: """
                        {"settings": {"mail": {"imap": \(imap), "smtp": \(smtp),
                          "oauth": {"token_url": "https://old.example/token"}}}\(more)}
                        """
                ).status
            }
            let smtp = #"{"host": "smtp.example.com", "port": 587, "security": "starttls", "username": "u"}"#
            await puts(#"{"imap_password": "old"}"#)
            for detour in [
                #"{"host": ""}"#, #"{"host": "e.example", "username": "u", "auth": "oauth"}"#,
                #"{"host": "e.example"}"#,
            ] {
                #expect(await saves(detour, smtp) == 200)
                #expect(await saves(#"{"host": "e.example", "username": "u"}"#, smtp) == 422)
            }
            // The one entered for another sender, taken back, is not followed by the reader's.
            let other = #"{"host": "e.example", "username": "u"}"#
            #expect(await saves(#"{"host": ""}"#, other, #", "secrets": {"smtp_password": "x"}"#) == 200)
            await puts(#"{"smtp_password": null}"#)
            #expect(try await shown(entrance, inbox.id) == ["imap_password": "old"])
        }
    }

    @Test("a sign-in at a provider is forgotten when its servers change; one that comes along is kept")
    func otherServerOfSignIn() async throws {
        try await Entrance.open { entrance in
            let oauth = Self.mailbox.replacing(#""auth": "password""#, with: #""auth": "oauth""#)
                .replacing(#""token_url": """#, with: #""token_url": "https://old.example/token""#)
            let inbox = try await entrance.inbox(oauth)
            let path = "/inboxes/\(inbox.id)"
            _ = await entrance.client.call(
                "PUT", path + "/mailbox/secrets", json: #"{"client_secret": "id", "refresh_token": "token-1"}"#)
            func saves(_ host: String, _ more: String = "") async throws -> [String: String] {
                let mail = """
                    {"imap": {"host": "\(host)", "username": "u", "auth": "oauth"},
                     "oauth": {"token_url": "https://old.example/token"}}
                    """
                let answer = await entrance.client.call(
                    "PATCH", path, json: "{\"settings\": {\"mail\": \(mail)}\(more)}")
                #expect(answer.status == 200)
                return try await shown(entrance, inbox.id)
            }
            let tried = await entrance.client.call(
                "POST", path + "/mailbox/test",
                json:
                    #"{"settings": {"mail": {"imap": {"host": "e.example", "username": "u", "auth": "oauth"}, "oauth": {"token_url": "https://old.example/token"}}}}"#
            )
            #expect(tried.status == 422)
            #expect(try await saves("imap.example.com") == ["client_secret": "id", "refresh_token": "token-1"])
            #expect(try await saves("e.example") == ["client_secret": "id"])
            let along = try await saves("f.example", #", "secrets": {"refresh_token": "token-2"}"#)
            #expect(along == ["client_secret": "id", "refresh_token": "token-2"])
        }
    }

    @Test("secrets come along with a new mailbox too, and with no other kind of inbox")
    func secretsAlong() async throws {
        try await Entrance.open { entrance in
            let sent = #"{"kind": "email", "name": "Help", "secrets": {"imap_password": "sesame"}}"#
            let made = await entrance.client.call("POST", "/inboxes", json: sent)
            #expect(made.status == 201)
            let id = try #require(made.json["id"]?.string)
            let kept = await entrance.client.call("GET", "/inboxes/\(id)/mailbox").json["has_secrets"]
            #expect(kept?["imap_password"]?.bool == true)
            let chat = await entrance.client.call("POST", "/inboxes", json: sent.replacing("email", with: "chat"))
            #expect(chat.status == 422)
            #expect(chat.json["errors"]?.array?.first?["pointer"]?.string == "/secrets")
            let wrong = await entrance.client.call(
                "PATCH", "/inboxes/\(id)", json: #"{"secrets": {"imap_password": "a\nb"}}"#)
            #expect(wrong.json["errors"]?.array?.first?["pointer"]?.string == "/secrets/imap_password")
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
