import Basics
import Channels
import EventLoop
import Foundation
import Postgres
import TestSupport
import Testing
import Web

@Suite("Messages of other programs")
struct ProgramTests {
    private static let path = "/inbound-messages"

    private func message(_ inbox: String, _ more: String) -> String {
        #"{"inbox": "\#(inbox)", "text": "Hello", \#(more)}"#
    }

    /// What the last message handed on said of its author, after it was taken.
    @Loop private func author(_ entrance: Entrance, _ json: String) async throws -> InboundAuthor {
        let answer = await entrance.client.call("POST", Self.path, json: json)
        #expect(answer.status == 201, "\(answer.text)")
        return try #require(entrance.notebook.inbound.last).author
    }

    @Loop private func customer(_ entrance: Entrance, _ name: String, handles: String = "{}", email: String? = nil)
        async throws -> UUID
    {
        let id = UUID()
        let accounts = try JSONValue(parsing: Array(handles.utf8))
        try await entrance.database.connection.execute(
            "INSERT INTO customers (id, name, handles) VALUES (\(id), \(name), \(accounts))")
        if let email {
            try await entrance.database.connection.execute(
                "INSERT INTO customer_emails (customer_id, address, is_primary) VALUES (\(id), \(email), true)")
        }
        return id
    }

    @Test("a message becomes an inbound message of its conversation, named so that a repeat is known")
    func translated() async throws {
        try await Entrance.open { entrance in
            let inbox = try await entrance.inbox(
                #"{"kind": "api", "name": "Weibo", "settings": {"platform": "weibo"}}"#)
            let first = await entrance.client.call(
                "POST", Self.path,
                json: message(
                    inbox.key,
                    #""conversation": "c-1", "id": "m-1", "from": {"id": "u-7", "handle": "@mei", "phone": "138 0013 8000"}"#
                ))
            #expect(first.status == 201)
            #expect(first.json["conversation"] == .string("c-1"))
            _ = await entrance.client.call(
                "POST", Self.path,
                json: message(inbox.key, #""conversation": "c-1", "id": "m-2", "from": {"id": "u-7"}"#))
            let taken = entrance.notebook.inbound
            #expect(taken.map(\.clientID) == ["in:m-1", "in:m-2"])
            #expect(taken.map(\.channel) == [.api, .api])
            #expect(Set(taken.map(\.author.visitorID)).count == 1)
            #expect(Set(taken.map(\.author.customerID)).count == 1)
            #expect(taken.allSatisfy { !$0.author.verified })
            let handles: JSONValue = try await entrance.database.connection.one(
                { try $0["handles"] },
                "SELECT handles FROM customers WHERE id = \(try #require(taken[0].author.customerID))")
            #expect(handles == .object(["weibo": .string("mei")]))
        }
    }

    @Test("the same person in another conversation is the same customer, another inbox's person of that id is not")
    func contacts() async throws {
        try await Entrance.open { entrance in
            let inbox = try await entrance.inbox(#"{"kind": "api", "name": "One"}"#)
            let other = try await entrance.inbox(#"{"kind": "api", "name": "Two"}"#)
            let first = try await author(
                entrance, message(inbox.key, #""conversation": "a", "id": "1", "from": {"id": "7"}"#))
            let second = try await author(
                entrance, message(inbox.key, #""conversation": "b", "id": "1", "from": {"id": "7"}"#))
            let foreign = try await author(
                entrance, message(other.key, #""conversation": "a", "id": "1", "from": {"id": "7"}"#))
            #expect(first.customerID == second.customerID)
            #expect(first.visitorID != second.visitorID)
            #expect(foreign.customerID != first.customerID)
        }
    }

    @Test("an address finds its customer only where the inbox trusts its program")
    func addresses() async throws {
        try await Entrance.open { entrance in
            let mei = try await customer(entrance, "Mei", email: "mei@example.com")
            let from = #""from": {"name": "Somebody", "email": "MEI@example.com"}"#
            let wary = try await entrance.inbox(#"{"kind": "api", "name": "Wary"}"#)
            let stranger = try await author(
                entrance, message(wary.key, #""conversation": "a", "id": "1", \#(from)"#))
            #expect(stranger.customerID != mei)
            let owners: Int = try await entrance.database.connection.one(
                { try $0["count"] }, "SELECT count(*) AS count FROM customer_emails")
            #expect(owners == 1)
            let trusting = try await entrance.inbox(
                #"{"kind": "api", "name": "Trusting", "settings": {"trusts_identities": true}}"#)
            let known = try await author(
                entrance, message(trusting.key, #""conversation": "a", "id": "1", \#(from)"#))
            #expect(known.customerID == mei)
        }
    }

    @Test("an account on a platform finds the one customer who has it, and nobody when two have")
    func accounts() async throws {
        try await Entrance.open { entrance in
            let inbox = try await entrance.inbox(#"{"kind": "api", "name": "Weibo"}"#)
            let mei = try await customer(entrance, "Mei", handles: #"{"weibo": "mei"}"#)
            let twins = [
                try await customer(entrance, "Li", handles: #"{"weibo": "li"}"#),
                try await customer(entrance, "Other Li", handles: #"{"weibo": "li"}"#),
            ]
            let found = try await author(
                entrance,
                message(
                    inbox.key, #""conversation": "a", "id": "1", "platform": "Weibo", "from": {"handle": "@mei"}"#))
            #expect(found.customerID == mei)
            let elsewhere = try await author(
                entrance,
                message(
                    inbox.key, #""conversation": "b", "id": "1", "platform": "wechat", "from": {"handle": "mei"}"#))
            #expect(elsewhere.customerID != mei)
            let unsure = try await author(
                entrance,
                message(inbox.key, #""conversation": "c", "id": "1", "platform": "weibo", "from": {"handle": "li"}"#))
            #expect(!twins.contains(try #require(unsure.customerID)))
        }
    }

    @Test("one person writing in many conversations at once becomes one customer")
    func atOnce() async throws {
        try await Entrance.open { entrance in
            let inbox = try await entrance.inbox(#"{"kind": "api", "name": "Weibo"}"#)
            let tasks = (0..<8).map { number in
                Task { @Loop in
                    await entrance.client.call(
                        "POST", Self.path,
                        json: self.message(
                            inbox.key,
                            #""conversation": "\#(number)", "id": "1", "platform": "weibo", "from": {"id": "7"}"#)
                    ).status
                }
            }
            for task in tasks { #expect(await task.value == 201) }
            #expect(Set(entrance.notebook.inbound.map(\.author.customerID)).count == 1)
        }
    }

    @Test("an inbox of another kind, one that is off, and what is missing are refused by name")
    func refused() async throws {
        try await Entrance.open { entrance in
            let chat = try await entrance.inbox(#"{"kind": "chat", "name": "Shop"}"#)
            let off = try await entrance.inbox(#"{"kind": "api", "name": "Off", "enabled": false}"#)
            let open = try await entrance.inbox(#"{"kind": "api", "name": "Open"}"#)
            for key in [chat.key, off.key, "nowhere"] {
                let answer = await entrance.client.call(
                    "POST", Self.path, json: message(key, #""conversation": "a", "id": "1""#))
                #expect(answer.pointers == ["/inbox"])
            }
            let empty = await entrance.client.call(
                "POST", Self.path,
                json:
                    #"{"inbox": "\#(open.key)", "conversation": " ", "id": "", "platform": "we bo", "from": {"email": "x"}}"#
            )
            #expect(Set(empty.pointers) == ["/text", "/platform", "/conversation", "/id", "/from/email"])
            let files = await entrance.client.call(
                "POST", Self.path,
                json: message(
                    open.key, #""conversation": "a", "id": "1", "attachments": ["\#(UUID().uuidString)"]"#))
            #expect(files.pointers == ["/attachments"])
            #expect(entrance.notebook.inbound.isEmpty)
            let people: Int = try await entrance.database.connection.one(
                { try $0["count"] }, "SELECT count(*) AS count FROM customers")
            #expect(people == 0)
        }
    }
}
