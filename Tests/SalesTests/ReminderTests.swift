import Access
import Basics
import Commerce
import EventLoop
import Foundation
import Jobs
import Postgres
import Sales
import TestSupport
import Testing
import Web

@Suite("Reminders") @Loop struct ReminderTests {
    /// A node of its own that shares the database: its people have no console open.
    private func node(_ floor: SalesFloor) -> ActivityReminders {
        let hub = LiveHub(clock: floor.context.clock, epoch: "test", bus: nil)
        let access = AccessModule(context: floor.context, hub: hub)
        return ActivityReminders(context: floor.context, push: access.push)
    }

    /// Gives the seller a browser, so that what is told can be counted.
    private func subscribe(_ floor: SalesFloor) async throws {
        try await floor.database.connection.execute(
            """
            INSERT INTO sessions (id, user_id, token_hash, expires_at)
            VALUES (\(SalesFloor.pipeline)::uuid, \(SalesFloor.seller), '\\x01', '2099-01-01T00:00:00Z')
            """)
        try await floor.database.connection.execute(
            """
            INSERT INTO push_subscriptions (id, user_id, session_id, endpoint, browser_key, secret, excerpt, user_agent,
                created_at)
            VALUES (gen_random_uuid(), \(SalesFloor.seller), \(SalesFloor.pipeline)::uuid, 'https://push.example/a', '\\x02',
                '\\x03', true, '', now())
            """)
    }

    /// The notices planned for browsers, in the order of their titles.
    private func notices(_ floor: SalesFloor) async throws -> [JSONValue] {
        let payloads: [String] = try await floor.database.connection.rows(
            { try $0["payload"] }, "SELECT payload::text AS payload FROM jobs WHERE name = 'push.deliver'")
        return payloads.compactMap { try? JSONValue(parsing: Array($0.utf8))["notice"] }
            .sorted { ($0["title"]?.string ?? "") < ($1["title"]?.string ?? "") }
    }

    private func note(_ floor: SalesFloor, _ kind: String, _ subject: String, due: String) async -> String {
        let made = await floor.client.call(
            "POST", "/activities",
            json: """
                {"kind": "\(kind)", "subject": "\(subject)", "due_at": "\(due)", "customer_id": "\(floor.customerID)"}
                """)
        #expect(made.status == 201, "\(made.text)")
        return made.json["id"]?.string ?? ""
    }

    @Test("each thing is told of once at its time, though two nodes look at once and one looks again")
    func once() async throws {
        try await SalesFloor.open { floor in
            try await subscribe(floor)
            _ = await note(floor, "call", "Samples", due: "2026-11-23T10:50:00Z")
            let (one, other) = (node(floor), node(floor))
            try await one.run()
            #expect(try await notices(floor).isEmpty, "it is 10:40")
            floor.wait(days: 11.0 / 1440)
            async let first: Void = one.run()
            async let second: Void = other.run()
            _ = try await (first, second)
            try await node(floor).run()
            let told = try await notices(floor)
            #expect(told.count == 1)
            #expect(told.first?["title"]?.string == "Time to call")
            #expect(told.first?["excerpt"]?.string == "Samples · 陈美")
            #expect(told.first?["path"]?.string == "/customers/\(floor.customerID)")
        }
    }

    @Test("what came due while nothing ran is told of afterwards, once; many at once are one notice")
    func missed() async throws {
        try await SalesFloor.open { floor in
            try await subscribe(floor)
            for number in 1...4 { _ = await note(floor, "task", "Task \(number)", due: "2026-11-23T1\(number):00:00Z") }
            floor.wait(days: 1)
            try await node(floor).run()
            try await node(floor).run()
            let told = try await notices(floor)
            #expect(told.count == 1)
            #expect(told.first?["title"]?.string == "4 things to do are due" && told.first?["path"]?.string == "/today")
        }
    }

    @Test("a meeting is told of ten minutes before; what is done, put off or past when it is noted is not")
    func meeting() async throws {
        try await SalesFloor.open { floor in
            try await subscribe(floor)
            _ = await note(floor, "meeting", "Tasting", due: "2026-11-23T10:50:00Z")
            let done = await note(floor, "call", "Done", due: "2026-11-23T10:45:00Z")
            let later = await note(floor, "call", "Later", due: "2026-11-23T10:45:00Z")
            _ = await note(floor, "call", "Past", due: "2026-11-23T09:00:00Z")
            _ = await floor.client.call("PATCH", "/activities/\(done)", json: #"{"done": true}"#)
            let moved = #"{"due_at": "2026-11-24T10:45:00Z"}"#
            _ = await floor.client.call("PATCH", "/activities/\(later)", json: moved)
            floor.wait(days: 6.0 / 1440)
            try await node(floor).run()
            #expect(try await notices(floor).compactMap { $0["title"]?.string } == ["Meeting in 4 minutes"])
            floor.wait(days: 1)
            try await node(floor).run()
            #expect(try await notices(floor).compactMap { $0["excerpt"]?.string }.contains("Later · 陈美"))
            #expect(try await notices(floor).count == 2)
        }
    }

    @Test("put off after it was told of, it is told of again at its new time")
    func again() async throws {
        try await SalesFloor.open { floor in
            try await subscribe(floor)
            let id = await note(floor, "call", "Samples", due: "2026-11-23T10:50:00Z")
            floor.wait(days: 0.5)
            try await node(floor).run()
            let moved = #"{"due_at": "2026-11-25T10:50:00Z"}"#
            #expect(await floor.client.call("PATCH", "/activities/\(id)", json: moved).status == 200)
            try await node(floor).run()
            #expect(try await notices(floor).count == 1)
            floor.wait(days: 3)
            try await node(floor).run()
            #expect(try await notices(floor).count == 2)
        }
    }
}
