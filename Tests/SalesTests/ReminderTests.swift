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

    private func contract(_ floor: SalesFloor, _ title: String, _ more: String = "") async -> RouteClient.Answer {
        await floor.client.call(
            "POST", "/contracts",
            json: """
                {"customer_id": "\(floor.customerID)", "title": "\(title)", "status": "active",
                 "starts_on": "2026-01-01", "ends_on": "2026-12-31"\(more)}
                """)
    }

    @Test("the owner of a contract is told once of each end that comes near, and of no other's")
    func contracts() async throws {
        try await SalesFloor.open { floor in
            try await subscribe(floor)
            let hub = LiveHub(clock: floor.context.clock, epoch: "test", bus: nil)
            let push = AccessModule(context: floor.context, hub: hub).push
            let (one, other) = (
                ContractJobs(context: floor.context, push: push), ContractJobs(context: floor.context, push: push)
            )
            let mine = await contract(floor, "Office tea", #", "auto_renew": true, "reminder_days": 60"#)
            #expect(mine.json["owner"]?["name"]?.string == "Lin", "whoever notes it looks after it")
            #expect(await contract(floor, "Nobody's tea", #", "owner_id": null"#).json["owner"] == .null)
            #expect(await contract(floor, "Later tea", #", "reminder_days": 10"#).status == 201)
            async let first: Void = one.run()
            async let second: Void = other.run()
            _ = try await (first, second)
            try await one.run()
            let told = try await notices(floor)
            #expect(told.compactMap { $0["title"]?.string } == ["A contract is about to renew"])
            #expect(told.first?["excerpt"]?.string == "Office tea · 陈美")
            let number = try #require(mine.json["number"]?.number)
            #expect(told.first?["path"]?.string == "/sales/contracts/\(Int(number))")
            floor.wait(days: 29)
            try await one.run()
            #expect(try await notices(floor).compactMap { $0["excerpt"]?.string }.contains("Later tea · 陈美"))
            #expect(try await notices(floor).count == 2)
            // The next end of the first is another; the later one ended.
            floor.wait(days: 337)
            try await one.run()
            #expect(try await notices(floor).count == 3)
        }
    }

    @Test("many ends at once are one notice; an owner is changed, filtered by, and must be of the staff")
    func contractOwners() async throws {
        try await SalesFloor.open { floor in
            try await subscribe(floor)
            let hub = LiveHub(clock: floor.context.clock, epoch: "test", bus: nil)
            let push = AccessModule(context: floor.context, hub: hub).push
            for number in 1...4 { _ = await contract(floor, "Tea \(number)", #", "reminder_days": 60"#) }
            let other = await contract(floor, "Coffee", #", "owner_id": null, "reminder_days": 60"#)
            func titles(_ query: String) async -> [String] {
                (await floor.client.call("GET", "/contracts?\(query)").json["items"]?.array ?? [])
                    .compactMap { $0["title"]?.string }.sorted()
            }
            #expect(await titles("owner=me") == ["Tea 1", "Tea 2", "Tea 3", "Tea 4"])
            #expect(await titles("owner=\(SalesFloor.seller.text)").count == 4)
            #expect(await titles("owner=\(UUID().text)").isEmpty)
            #expect(await floor.client.call("GET", "/contracts?owner=lin").pointers == ["/owner"])
            try await ContractJobs(context: floor.context, push: push).run()
            let told = try await notices(floor)
            #expect(told.compactMap { $0["title"]?.string } == ["4 contracts are about to end or renew"])
            #expect(told.first?["path"]?.string == "/sales/contracts?status=due")
            let path = "/contracts/\(other.json["id"]?.string ?? "")"
            let given = await floor.client.call("PATCH", path, json: #"{"owner_id": "\#(SalesFloor.seller.text)"}"#)
            #expect(given.json["owner"]?["name"]?.string == "Lin")
            #expect(await titles("owner=me").count == 5)
            let nobody = await floor.client.call("PATCH", path, json: #"{"owner_id": "\#(UUID().text)"}"#)
            #expect(nobody.status == 422 && nobody.pointers == ["/owner_id"])
            let next = await floor.client.call("POST", path + "/renewal")
            #expect(next.json["owner"]?["name"]?.string == "Lin", "the next contract is looked after, too")
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
