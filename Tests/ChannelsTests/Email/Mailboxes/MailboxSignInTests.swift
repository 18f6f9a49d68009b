import Basics
import EventLoop
import Foundation
import Postgres
import TestSupport
import Testing
import Web

/// A mailbox whose provider is `Tests/MailServers/tokens.py`, and the person who signs in.
@Loop private struct SignInStage {
    let entrance: Entrance
    let provider: MailServerProcess
    let inboxID: String
    let mei = SignInStage.person()

    static func open(client: String = "deskbell", _ body: @Loop (SignInStage) async throws -> Void) async throws {
        let provider = try await MailServerProcess.start("tokens.py")
        try await Entrance.open { entrance in
            let inbox = try await entrance.inbox(
                """
                {"kind": "email", "name": "Help", "settings": {"mail": {"address": "help@example.com",
                  "imap": {"host": "imap.example.com", "username": "help@example.com", "auth": "oauth"},
                  "oauth": {"client_id": "\(client)", "scope": "https://mail.example.com/ offline",
                    "authorize_url": "http://127.0.0.1:\(provider.port)/authorize?access_type=offline",
                    "token_url": "http://127.0.0.1:\(provider.port)/token"}}}}
                """)
            try await body(SignInStage(entrance: entrance, provider: provider, inboxID: inbox.id))
        }
    }

    static func person(_ permissions: Set<Permission> = Set(Permission.allCases)) -> Principal {
        Principal(kind: .user, id: UUID(), name: "Mei", permissions: permissions, sessionID: UUID())
    }

    func change(_ method: String, _ path: String, json: String? = nil) async {
        let answer = await entrance.client.call(method, path, json: json)
        #expect(answer.status < 300, "\(answer.text)")
    }

    /// The provider's page, as the console is told it.
    func begin() async throws -> String {
        let answer = await entrance.client.call("POST", "/inboxes/\(inboxID)/mailbox/oauth", as: mei)
        #expect(answer.status == 200)
        return try #require(answer.json["authorize_url"]?.string)
    }

    /// Where the provider sends the browser, below `/api/v1`.
    func answered(_ word: String, _ page: String) async throws -> String {
        let told = try await provider.obey("\(word) \(page)")
        let location = try #require(told["location"]?.string, "\(told)")
        let ours = "http://127.0.0.1:8080/api/v1"
        #expect(location.hasPrefix(ours + "/mailboxes/oauth/callback?"))
        return String(location.dropFirst(ours.count))
    }

    /// What the console is told, as it stands in its address.
    func finish(_ path: String, as principal: Principal? = nil) async throws -> String {
        let answer = await entrance.client.call("GET", path, as: principal ?? mei)
        #expect(answer.status == 303)
        let place = try #require(answer.header("Location"))
        #expect(place.hasPrefix("/settings/inboxes?"))
        return String(place.dropFirst("/settings/inboxes?".count))
    }

    func hasRefreshToken() async -> Bool? {
        await entrance.client.call("GET", "/inboxes/\(inboxID)/mailbox").json["has_secrets"]?["refresh_token"]?.bool
    }

    /// A callback whose state was changed by somebody who has the master key.
    func forged(_ change: (inout [String: JSONValue]) -> Void) async throws -> String {
        let path = try await answered("approve", try await begin())
        let state = try #require(path.components(separatedBy: "state=").last)
        let sealed = try #require([UInt8](base64URL: state))
        let opened = try #require(entrance.context.secrets.open(sealed: sealed))
        guard case .object(var fields) = try JSONValue(parsing: opened) else { throw Problem.internalFault }
        change(&fields)
        let again = entrance.context.secrets.seal(JSONWriter.write(JSONValue.object(fields))).base64URL
        return path.replacingOccurrences(of: state, with: again)
    }
}

@Suite("Signing in at a mailbox's provider", .timeLimit(.minutes(2)))
@Loop struct MailboxSignInTests {
    @Test("the page is asked as RFC 6749 and RFC 7636 say; what comes back is kept sealed, and only once")
    func signsIn() async throws {
        try await SignInStage.open { stage in
            await stage.change(
                "PUT", "/inboxes/\(stage.inboxID)/mailbox/secrets", json: #"{"client_secret": "s3cret"}"#)
            let page = try await stage.begin()
            #expect(page.contains("/authorize?access_type=offline&response_type=code&"))
            let question = try await stage.provider.obey("deny \(page)")["question"]
            #expect(question?["redirect_uri"]?.string == "http://127.0.0.1:8080/api/v1/mailboxes/oauth/callback")
            #expect(question?["scope"]?.string == "https://mail.example.com/ offline")
            #expect(question?["login_hint"]?.string == "help@example.com")
            let callback = try await stage.answered("approve", page)
            let looked = await stage.entrance.client.call("HEAD", callback, as: stage.mei)
            #expect(looked.status == 204)
            #expect(try await stage.finish(callback) == "sign_in=signed_in&mailbox=\(stage.inboxID)")
            #expect(await stage.hasRefreshToken() == true)
            let asked = try await stage.provider.obey("asked")["asked"]?.array
            #expect(asked?.count == 1)
            #expect(asked?.first?["grant_type"]?.string == "authorization_code")
            #expect(asked?.first?["client_secret"]?.string == "s3cret")
            #expect(try await stage.finish(callback) == "sign_in=used&mailbox=\(stage.inboxID)")
            let stored: String = try await stage.entrance.database.connection.one(
                { try $0["all"] },
                """
                SELECT string_agg(s::text, '') || (SELECT string_agg(a::text, '') FROM audit_entries AS a) AS "all"
                FROM mailbox_secrets AS s
                """)
            for secret in ["refresh-from-code", "good-token-code"] {
                #expect(!stored.contains(Array(secret.utf8).hexadecimal))
                #expect(!stored.contains(secret))
            }
            #expect(stored.contains("refresh_token"))
        }
    }

    @Test("of two sign-ins under way at once, the first to end counts")
    func twoAtOnce() async throws {
        try await SignInStage.open { stage in
            let first = try await stage.answered("approve", try await stage.begin())
            let second = try await stage.answered("approve", try await stage.begin())
            #expect(try await stage.finish(second) == "sign_in=signed_in&mailbox=\(stage.inboxID)")
            #expect(try await stage.finish(first) == "sign_in=used&mailbox=\(stage.inboxID)")
        }
    }

    @Test("another session, nobody, or a role without the right changes nothing; the right one still goes on")
    func otherSession() async throws {
        try await SignInStage.open { stage in
            let callback = try await stage.answered("approve", try await stage.begin())
            let noLonger = Principal(
                kind: .user, id: stage.mei.id, name: "Mei", permissions: [.settingsRead],
                sessionID: stage.mei.sessionID)
            for other in [SignInStage.person(), .anonymous, noLonger] {
                #expect(try await stage.finish(callback, as: other) == "sign_in=other_session")
            }
            #expect(await stage.hasRefreshToken() == false)
            #expect(try await stage.finish(callback) == "sign_in=signed_in&mailbox=\(stage.inboxID)")
        }
    }

    @Test("a state that is missing, cut, made up, or sealed for something else is damaged")
    func damaged() async throws {
        try await SignInStage.open { stage in
            let callback = try await stage.answered("approve", try await stage.begin())
            let path = "/mailboxes/oauth/callback"
            let password = stage.entrance.context.secrets.seal(Array("sesame".utf8)).base64URL
            for query in [
                "", "?code=x", "?code=x&state=", "?code=x&state=AAAA", "?code=x&state=%00%ff",
                "?code=x&state=\(password)",
            ] {
                #expect(try await stage.finish(path + query) == "sign_in=damaged")
            }
            #expect(try await stage.finish(String(callback.dropLast(3))) == "sign_in=damaged")
            let otherwise = try await stage.forged { $0["for"] = .string("something_else") }
            #expect(try await stage.finish(otherwise) == "sign_in=damaged")
        }
    }

    @Test("after ten minutes, or once the provider or the client is another, it has to begin anew")
    func tooLate() async throws {
        try await SignInStage.open { stage in
            let mailbox = "&mailbox=\(stage.inboxID)"
            let now = stage.entrance.context.clock.now.timeIntervalSince1970
            var until = 0.0
            let unchanged = try await stage.forged { until = $0["until"]?.number ?? 0 }
            #expect(abs(until - now - 600) <= 1)
            let late = try await stage.forged { $0["until"] = .number(now) }
            #expect(try await stage.finish(late) == "sign_in=expired" + mailbox)
            let address = "/inboxes/\(stage.inboxID)"
            let before = await stage.entrance.client.call("GET", address).json["settings"]?["mail"]?["oauth"] ?? .null
            await stage.change(
                "PATCH", address, json: #"{"settings": {"mail": {"oauth": {"client_id": "another"}}}}"#)
            #expect(try await stage.finish(unchanged) == "sign_in=changed" + mailbox)
            let saved = String(decoding: JSONWriter.write(before), as: UTF8.self)
            await stage.change("PATCH", address, json: #"{"settings": {"mail": {"oauth": \#(saved)}}}"#)
            await stage.change("DELETE", address)
            #expect(try await stage.finish(unchanged) == "sign_in=changed")
            #expect(try await stage.provider.obey("asked")["asked"]?.array?.isEmpty == true)
        }
    }

    @Test("who says no at the provider comes back with that, and may say yes afterwards")
    func denied() async throws {
        try await SignInStage.open { stage in
            let page = try await stage.begin()
            let no = try await stage.answered("deny", page)
            let mailbox = "&mailbox=\(stage.inboxID)"
            #expect(try await stage.finish(no) == "sign_in=denied" + mailbox + "&error=access_denied")
            let other = no.replacingOccurrences(of: "access_denied", with: "Call%20%2B1%20555")
            #expect(try await stage.finish(other) == "sign_in=refused" + mailbox)
            let yes = try await stage.answered("approve", page)
            #expect(try await stage.finish(yes) == "sign_in=signed_in" + mailbox)
        }
    }

    @Test(
        "a token endpoint that refuses, or gives nothing lasting, is told as such",
        arguments: [
            ("unknown", "sign_in=refused&mailbox=ID&error=invalid_client"),
            ("no-offline", "sign_in=no_refresh_token&mailbox=ID"),
        ])
    func refused(_ client: String, _ told: String) async throws {
        try await SignInStage.open(client: client) { stage in
            let callback = try await stage.answered("approve", try await stage.begin())
            #expect(try await stage.finish(callback) == told.replacingOccurrences(of: "ID", with: stage.inboxID))
            #expect(await stage.hasRefreshToken() == false)
        }
    }

    @Test("a code of somebody else's is not good with our verifier")
    func foreignCode() async throws {
        try await SignInStage.open { stage in
            let mine = try await stage.answered("approve", try await stage.begin())
            let theirs = try await stage.answered("approve", try await stage.begin())
            let code = { (path: String) in path.components(separatedBy: "code=")[1].prefix { $0 != "&" } }
            let mixed = mine.replacingOccurrences(of: code(mine), with: code(theirs))
            #expect(
                try await stage.finish(mixed) == "sign_in=refused&mailbox=\(stage.inboxID)&error=invalid_grant")
        }
    }

    @Test("a provider that does not answer is told as such")
    func unreachable() async throws {
        try await SignInStage.open { stage in
            let callback = try await stage.answered("approve", try await stage.begin())
            await stage.provider.stop()
            #expect(try await stage.finish(callback) == "sign_in=unreachable&mailbox=\(stage.inboxID)")
        }
    }

    @Test("what is missing is named before anybody is sent away; a program cannot sign in for a person")
    func notYet() async throws {
        try await Entrance.open { entrance in
            let inbox = try await entrance.inbox(#"{"kind": "email", "name": "Help"}"#)
            let path = "/inboxes/\(inbox.id)/mailbox/oauth"
            let answer = await entrance.client.call("POST", path, as: SignInStage.person())
            #expect(answer.status == 422)
            #expect(
                answer.pointers == [
                    "/settings/mail/oauth/authorize_url", "/settings/mail/oauth/token_url",
                    "/settings/mail/oauth/client_id",
                ])
            let key = Principal(kind: .apiKey, id: UUID(), name: "Key", permissions: Set(Permission.allCases))
            #expect(await entrance.client.call("POST", path, as: key).status == 403)
            #expect(
                await entrance.client.call("POST", path, as: SignInStage.person([.settingsRead])).status == 403)
            #expect(
                await entrance.client.call("POST", "/inboxes/\(UUID())/mailbox/oauth", as: SignInStage.person())
                    .status == 404)
        }
    }

    @Test("the page to sign in at must be an https address; a mailbox from before gets its provider's")
    func pages() async throws {
        try await Entrance.open { entrance in
            for page in ["javascript:alert(1)", "http://accounts.example.com/o", "https:///o", "https://a.example/o#x"]
            {
                let answer = await entrance.client.call(
                    "POST", "/inboxes",
                    json: """
                        {"kind": "email", "name": "Help", "settings": {"mail": {"oauth": {"authorize_url": "\(page)"}}}}
                        """)
                #expect(answer.pointers == ["/settings/mail/oauth/authorize_url"])
            }
            let presets = await entrance.client.call("GET", "/mailbox-presets").json
            #expect(
                presets["redirect_uri"]?.string == "http://127.0.0.1:8080/api/v1/mailboxes/oauth/callback")
            let microsoft = presets["items"]?.array?.first { $0["id"]?.string == "microsoft" }
            let tokenURL = try #require(microsoft?["token_url"]?.string)
            let inbox = try await entrance.inbox(
                """
                {"kind": "email", "name": "Help", "settings": {"mail": {"oauth": {"token_url": "\(tokenURL)"}}}}
                """)
            let saved = await entrance.client.call("GET", "/inboxes/\(inbox.id)").json["settings"]?["mail"]?["oauth"]
            #expect(saved?["authorize_url"] == microsoft?["authorize_url"])
            let google = try await entrance.inbox(
                """
                {"kind": "email", "name": "Help", "settings": {"mail": {"address": "help@gmail.com", "oauth":
                  {"token_url": "https://oauth2.googleapis.com/token", "client_id": "7.apps.googleusercontent.com",
                   "scope": "https://mail.google.com/"}}}}
                """)
            let begun = await entrance.client.call(
                "POST", "/inboxes/\(google.id)/mailbox/oauth", as: SignInStage.person())
            let page = begun.json["authorize_url"]?.string ?? ""
            #expect(
                page.hasPrefix(
                    "https://accounts.google.com/o/oauth2/v2/auth?access_type=offline&prompt=consent&response_type=code"
                        + "&client_id=7.apps.googleusercontent.com&redirect_uri=http%3A%2F%2F127.0.0.1%3A8080%2F"))
            #expect(page.hasSuffix("&code_challenge_method=S256&login_hint=help%40gmail.com"))
        }
    }
}
