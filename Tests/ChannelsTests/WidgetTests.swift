import Basics
import Channels
import EventLoop
import Foundation
import Postgres
import TestSupport
import Testing
import Web

@Suite("Widget")
struct WidgetTests {
    private static func open(
        _ entrance: Entrance, _ key: String, token: String? = nil, identity: String? = nil
    ) async -> RouteClient.Answer {
        var fields = ["\"inbox\":\"\(key)\""]
        if let token { fields.append("\"visitor_token\":\"\(token)\"") }
        if let identity { fields.append("\"identity\":\"\(identity)\"") }
        return await entrance.client.call(
            "POST", "/widget/sessions", json: "{\(fields.joined(separator: ","))}", as: .anonymous)
    }

    private static func secret(_ entrance: Entrance, _ id: String) async throws -> String {
        let answer = await entrance.client.call("POST", "/inboxes/\(id)/identity-secret")
        return try #require(answer.json["identity_secret"]?.string)
    }

    @Test("a visitor gets a token that is kept only as a hash and goes on with it")
    func resume() async throws {
        try await Entrance.open { entrance in
            let inbox = try await entrance.inbox(#"{"kind": "chat", "name": "Shop"}"#)
            let first = await Self.open(entrance, inbox.key)
            #expect(first.status == 201)
            #expect(first.json["settings"]?["availability"]?["online"] == .bool(false))
            #expect(first.json["settings"]?["ask_email"] == .bool(true))
            #expect(first.json["settings"]?["transcript"] == .bool(false))
            let token = try #require(first.json["visitor_token"]?.string)
            let hash: [UInt8] = try await entrance.database.connection.one(
                { try $0["token_hash"] }, "SELECT token_hash FROM visitors")
            #expect(hash == Digest.sha256(token))
            #expect(await Self.open(entrance, inbox.key, token: token).json["visitor_token"] == .string(token))
            #expect(
                await Self.open(entrance, inbox.key, token: "dv_" + String(repeating: "x", count: 32)).status == 401)
            #expect(await Self.open(entrance, "NOPE").status == 404)
        }
    }

    @Test("a signed identity binds the anonymous conversation once, changes the token, and is audited")
    func identity() async throws {
        try await Entrance.open { entrance in
            let inbox = try await entrance.inbox(#"{"kind": "chat", "name": "Shop"}"#)
            let secret = try await Self.secret(entrance, inbox.id)
            let anonymous = try #require(await Self.open(entrance, inbox.key).json["visitor_token"]?.string)
            let jwt = Shop.token(Shop.claims("42", email: "mei@example.com"), secret: secret)
            let signed = await Self.open(entrance, inbox.key, token: anonymous, identity: jwt)
            #expect(signed.status == 201)
            let token = try #require(signed.json["visitor_token"]?.string)
            #expect(token != anonymous)
            await #expect(throws: Problem.self) { try await entrance.asVisitor(anonymous) }
            let principal = try await entrance.asVisitor(token)
            #expect(principal.visitor?.verified == true)
            #expect(signed.json["customer"]?["email"] == .string("mei@example.com"))
            _ = await Self.open(entrance, inbox.key, token: token, identity: jwt)
            #expect(entrance.notebook.moved.count == 1)
            // A second device is the same person; another person on the first device begins anew.
            let second = try #require(await Self.open(entrance, inbox.key, identity: jwt).json["visitor_token"]?.string)
            #expect(try await entrance.asVisitor(second).visitor?.customerID == principal.visitor?.customerID)
            let other = Shop.token(Shop.claims("43"), secret: secret)
            let stranger = try #require(
                await Self.open(entrance, inbox.key, token: token, identity: other).json["visitor_token"]?.string)
            #expect(try await entrance.asVisitor(stranger).visitor?.visitorID != principal.visitor?.visitorID)
            #expect(entrance.notebook.moved.count == 1)
            let audited: Int = try await entrance.database.connection.one(
                { try $0["count"] }, "SELECT count(*) AS count FROM audit_entries WHERE action = 'visitor.identified'")
            #expect(audited == 1)
        }
    }

    @Test("a forged identity and one without a secret are refused with identity-invalid")
    func forged() async throws {
        try await Entrance.open { entrance in
            let inbox = try await entrance.inbox(#"{"kind": "chat", "name": "Shop"}"#)
            let jwt = Shop.token(Shop.claims(), secret: "guess")
            #expect(
                await Self.open(entrance, inbox.key, identity: jwt).json["type"]
                    == .string("/problems/identity-invalid"))
            _ = try await Self.secret(entrance, inbox.id)
            #expect(
                await Self.open(entrance, inbox.key, identity: jwt).json["type"]
                    == .string("/problems/identity-invalid"))
        }
    }

    @Test("an address somebody else has unlocks nothing when a visitor types it")
    func typedAddress() async throws {
        try await Entrance.open { entrance in
            let inbox = try await entrance.inbox(#"{"kind": "chat", "name": "Shop"}"#)
            let owner = UUID()
            let connection = entrance.database.connection
            try await connection.execute("INSERT INTO customers (id, name) VALUES (\(owner), 'Mei')")
            try await connection.execute(
                "INSERT INTO customer_emails (customer_id, address) VALUES (\(owner), 'mei@example.com')")
            let token = try #require(await Self.open(entrance, inbox.key).json["visitor_token"]?.string)
            let principal = try await entrance.asVisitor(token)
            let own = UUID()
            try await connection.execute("INSERT INTO customers (id) VALUES (\(own))")
            try await VisitorStore(connection).bind(ID(try #require(principal.id)), to: own)
            let answer = await entrance.client.call(
                "POST", "/widget/details", json: #"{"name": "Not Mei", "email": "mei@example.com"}"#,
                as: try await entrance.asVisitor(token))
            #expect(answer.status == 200)
            #expect(answer.json["customer"]?["name"] == .string("Not Mei"))
            let after = try await entrance.asVisitor(token)
            #expect(after.visitor?.customerID == own)
            #expect(after.visitor?.verified == false)
            let owners: [UUID] = try await connection.rows(
                { try $0["customer_id"] }, "SELECT customer_id FROM customer_emails")
            #expect(owners == [owner])
        }
    }

    @Test("too many sessions of one address and too many messages of one visitor are told when to come back")
    func limits() async throws {
        try await Entrance.open { entrance in
            let inbox = try await entrance.inbox(#"{"kind": "chat", "name": "Shop"}"#)
            let token = try #require(await Self.open(entrance, inbox.key).json["visitor_token"]?.string)
            let visitor = try await entrance.asVisitor(token)
            var last: RouteClient.Answer?
            for number in 0...31 {
                last = await entrance.client.call(
                    "POST", "/widget/messages", json: #"{"client_id": "c\#(number)", "text": "hi"}"#, as: visitor)
            }
            #expect(last?.status == 429)
            #expect(last?.header("Retry-After") != nil)
            let foreign = await entrance.client.call(
                "POST", "/widget/messages", json: #"{"client_id": "x", "text": "hi"}"#, as: .anonymous)
            #expect(foreign.status == 401)
        }
    }

    @Test("settings are checked, completed and kept; a misspelt one is refused")
    func settings() async throws {
        try await Entrance.open { entrance in
            let inbox = try await entrance.inbox(
                ##"{"kind": "chat", "name": "Shop", "settings": {"color": "#AA0000", "allowed_origins": ["https://Shop.example/"]}}"##
            )
            let answer = await entrance.client.call(
                "PATCH", "/inboxes/\(inbox.id)", json: ##"{"settings": {"colour": "#fff", "color": "red; }"}}"##)
            let pointers = (answer.json["errors"]?.array ?? []).compactMap { $0["pointer"]?.string }
            #expect(Set(pointers) == ["/settings/colour", "/settings/color"])
            let shown = await entrance.client.call("GET", "/inboxes/\(inbox.id)")
            #expect(shown.json["settings"]?["allowed_origins"] == .array([.string("https://shop.example")]))
            #expect(shown.json["settings"]?["reopen"]?["mode"] == .string("reopen"))
            #expect(try await entrance.channels.panelAncestors(inbox.key) == ["https://shop.example"])
        }
    }
}
