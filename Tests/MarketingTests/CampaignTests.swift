import Basics
import Channels
import EventLoop
import Foundation
import Marketing
import Postgres
import TestSupport
import Testing
import Web

@Suite("Campaigns")
@Loop struct CampaignTests {
    /// Everybody who is a customer.
    private static let everybody = #"{"field": "created_at", "operator": "is_set"}"#
    /// A person who reads mail.
    private static let reader = [("user-agent", "Mozilla/5.0 Firefox/128.0")]
    private static let anybody = Principal(kind: .anonymous, id: nil, name: "")

    private func campaign(
        _ fair: Fair, _ more: String = "", name: String = "Spring", content: String? = nil
    ) async throws -> String {
        let segment = await fair.client.call(
            "POST", "/segments", json: #"{"name": "Everybody for \#(name)", "rule": \#(Self.everybody)}"#)
        let words =
            content
                ?? """
                {"a": {"en": {"subject": "Hello {{name}}",
                    "body": "See [teas](https://tea.example/a?b=1&c=2) or https://tea.example/z."}}}
                """
        let made = await fair.client.call(
            "POST", "/campaigns",
            json: """
                {"name": "\(name)", "segment_id": "\(segment.json["id"]?.string ?? "")", "inbox_id": "\(Fair.mailbox)",
                 "content": \(words), "throttle": 1000\(more)}
                """)
        #expect(made.status == 201, "\(made.text)")
        return try #require(made.json["id"]?.string)
    }

    /// Ten more who may be written to.
    private func add(_ fair: Fair, _ count: Int) async throws {
        try await fair.database.connection.script(
            """
            INSERT INTO customers (id, name, locale, created_at)
            SELECT ('00000000-0000-7000-8000-0000000009' || lpad(to_hex(n), 2, '0'))::uuid, 'Fan ' || n,
                CASE n % 2 WHEN 0 THEN 'zh-CN' END, '2026-01-01' FROM generate_series(1, \(count)) AS n;
            INSERT INTO customer_emails (customer_id, address, is_primary)
            SELECT id, replace(lower(name), ' ', '') || '@fan.example', true FROM customers WHERE name LIKE 'Fan %';
            INSERT INTO customer_consents (customer_id, purpose, granted)
            SELECT id, 'email_marketing', true FROM customers WHERE name LIKE 'Fan %';
            """)
    }

    private func begin(_ fair: Fair, _ id: String) async throws {
        let begun = await fair.client.call("PUT", "/campaigns/\(id)/state", json: #"{"state": "sending"}"#)
        #expect(begun.status == 200, "\(begun.text)")
        try await fair.marketing.campaigns.turn()
    }

    private func decisions(_ fair: Fair, _ id: String) async -> [String: Double] {
        let shown = await fair.client.call("GET", "/campaigns/\(id)/audience")
        let counts = (shown.json["counts"]?.array ?? []).map {
            ($0["decision"]?.string ?? "", $0["count"]?.number ?? 0)
        }
        return Dictionary(counts) { $1 }
    }

    private func tokens(_ fair: Fair) async throws -> [String] {
        try await fair.database.connection.rows(
            { row in try row["token"] as String }, "SELECT token FROM campaign_sends ORDER BY customer_id")
    }

    private func markSent(_ fair: Fair) async throws {
        try await fair.database.connection.execute(
            """
            UPDATE outbound_mails SET state = 'sent', next_at = NULL,
                settled_at = \(Fair.now.addingTimeInterval(-60)) WHERE purpose = 'campaign'
            """)
        try await fair.database.connection.execute("UPDATE outbound_recipients SET state = 'sent'")
    }

    @Test("write to nobody without consent, with a dead address, an opt-out, an open ticket or a high risk of leaving")
    func guarded() async throws {
        try await Fair.open { fair in
            try await add(fair, 5)
            try await fair.database.connection.script(
                """
                INSERT INTO suppressed_addresses (address, reason, created_at)
                VALUES ('fan1@fan.example', 'complaint', now());
                INSERT INTO marketing_optouts (address, at) VALUES ('fan2@fan.example', now() + interval '1 minute');
                INSERT INTO tickets (id, status, channel, inbox_id, customer_id) VALUES (gen_random_uuid(), 'waiting', 'email',
                    '\(Fair.mailbox)', '00000000-0000-7000-8000-000000000903');
                INSERT INTO model_versions (id, kind, version, trained_at, labels, rarer, ladder, verdict, artifact, sha256)
                VALUES ('00000000-0000-7000-8000-0000000000aa', 'churn', 1, now(), 1, 1, 'bands', 'usable', '{}', '');
                INSERT INTO predictions (id, kind, subject_id, as_of, model_id, probability, low, high, band, features,
                    reasons, cause) VALUES ('00000000-0000-7000-8000-0000000000ab', 'churn',
                    '00000000-0000-7000-8000-000000000904', now(), '00000000-0000-7000-8000-0000000000aa', 0.9, 0.8, 1,
                    'high', '{}', '[]', 'asked');
                INSERT INTO current_risks (kind, subject_id, prediction_id, model_id, probability, band, reasons, as_of)
                VALUES ('churn', '00000000-0000-7000-8000-000000000904', '00000000-0000-7000-8000-0000000000ab',
                    '00000000-0000-7000-8000-0000000000aa', 0.9, 'high', '{}', now());
                """)
            let id = try await campaign(fair)
            let expected: [String: Double] = [
                // Mei and the fifth fan; Liam refused; Noor has no address.
                "waiting": 2, "no_consent": 1, "no_address": 1, "suppressed": 1, "opted_out": 1, "open_complaint": 1,
                "churn_risk": 1,
            ]
            #expect(await decisions(fair, id) == expected)
            try await begin(fair, id)
            var sent = expected
            sent["waiting"] = nil
            sent["handed_over"] = 2
            #expect(await decisions(fair, id) == sent)
            let addresses = try await fair.database.connection.rows(
                { row in try row["address"] as String }, "SELECT address FROM outbound_recipients ORDER BY address")
            #expect(addresses == ["fan5@fan.example", "mei@tea.example"])
        }
    }

    @Test("go out once each, however often the work is repeated, and end when all are settled")
    func once() async throws {
        try await Fair.open { fair in
            try await add(fair, 10)
            let id = try await campaign(fair)
            try await begin(fair, id)
            async let other: Void = fair.marketing.campaigns.turn()
            try await fair.marketing.campaigns.turn()
            try await other
            #expect(try await tokens(fair).count == 11)
            try await markSent(fair)
            try await fair.marketing.campaigns.turn()
            let shown = await fair.client.call("GET", "/campaigns/\(id)")
            #expect(shown.json["state"]?.string == "done")
            let again = await fair.client.call("PUT", "/campaigns/\(id)/state", json: #"{"state": "sending"}"#)
            #expect(again.status == 409)
            let timeline = try await fair.database.connection.one(
                { row in try row["n"] as Int },
                "SELECT count(*) AS n FROM timeline_entries WHERE kind = 'campaign.sent' AND title = 'Spring'")
            #expect(timeline == 11)
        }
    }

    @Test("keep to their pace, rest while paused and end when cancelled")
    func pace() async throws {
        try await Fair.open { fair in
            try await add(fair, 10)
            let id = try await campaign(fair, #", "to_leaving": true"#)
            try await fair.database.connection.execute("UPDATE campaigns SET throttle = 4")
            try await begin(fair, id)
            try await fair.marketing.campaigns.turn()
            #expect(try await tokens(fair).count == 4, "four in this minute, and no more")
            _ = await fair.client.call("PUT", "/campaigns/\(id)/state", json: #"{"state": "paused"}"#)
            let resting = try await fair.database.connection.one(
                { row in try row["n"] as Int }, "SELECT count(*) AS n FROM outbound_mails WHERE next_at IS NULL")
            #expect(resting == 4)
            _ = await fair.client.call("PUT", "/campaigns/\(id)/state", json: #"{"state": "cancelled"}"#)
            let failed = try await fair.database.connection.one(
                { row in try row["n"] as Int }, "SELECT count(*) AS n FROM outbound_mails WHERE state = 'failed'")
            #expect(failed == 4)
            try await fair.marketing.campaigns.turn()
            #expect(try await tokens(fair).count == 4)
        }
    }

    @Test("speak each customer's language, and give the same half the same text")
    func words() async throws {
        try await Fair.open { fair in
            try await add(fair, 40)
            let content = """
                {"a": {"en": {"subject": "A {{name}}", "body": "x"}, "zh-Hans": {"subject": "甲 {{name}}", "body": "x"}},
                 "b": {"en": {"subject": "B {{name}}", "body": "x"}, "zh-Hans": {"subject": "乙 {{name}}", "body": "x"}}}
                """
            let id = try await campaign(fair, content: content)
            try await begin(fair, id)
            let subjects = try await fair.database.connection.rows(
                { row in (try row["subject"] as String, try row["name"] as String) },
                """
                SELECT s.subject, c.name FROM campaign_sends AS s JOIN customers AS c ON c.id = s.customer_id
                WHERE c.name LIKE 'Fan %' ORDER BY c.id
                """)
            #expect(subjects.count == 40)
            for (subject, name) in subjects {
                let isChinese = (Int(name.dropFirst(4)) ?? 0) % 2 == 0
                #expect((isChinese ? ["甲 ", "乙 "] : ["A ", "B "]).map { $0 + name }.contains(subject))
            }
            let firsts = subjects.filter { $0.0.hasPrefix("A") || $0.0.hasPrefix("甲") }.count
            #expect((4...36).contains(firsts), "about half get each text")
        }
    }

    @Test("count a person's clicks and not those of machines, and lead nowhere but where they say")
    func clicks() async throws {
        try await Fair.open { fair in
            let id = try await campaign(fair)
            try await begin(fair, id)
            let token = try #require(try await tokens(fair).first)
            let early = await fair.client.call("GET", "/c/\(token)/0", as: Self.anybody, headers: Self.reader)
            #expect(early.status == 302 && early.header("location") == "https://tea.example/a?b=1&c=2")
            try await markSent(fair)
            _ = await fair.client.call(
                "GET", "/c/\(token)/0", as: Self.anybody, headers: [("user-agent", "Barracuda Sentinel")])
            _ = await fair.client.call("GET", "/c/\(token)/open.gif", as: Self.anybody, headers: [("user-agent", "")])
            func figure(_ name: String) async -> Double? {
                let answer = await fair.client.call("GET", "/campaigns/\(id)/figures")
                return answer.json["halves"]?.array?.first?[name]?.number
            }
            #expect(await figure("clicked_count") == 0)
            #expect(await figure("machine_count") == 1)
            #expect(await figure("response_ratio") == 0)
            let clicked = await fair.client.call("GET", "/c/\(token)/1", as: Self.anybody, headers: Self.reader)
            #expect(clicked.header("location") == "https://tea.example/z")
            #expect(await figure("clicked_count") == 1)
            #expect(await figure("opened_count") == 1, "who clicks has opened")
            #expect(await figure("response_ratio") == 1)
            // Every link within two seconds: that is how scanners read.
            _ = await fair.client.call("GET", "/c/\(token)/0", as: Self.anybody, headers: Self.reader)
            #expect(await figure("clicked_count") == 0)
            for wrong in ["/c/\(token)/2", "/c/\(token)/-1", "/c/nobody/0"] {
                #expect(await fair.client.call("GET", wrong, as: Self.anybody).status == 404)
            }
        }
    }

    @Test("are ended by one POST, not by looking, for good")
    func optOut() async throws {
        try await Fair.open { fair in
            let id = try await campaign(fair)
            try await begin(fair, id)
            let token = try #require(try await tokens(fair).first)
            let path = "/unsubscriptions/\(token)"
            let looked = await fair.client.call("GET", path, as: Self.anybody)
            #expect(looked.json["opted_out"]?.bool == false)
            #expect(!looked.text.contains("mei"), "who it was sent to is nobody's business")
            let browser = await fair.client.call("GET", path, as: Self.anybody, headers: [("accept", "text/html")])
            #expect(browser.status == 303 && browser.header("location") == "/unsubscribe/\(token)")
            let ended = await fair.client.call("POST", path, as: Self.anybody)
            #expect(ended.status == 200 && ended.json["opted_out"]?.bool == true)
            #expect(await fair.client.call("POST", path, as: Self.anybody).status == 200)
            let granted = try await fair.database.connection.one(
                { row in try row["granted"] as Bool },
                "SELECT granted FROM customer_consents WHERE customer_id = '00000000-0000-7000-8000-000000000001'")
            #expect(!granted)
            let state = try await fair.database.connection.one(
                { row in try row["state"] as String }, "SELECT state FROM outbound_mails")
            #expect(state == "failed", "what had not left stays here")
            let other = await fair.client.call("POST", "/unsubscriptions/nobody", as: Self.anybody)
            #expect(other.status == 404)
        }
    }

    @Test("are taken back by the same link, but not for who said no in another way")
    func withdrawn() async throws {
        try await Fair.open { fair in
            let id = try await campaign(fair)
            try await begin(fair, id)
            let token = try #require(try await tokens(fair).first)
            let path = "/unsubscriptions/\(token)"
            func granted() async throws -> Bool {
                try await fair.database.connection.one(
                    { row in try row["granted"] as Bool },
                    "SELECT granted FROM customer_consents WHERE customer_id = '00000000-0000-7000-8000-000000000001'")
            }
            _ = await fair.client.call("POST", path, as: Self.anybody)
            #expect(try await !granted())
            let back = await fair.client.call("POST", path + "/withdrawal", as: Self.anybody)
            #expect(back.status == 200 && back.json["opted_out"]?.bool == false)
            #expect(try await granted())
            #expect(await decisions(fair, id)["handed_over"] == 1)
            let again = try await self.campaign(fair, name: "Next")
            #expect(await decisions(fair, again)["waiting"] == 1, "and may be written to again")
            // A colleague heard a no on the phone meanwhile.
            _ = await fair.client.call("POST", path, as: Self.anybody)
            try await fair.database.connection.execute("UPDATE customer_consents SET source = 'phone'")
            let late = await fair.client.call("POST", path + "/withdrawal", as: Self.anybody)
            #expect(late.json["opted_out"]?.bool == true)
            #expect(try await !granted())
            let other = await fair.client.call("POST", "/unsubscriptions/nobody/withdrawal", as: Self.anybody)
            #expect(other.status == 404)
        }
    }

    @Test("can be left and taken back without a script, in the reader's language")
    func withoutScript() async throws {
        try await Fair.open { fair in
            let id = try await campaign(fair)
            try await begin(fair, id)
            let token = try #require(try await tokens(fair).first)
            let browser = [("accept", "text/html"), ("accept-language", "zh-CN")]
            let left = await fair.client.call(
                "POST", "/unsubscriptions/\(token)", as: Self.anybody, headers: browser)
            #expect(left.status == 200 && left.text.contains("您已退订") && left.text.contains("lang=\"zh-Hans\""))
            #expect(left.text.contains("action=\"/api/v1/unsubscriptions/\(token)/withdrawal\""))
            let back = await fair.client.call(
                "POST", "/unsubscriptions/\(token)/withdrawal", as: Self.anybody, headers: [("accept", "text/html")])
            #expect(back.text.contains("You still get our news"))
        }
    }

    @Test("begin at their time or, when nobody was there then, as soon as somebody is; the time can be moved")
    func scheduled() async throws {
        try await Fair.open { fair in
            let id = try await campaign(fair)
            func move(_ state: String, _ at: String? = nil) async -> RouteClient.Answer {
                let time = at.map { "\"\($0)\"" } ?? "null"
                return await fair.client.call(
                    "PUT", "/campaigns/\(id)/state", json: #"{"state": "\#(state)", "send_at": \#(time)}"#)
            }
            #expect(await move("scheduled").pointers == ["/send_at"])
            #expect(await move("scheduled", "2026-11-28T03:59:59Z").pointers == ["/send_at"], "a second ago")
            #expect(await move("scheduled", "2026-11-29T08:00:00Z").json["state"]?.string == "scheduled")
            let moved = await move("scheduled", "2026-11-30T08:00:00Z")
            #expect(moved.json["send_at"]?.string?.hasPrefix("2026-11-30T08:00:00") == true, "\(moved.text)")
            try await fair.marketing.campaigns.turn()
            #expect(try await tokens(fair).isEmpty, "its time has not come")
            try await fair.database.connection.execute("UPDATE campaigns SET send_at = '2026-11-20T08:00:00Z'")
            try await fair.marketing.campaigns.turn()
            try await fair.marketing.campaigns.turn()
            #expect(try await tokens(fair).count == 1, "the server was down for a week, and it goes out once")
        }
    }

    @Test("put words where nothing is known, and hold back whom a gap would greet")
    func fallback() async throws {
        try await Fair.open { fair in
            try await add(fair, 1)
            try await fair.database.connection.execute("UPDATE customers SET name = '' WHERE name = 'Fan 1'")
            func subject(_ text: String) -> String {
                #"{"a": {"en": {"subject": "\#(text)", "body": "x"}}}"#
            }
            let gap = try await campaign(fair, content: subject("Hello {{name}}"))
            #expect(await decisions(fair, gap)["empty_words"] == 1)
            let id = try await campaign(fair, name: "Kind", content: subject("Hello {{ name | dear friend }}"))
            #expect(await decisions(fair, id)["empty_words"] == nil)
            try await begin(fair, id)
            let subjects = try await fair.database.connection.rows(
                { row in try row["subject"] as String }, "SELECT subject FROM campaign_sends ORDER BY subject")
            #expect(subjects == ["Hello Mei", "Hello dear friend"])
        }
    }

    @Test("name the people behind each figure, and the tickets that hold some back")
    func readers() async throws {
        try await Fair.open { fair in
            try await add(fair, 3)
            try await fair.database.connection.execute(
                """
                INSERT INTO tickets (id, number, status, channel, inbox_id, customer_id) VALUES (gen_random_uuid(), 4711,
                    'snoozed', 'email', \(UUID(uuidString: Fair.mailbox)), '00000000-0000-7000-8000-000000000903')
                """)
            let id = try await campaign(fair)
            let held = await fair.client.call("GET", "/campaigns/\(id)/audience").json["held"]?.array ?? []
            let complaint = held.first { $0["decision"]?.string == "open_complaint" }
            #expect(complaint?["ticket_number"]?.number == 4711, "put off is not solved")
            try await begin(fair, id)
            try await markSent(fair)
            let token = try #require(try await tokens(fair).first)
            _ = await fair.client.call("GET", "/c/\(token)/0", as: Self.anybody, headers: Self.reader)
            func names(_ question: String) async -> [String] {
                let answer = await fair.client.call("GET", "/campaigns/\(id)/readers?\(question)")
                return (answer.json["items"]?.array ?? []).compactMap { $0["name"]?.string }.sorted()
            }
            #expect(await names("outcome=sent") == ["Fan 1", "Fan 2", "Mei"])
            #expect(await names("outcome=clicked") == ["Mei"])
            #expect(await names("outcome=reacted&variant=a") == ["Mei"])
            #expect(await names("outcome=reacted&variant=b") == [])
            let first = await fair.client.call("GET", "/campaigns/\(id)/readers?outcome=sent&limit=2")
            let cursor = try #require(first.json["next_cursor"]?.string)
            #expect(await names("outcome=sent&limit=2&cursor=\(cursor)").count == 1)
            for (wrong, pointer) in [("outcome=glad", "/outcome"), ("outcome=sent&variant=c", "/variant")] {
                #expect(await fair.client.call("GET", "/campaigns/\(id)/readers?\(wrong)").pointers == [pointer])
            }
        }
    }

    @Test("say of two texts how likely their difference is mere chance")
    func chance() async throws {
        try await Fair.open { fair in
            try await add(fair, 30)
            let words = #"{"en": {"subject": "x", "body": "https://tea.example/z"}}"#
            let id = try await campaign(fair, content: #"{"a": \#(words), "b": \#(words)}"#)
            func ratio() async -> Double? {
                await fair.client.call("GET", "/campaigns/\(id)/figures").json["chance_ratio"]?.number
            }
            #expect(await ratio() == nil)
            try await begin(fair, id)
            try await markSent(fair)
            #expect(await ratio() == 1, "nobody has reacted to either")
            try await fair.database.connection.execute(
                "UPDATE campaign_sends SET clicked_at = now() WHERE variant = 'b'")
            let sure = try #require(await ratio())
            #expect(sure < 0.001, "all of one and none of the other")
        }
    }

    @Test("count what was ordered within their days after the mail")
    func revenue() async throws {
        try await Fair.open { fair in
            let id = try await campaign(fair, #", "window_days": 7"#)
            try await begin(fair, id)
            try await markSent(fair)
            try await fair.database.connection.script(
                """
                INSERT INTO orders (id, customer_id, status, currency, total_minor, placed_at)
                SELECT gen_random_uuid(), '00000000-0000-7000-8000-000000000001', status, currency, total, at::timestamptz
                FROM (VALUES ('paid', 'CNY', 700, '2026-11-28T05:00Z'), ('cancelled', 'CNY', 90, '2026-11-28T05:00Z'),
                    ('paid', 'EUR', 50, '2026-11-28T05:00Z'), ('paid', 'CNY', 20, '2026-12-06T05:00Z'),
                    ('paid', 'CNY', 10, '2026-11-27T05:00Z')) AS o (status, currency, total, at);
                """)
            let answer = await fair.client.call("GET", "/campaigns/\(id)/figures")
            let all = try #require(answer.json["halves"]?.array?.first)
            #expect(all["order_count"]?.number == 1)
            #expect(all["revenue"]?["amount_minor"]?.number == 700)
            #expect(all["reacted_count"]?.number == 1 && all["response_ratio"]?.number == 1)
        }
    }

    @Test("name what is wrong with their words")
    func wrong() async throws {
        try await Fair.open { fair in
            func pointers(_ content: String) async -> [String] {
                await fair.client.call(
                    "POST", "/campaigns",
                    json: """
                        {"name": "x", "segment_id": "01935800-0000-7000-8000-000000000101", "inbox_id": "\(Fair.mailbox)",
                         "content": \(content)}
                        """
                ).pointers
            }
            #expect(await pointers(#"{"a": {}}"#) == ["/content/a"])
            #expect(await pointers(#"{"a": {"en": {"subject": "", "body": "x"}}}"#) == ["/content/a/en/subject"])
            #expect(await pointers(#"{"a": {"en": {"subject": "x", "body": "{{shoe}}"}}}"#) == ["/content/a/en/body"])
            #expect(await pointers(#"{"a": {"fr": {"subject": "x", "body": "x"}}}"#) == ["/content/a/fr"])
        }
    }

    @Test("do not let a customer's name become a link")
    func names() {
        let letter = CampaignLetter(
            .init(subject: "{{name}}", body: "Dear {{ name }}"), locale: "en",
            values: ["name": "[win](http://evil.example)\r\nBcc: x"], company: "Tea", optOut: "https://t.example/u",
            track: { $0 })
        #expect(letter.subject == "winhttp: //evil.exampleBcc: x")
        #expect(!MailMarkup.html(letter.text).contains("evil.example\""))
    }
}
