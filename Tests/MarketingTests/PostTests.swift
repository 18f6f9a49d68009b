import Access
import Basics
import EventLoop
import Foundation
import Marketing
import Postgres
import TestSupport
import Testing
import Web

/// Posts of the fair's shop, whose clock stands at 2026-11-28T04:00:00Z.
@Suite("Posts on social platforms") @Loop struct PostTests {
    private static let past = "2026-11-28T03:55:00Z"
    private static let ahead = "2026-11-28T09:00:00Z"

    @discardableResult private func post(_ fair: Fair, _ fields: String) async -> RouteClient.Answer {
        await fair.client.call("POST", "/posts", json: "{\"platform\": \"weibo\", \(fields)}")
    }

    private func change(_ fair: Fair, _ post: RouteClient.Answer, _ fields: String) async -> RouteClient.Answer {
        await fair.client.call("PATCH", "/posts/\(post.json["id"]?.string ?? "")", json: "{\(fields)}")
    }

    /// Somebody of the staff with a browser, so that what is told can be counted.
    private func staff(_ fair: Fair) async throws -> String {
        let id = "00000000-0000-7000-8000-0000000000e7"
        try await fair.database.connection.script(
            """
            INSERT INTO users (id, name, email, role, ticket_scope, locale)
            VALUES ('\(id)', 'Lin', 'lin@tea.example', 'agent', 'all', 'en');
            INSERT INTO sessions (id, user_id, token_hash, expires_at)
            VALUES ('\(id)', '\(id)', '\\x01', '2099-01-01T00:00:00Z');
            INSERT INTO push_subscriptions (id, user_id, session_id, endpoint, browser_key, secret, excerpt, user_agent,
                created_at)
            VALUES ('\(id)', '\(id)', '\(id)', 'https://push.example/a', '\\x02', '\\x03', true, '', now());
            """)
        return id
    }

    /// A node of its own that shares the database: its people have no console open.
    private func node(_ fair: Fair) -> PostJobs {
        let hub = LiveHub(clock: fair.context.clock, epoch: "test", bus: nil)
        return PostJobs(context: fair.context, push: AccessModule(context: fair.context, hub: hub).push)
    }

    private func notices(_ fair: Fair) async throws -> [JSONValue] {
        let payloads: [String] = try await fair.database.connection.rows(
            { try $0["payload"] }, "SELECT payload::text AS payload FROM jobs WHERE name = 'push.deliver'")
        return payloads.compactMap { try? JSONValue(parsing: Array($0.utf8))["notice"] }
    }

    @Test("what is noted tells its state: a text is a draft, a time makes a plan, an address what was posted")
    func states() async throws {
        try await Fair.open { fair in
            let draft = await post(fair, #""text": "  New teas  ""#)
            #expect(draft.status == 201, "\(draft.text)")
            #expect(draft.json["text"]?.string == "New teas" && draft.json["state"]?.string == "draft")
            let planned = await post(fair, #""title": "Spring", "planned_for": "\#(Self.ahead)""#)
            #expect(planned.json["state"]?.string == "planned")
            let posted = await post(fair, #""text": "Out", "posted_url": "https://weibo.com/1""#)
            #expect(posted.json["state"]?.string == "posted")
            #expect(posted.json["posted_at"]?.string == "2026-11-28T04:00:00.000000Z")
            let earlier = await post(fair, #""text": "Out", "posted_at": "2026-11-20T04:00:00Z""#)
            #expect(earlier.json["posted_at"]?.string == "2026-11-20T04:00:00.000000Z")
            // What loses its time is an idea again; what is skipped never was posted.
            #expect(await change(fair, planned, #""planned_for": null"#).json["state"]?.string == "draft")
            let skipped = await change(fair, posted, #""state": "skipped""#)
            #expect(skipped.json["state"]?.string == "skipped")
            #expect(skipped.json["posted_at"] == .null && skipped.json["posted_url"] == .null)
        }
    }

    @Test("a program reports back with the address alone, and results are noted later")
    func reported() async throws {
        try await Fair.open { fair in
            let planned = await post(fair, #""text": "Spring", "planned_for": "\#(Self.past)""#)
            try await fair.marketing.posts.run()
            let posted = await change(fair, planned, #""posted_url": "https://weibo.com/2""#)
            #expect(posted.status == 200 && posted.json["state"]?.string == "posted")
            let noted = await change(fair, planned, #""view_count": 1200, "like_count": 85, "comment_count": 0"#)
            #expect(noted.json["view_count"]?.number == 1_200 && noted.json["comment_count"]?.number == 0)
            #expect(noted.json["posted_at"] == posted.json["posted_at"])
            #expect(noted.json["version"]?.number == 3)
        }
    }

    @Test("each fault names its field")
    func faults() async throws {
        try await Fair.open { fair in
            let plan = #""text": "x", "planned_for": "\#(Self.ahead)""#
            let bad: [(String, String)] = [
                (#""title": " ""#, "/text"), (#""text": "x", "state": "planned""#, "/planned_for"),
                (#""text": "x", "state": "due", "planned_for": "\#(Self.past)""#, "/state"),
                (#""text": "x", "url": "tea.example""#, "/url"),
                (#""text": "x", "posted_url": "javascript:1""#, "/posted_url"),
                (#""text": "x", "state": "draft", "posted_url": "https://weibo.com/1""#, "/posted_url"),
                (#""text": "x", "posted_at": "2026-11-29T04:00:00Z""#, "/posted_at"),
                (#""text": "x", "like_count": -1"#, "/like_count"),
                (#""text": "x", "campaign_id": "\#(Fair.mailbox)""#, "/campaign_id"),
                (#""text": "x", "owner_id": "\#(Fair.mailbox)""#, "/owner_id"),
                ("\"text\": \"\(String(repeating: "x", count: 20_001))\"", "/text"),
            ]
            for (fields, pointer) in bad {
                let answer = await post(fair, fields)
                #expect(answer.status == 422 && answer.pointers.contains(pointer), "\(pointer): \(answer.text)")
            }
            let planned = await post(fair, plan)
            let due = await change(fair, planned, #""state": "due""#)
            #expect(due.status == 422 && due.pointers == ["/state"])
            let stale = await fair.client.call(
                "PATCH", "/posts/\(planned.json["id"]?.string ?? "")", json: #"{"title": "y"}"#,
                headers: [("if-match", "\"7\"")])
            #expect(stale.status == 412)
            for path in ["/posts?state=gone", "/posts?platform=myspace", "/posts?from=soon"] {
                #expect(await fair.client.call("GET", path).status == 422, "\(path)")
            }
        }
    }

    @Test("the list shows ideas first and then the latest, page by page; the calendar asks for a month")
    func listed() async throws {
        try await Fair.open { fair in
            await post(fair, #""text": "one", "planned_for": "2026-12-01T04:00:00Z""#)
            await post(fair, #""text": "two", "posted_at": "2026-11-20T04:00:00Z", "planned_for": "2026-11-01""#)
            await post(fair, #""text": "idea""#)
            await post(fair, #""text": "three", "planned_for": "2026-12-31T16:00:00Z""#)
            var seen: [String] = []
            var path = "/posts?limit=3"
            for _ in 1...2 {
                let page = await fair.client.call("GET", path)
                seen += (page.json["items"]?.array ?? []).compactMap { $0["text"]?.string }
                path = "/posts?limit=3&cursor=\(page.json["next_cursor"]?.string ?? "")"
            }
            #expect(seen == ["idea", "three", "one", "two"])
            func texts(_ query: String) async -> [String] {
                let page = await fair.client.call("GET", "/posts?\(query)")
                return (page.json["items"]?.array ?? []).compactMap { $0["text"]?.string }
            }
            #expect(await texts("from=2026-11-30T16:00:00Z&until=2026-12-31T16:00:00Z") == ["one"])
            #expect(await texts("state=draft,posted") == ["idea", "two"])
            #expect(await texts("platform=x").isEmpty)
            await post(fair, #""title": "春茶到了", "text": "Spring teas""#)
            #expect(await texts("q=%E6%98%A5%E8%8C%B6") == ["Spring teas"])
            #expect(await texts("q=tea") == ["Spring teas"])
            #expect(await texts("q=nothing").isEmpty)
        }
    }

    @Test("a post is due once, though two nodes look at once; its owner and the programs are told once")
    func due() async throws {
        try await Fair.open { fair in
            let owner = try await staff(fair)
            try await fair.database.connection.script(
                """
                INSERT INTO webhooks (id, name, url, kinds, secret, created_at, updated_at) VALUES
                    (gen_random_uuid(), 'Poster', 'https://poster.example', '{post.due}', '', now(), now()),
                    (gen_random_uuid(), 'ERP', 'https://erp.example', '{order.created}', '', now(), now());
                """)
            let planned = await post(
                fair, #""text": "Spring\nteas", "planned_for": "\#(Self.past)", "owner_id": "\#(owner)""#)
            await post(fair, #""text": "Later", "planned_for": "\#(Self.ahead)", "owner_id": "\#(owner)""#)
            async let first: Void = node(fair).run()
            async let second: Void = node(fair).run()
            _ = try await (first, second)
            try await node(fair).run()
            func told() async throws -> Int {
                try await fair.database.connection.one(
                    { try $0["n"] }, "SELECT count(*) AS n FROM webhook_deliveries WHERE kind = 'post.due'")
            }
            var notices = try await notices(fair)
            #expect(notices.count == 1 && notices.first?["title"]?.string == "Time to post: Weibo")
            #expect(notices.first?["excerpt"]?.string == "Spring")
            #expect(notices.first?["path"]?.string == "/marketing/posts/\(planned.json["id"]?.string ?? "")")
            #expect(try await told() == 1)
            // Marked as posted by mistake: due again, and nobody is told of it again.
            _ = await change(fair, planned, #""state": "posted""#)
            let back = await change(fair, planned, #""state": "planned""#)
            #expect(back.json["state"]?.string == "due")
            try await node(fair).run()
            #expect(try await told() == 1)
            // Another time is another matter.
            let moved = await change(fair, planned, #""planned_for": "2026-11-28T03:59:00Z""#)
            #expect(moved.json["state"]?.string == "planned")
            try await node(fair).run()
            notices = try await self.notices(fair)
            #expect(notices.count == 2)
            #expect(try await told() == 2)
        }
    }

    @Test("many posts at once are one notice")
    func many() async throws {
        try await Fair.open { fair in
            let owner = try await staff(fair)
            for number in 1...4 {
                await post(
                    fair,
                    #""text": "Post \#(number)", "planned_for": "\#(Self.past)", "owner_id": "\#(owner)""#)
            }
            try await node(fair).run()
            let told = try await notices(fair)
            #expect(told.compactMap { $0["title"]?.string } == ["4 posts are due"])
            #expect(told.first?["path"]?.string == "/today")
        }
    }

    @Test("today's list holds what goes out until the day is over, one's own and nobody's")
    func today() async throws {
        try await Fair.open { fair in
            let owner = try await staff(fair)
            for (text, time, whose) in [
                ("Mine", Self.ahead, owner), ("Nobody's", Self.past, ""), ("Tomorrow", "2026-11-28T16:00:00Z", owner),
            ] {
                let mine = whose.isEmpty ? "" : #", "owner_id": "\#(whose)""#
                await post(fair, #""text": "\#(text)", "planned_for": "\#(time)"\#(mine)"#)
            }
            try await fair.marketing.posts.run()
            let client = RouteClient(
                TodayRoutes(context: fair.context, sections: fair.marketing.today).routes,
                as: Principal(
                    kind: .user, id: UUID(uuidString: owner), name: "Lin", permissions: Set(Permission.allCases),
                    ticketScope: .all))
            let section = await client.call("GET", "/today").json["sections"]?.array?.first
            #expect(section?["name"]?.string == "posts" && section?["waits"] == .bool(true))
            let lines = section?["items"]?.array ?? []
            #expect(lines.compactMap { $0["title"]?.string } == ["Nobody's", "Mine"])
            #expect(lines.first?["kind"]?.string == "weibo")
        }
    }

    @Test("a campaign that goes leaves its posts; a post removed is gone, and the trail says whose hand it was")
    func removed() async throws {
        try await Fair.open { fair in
            let campaign = "00000000-0000-7000-8000-0000000000e8"
            try await fair.database.connection.script(
                """
                INSERT INTO segments (id, name, rule, created_at, updated_at)
                VALUES ('\(campaign)', 'All', '{}', now(), now());
                INSERT INTO campaigns (id, name, segment_id, inbox_id, content, throttle, window_days, created_at, updated_at)
                VALUES ('\(campaign)', 'Spring', '\(campaign)', '\(Fair.mailbox)', '{"a": {}}', 60, 14, now(), now());
                """)
            let made = await post(fair, #""text": "x", "campaign_id": "\#(campaign)""#)
            #expect(made.json["campaign"]?["name"]?.string == "Spring", "\(made.text)")
            try await fair.database.connection.script("DELETE FROM campaigns WHERE name = 'Spring'")
            let id = made.json["id"]?.string ?? ""
            #expect(await fair.client.call("GET", "/posts/\(id)").json["campaign"] == .null)
            #expect(await fair.client.call("DELETE", "/posts/\(id)").status == 204)
            #expect(await fair.client.call("GET", "/posts/\(id)").status == 404)
            let trail: [String] = try await fair.database.connection.rows(
                { try $0["action"] }, "SELECT action FROM audit_entries WHERE subject_kind = 'post' ORDER BY number")
            #expect(trail == ["post.created", "post.removed"])
        }
    }
}
