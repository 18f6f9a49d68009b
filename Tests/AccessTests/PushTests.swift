import Access
import Basics
import EventLoop
import Foundation
import Postgres
import TestSupport
import Testing
import Web

@Loop @Suite("Push subscriptions")
struct PushTests {
    private static func body(
        endpoint: String = "https://push.example.com/a", p256dh: String? = nil, auth: String = "BTBZMqHH6r4Tts7J_aSIgg"
    ) -> String {
        let key = p256dh ?? "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
        return #"{"endpoint":"\#(endpoint)","keys":{"p256dh":"\#(key)","auth":"\#(auth)"}}"#
    }

    @Test("the key is made once and is the same on every node")
    func key() async throws {
        try await AccessDesk.openWithOwner { desk, owner in
            let token = try await desk.token(owner.email)
            let first = try await desk.call("GET", "/push-key", token: token).json["public_key"]?.string ?? ""
            #expect(P256Key.isPublicKey([UInt8](base64URL: first) ?? []))
            let other = RouteClient(desk.otherNode().routes, as: try #require(try await desk.principal(token)))
            #expect(await other.call("GET", "/push-key").json["public_key"]?.string == first)
            #expect(try await desk.number("SELECT octet_length(private_key) AS answer FROM push_keys") == 32 + 40)
        }
    }

    @Test("what is wrong with a subscription is named field by field")
    func invalid() async throws {
        try await AccessDesk.openWithOwner { desk, owner in
            let token = try await desk.token(owner.email)
            let wrong = Self.body(endpoint: "http://push.example.com/a", p256dh: "AAAA", auth: "AA")
            let answer = try await desk.call("POST", "/push-subscriptions", json: wrong, token: token)
            #expect(answer.status == 422)
            #expect(
                answer.json["errors"]?.array?.compactMap { $0["pointer"]?.string }
                    == ["/endpoint", "/keys/p256dh", "/keys/auth"])
            let none = try await desk.call("POST", "/push-subscriptions", json: "{}", token: token)
            #expect(none.status == 422)
            for endpoint in ["ftp://a.example/x", "https://user:pw@a.example/", "https:///x", "/x", "https://a b/"] {
                let answer = try await desk.call(
                    "POST", "/push-subscriptions", json: Self.body(endpoint: endpoint), token: token)
                #expect(answer.status == 422, "\(endpoint)")
            }
        }
    }

    @Test("a browser has one subscription, which goes with the person, with the session, or when asked to")
    func life() async throws {
        try await AccessDesk.openWithOwner { desk, owner in
            let other = try await desk.add("ana@shop.example", .agent)
            let token = try await desk.token(owner.email)
            let first = try await desk.call("POST", "/push-subscriptions", json: Self.body(), token: token)
            #expect(first.status == 201)
            let again = try await desk.call("POST", "/push-subscriptions", json: Self.body(), token: token)
            #expect(again.json["id"] == first.json["id"])
            let id = first.json["id"]?.string ?? ""
            let stranger = try await desk.token(other.email)
            #expect(try await desk.call("DELETE", "/push-subscriptions/\(id)", token: stranger).status == 404)
            #expect(try await desk.call("DELETE", "/push-subscriptions/\(id)", token: token).status == 204)
            #expect(try await desk.call("DELETE", "/push-subscriptions/\(id)", token: token).status == 404)
            _ = try await desk.call("POST", "/push-subscriptions", json: Self.body(), token: token)
            #expect(
                try await desk.call("GET", "/push-subscriptions", token: token).json["items"]?.array?.count == 1)
            _ = try await desk.call("POST", "/push-subscriptions", json: Self.body(), token: stranger)
            #expect(
                try await desk.call("GET", "/push-subscriptions", token: token).json["items"]?.array?.count == 0)
            #expect(try await desk.call("DELETE", "/session", token: stranger).status == 204)
            #expect(try await desk.number("SELECT count(*) AS answer FROM push_subscriptions") == 0)
        }
    }

    @Test("a person has at most twenty browsers: the oldest goes")
    func many() async throws {
        try await AccessDesk.openWithOwner { desk, owner in
            let token = try await desk.token(owner.email)
            for number in 0..<22 {
                desk.clock.move(seconds: 1)
                let body = Self.body(endpoint: "https://push.example.com/\(number)")
                #expect(try await desk.call("POST", "/push-subscriptions", json: body, token: token).status == 201)
            }
            #expect(try await desk.number("SELECT count(*) AS answer FROM push_subscriptions") == 20)
            let oldest = try await desk.number(
                "SELECT count(*) AS answer FROM push_subscriptions WHERE endpoint = 'https://push.example.com/0'")
            #expect(oldest == 0)
        }
    }

    @Test("a program has no browser")
    func programs() async throws {
        try await AccessDesk.openWithOwner { desk, owner in
            let program = Principal(kind: .apiKey, id: owner.id.uuid, name: "Shop", permissions: [.ticketsRead])
            #expect(await desk.client.call("POST", "/push-subscriptions", json: Self.body(), as: program).status == 403)
        }
    }

    @Test("only addresses of the public internet are gone to")
    func addresses() {
        func isPublic(_ text: String) -> Bool {
            var four = in_addr()
            var six = in6_addr()
            if inet_pton(AF_INET, text, &four) == 1 {
                return HostAddress(bytes: withUnsafeBytes(of: four) { Array($0) }).isPublic
            }
            inet_pton(AF_INET6, text, &six)
            return HostAddress(bytes: withUnsafeBytes(of: six) { Array($0) }).isPublic
        }
        for text in ["8.8.8.8", "172.32.0.1", "100.128.0.1", "192.169.0.1", "2606:4700::1111", "2001:4860::8888"] {
            #expect(isPublic(text), "\(text)")
        }
        for text in [
            "0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.255",
            "192.168.1.1", "198.18.0.1", "203.0.113.9", "224.0.0.1", "255.255.255.255", "::", "::1", "::ffff:10.0.0.1",
            "fe80::1", "fc00::1", "fd12::1", "ff02::1", "2001:db8::1", "2002:a00:1::1", "64:ff9b::a00:1", "2001::1",
        ] {
            #expect(!isPublic(text), "\(text)")
        }
    }
}
