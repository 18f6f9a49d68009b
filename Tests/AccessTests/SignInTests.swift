import Access
import Basics
import EventLoop
import Foundation
import Postgres
import TestSupport
import Testing
import Web

@Suite("Signing in", .serialized)
struct SignInTests {
    @Test("each sign-in gives a new token in a cookie scripts cannot read, and ends the one it replaces")
    @Loop func cookie() async throws {
        try await AccessDesk.openWithOwner { desk, mei async throws in
            let first = try await desk.signIn("Mei@Shop.example")
            #expect(first.status == 201)
            #expect(first.json["user"]?["id"] == .string(mei.id.description))
            let cookie = try #require(first.header("set-cookie"))
            #expect(cookie.hasSuffix("; Path=/; HttpOnly; SameSite=Lax; Max-Age=7776000"))
            let token = try #require(first.sessionToken)
            #expect([UInt8](base64URL: token)?.count == 32)
            let second = try #require(try await desk.signIn("mei@shop.example", token: token).sessionToken)
            #expect(second != token)
            desk.clock.move(seconds: 2)
            #expect(try await desk.principal(token) == nil)
            #expect(try await desk.principal(second)?.id == mei.id.uuid)
        }
    }

    @Test("a planted token is not taken over")
    @Loop func fixation() async throws {
        try await AccessDesk.openWithOwner { desk, _ async throws in
            let planted = String(repeating: "A", count: 43)
            let token = try await desk.signIn("mei@shop.example", token: planted).sessionToken
            #expect(token != planted)
            #expect(try await desk.principal(planted) == nil)
        }
    }

    @Test("the cookie is secure when the public address is")
    @Loop func secure() async throws {
        try await AccessDesk.open(publicURL: "https://help.shop.example") { desk async throws in
            _ = try await desk.add("mei@shop.example", .owner)
            #expect(try await desk.signIn("mei@shop.example").header("set-cookie")?.hasSuffix("; Secure") == true)
        }
    }

    @Test("the database holds no token and no password")
    @Loop func atRest() async throws {
        try await AccessDesk.openWithOwner { desk, _ async throws in
            let token = try await desk.token("mei@shop.example")
            let dump = try await desk.database.connection.one(
                { row -> String in try row["dump"] },
                """
                SELECT concat((SELECT string_agg(s::text, ' ') FROM sessions s), (SELECT string_agg(u::text, ' ') FROM users u),
                              (SELECT string_agg(a::text, ' ') FROM audit_entries a)) AS dump
                """)
            #expect(dump.contains("mei@shop.example"))
            #expect(!dump.contains(token))
            #expect(!dump.contains(Array(token.utf8).hexadecimal))
            #expect(!dump.contains(AccessDesk.password))
        }
    }

    @Test("unknown, mistyped, deactivated and invited people get the same answer after the same work")
    @Loop func alike() async throws {
        try await AccessDesk.openWithOwner { desk, _ async throws in
            _ = try await desk.add("gone@shop.example", .agent)
            let token = try await desk.token("mei@shop.example")
            let invited = try await desk.call(
                "POST", "/users", json: #"{"name": "Bo", "email": "bo@shop.example", "role": "agent"}"#, token: token)
            #expect(invited.status == 201)
            try await desk.database.connection.execute(
                "UPDATE users SET active = false WHERE email = 'gone@shop.example'")
            var answers: Set<String> = []
            for email in ["nobody@shop.example", "mei@shop.example", "gone@shop.example", "bo@shop.example"] {
                let before = desk.passwords.computations
                let password = email == "mei@shop.example" ? "seven red lanterns" : AccessDesk.password
                let answer = try await desk.signIn(email, password)
                #expect(desk.passwords.computations == before + 1, "\(email)")
                #expect(answer.status == 401)
                #expect(answer.header("set-cookie") == nil)
                answers.insert(
                    [answer.problem, answer.json["title"]?.string, answer.json["detail"]?.string].compactMap { $0 }
                        .joined(separator: "|"))
            }
            #expect(answers == ["wrong-credentials|E-mail or password is wrong|Check both and try again."])
        }
    }

    @Test(
        "an empty or endless password is refused without hashing", arguments: ["", String(repeating: "x", count: 201)])
    @Loop func senseless(password: String) async throws {
        try await AccessDesk.openWithOwner { desk, _ async throws in
            let before = desk.passwords.computations
            #expect(try await desk.signIn("mei@shop.example", password).status == 401)
            #expect(desk.passwords.computations == before)
        }
    }

    @Test("after five failures the account waits 1, 2, 4 … seconds; a success forgets them")
    @Loop func throttle() async throws {
        try await AccessDesk.openWithOwner { desk, _ async throws in
            for _ in 0..<5 { #expect(try await desk.signIn("mei@shop.example", "wrong wrong").status == 401) }
            for seconds in [1, 2, 4] {
                let refused = try await desk.signIn("mei@shop.example")
                #expect(refused.status == 429)
                #expect(refused.header("retry-after") == String(seconds))
                desk.clock.move(seconds: Double(seconds))
                #expect(try await desk.signIn("mei@shop.example", "wrong wrong").status == 401)
            }
            desk.clock.move(seconds: 8)
            #expect(try await desk.signIn("mei@shop.example").status == 201)
            #expect(try await desk.signIn("mei@shop.example", "wrong wrong").status == 401)
        }
    }

    @Test("an unknown address is delayed like a known one, and one address cannot try account after account")
    @Loop func throttleUnknown() async throws {
        try await AccessDesk.openWithOwner { desk, _ async throws in
            for _ in 0..<5 { #expect(try await desk.signIn("nobody@shop.example", "wrong wrong").status == 401) }
            #expect(try await desk.signIn("nobody@shop.example", "wrong wrong").status == 429)
            for number in 0..<5 {
                #expect(try await desk.signIn("other\(number)@shop.example", "wrong wrong").status == 401)
            }
            #expect(try await desk.signIn("mei@shop.example").status == 429)
            desk.clock.move(seconds: 1)
            #expect(try await desk.signIn("mei@shop.example").status == 201)
        }
    }

    @Test("strangers who keep guessing do not keep a person out who is signed in from the same place")
    @Loop func familiar() async throws {
        try await AccessDesk.openWithOwner { desk, _ async throws in
            _ = try await desk.token("mei@shop.example")
            try await desk.database.connection.execute("UPDATE sessions SET remote_address = '203.0.113.7'")
            for _ in 0..<5 { _ = try await desk.signIn("mei@shop.example", "wrong wrong") }
            #expect(try await desk.signIn("mei@shop.example").status == 429)
            try await desk.database.connection.execute("UPDATE sessions SET remote_address = '127.0.0.1'")
            #expect(try await desk.signIn("mei@shop.example", "wrong wrong").status == 401)
            #expect(try await desk.signIn("mei@shop.example").status == 201)
            for _ in 0..<5 { _ = try await desk.signIn("mei@shop.example", "wrong wrong") }
            #expect(try await desk.signIn("mei@shop.example").status == 429, "a stolen place has its own limit")
        }
    }

    @Test("of twenty guesses at the same time only five are compared")
    @Loop func parallelGuesses() async throws {
        try await AccessDesk.openWithOwner { desk, _ async throws in
            let before = desk.passwords.computations
            let statuses = try await AccessDesk.atOnce(20) { number in
                try await desk.signIn("mei@shop.example", "wrong guess \(number)").status
            }
            #expect(statuses.count { $0 == 401 } == 5)
            #expect(statuses.count { $0 == 429 } == 15)
            #expect(desk.passwords.computations == before + 5)
        }
    }

    @Test("a hash made with older parameters is renewed at sign-in")
    @Loop func rehash() async throws {
        try await AccessDesk.openWithOwner { desk, mei async throws in
            let old = try PasswordHash(passes: 2, memoryBytes: 16 * 1024).make(Password.prepared(AccessDesk.password))
            try await desk.database.connection.execute("UPDATE users SET password_hash = \(old) WHERE id = \(mei.id)")
            #expect(try await desk.signIn("mei@shop.example").status == 201)
            let stored = try await desk.database.connection.one(
                { row -> String in try row["password_hash"] }, "SELECT password_hash FROM users WHERE id = \(mei.id)")
            #expect(stored.hasPrefix("$argon2id$v=19$m=8,t=1,p=1$"))
            #expect(try await desk.signIn("mei@shop.example").status == 201)
        }
    }
}
