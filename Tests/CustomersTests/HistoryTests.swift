import Basics
import Customers
import EventLoop
import Foundation
import Postgres
import TestSupport
import Testing
import Web

@Suite("A customer's past")
@Loop struct HistoryTests {
    @Test("shows the record as it stood at a moment: fields, tags, consent, tickets")
    func past() async throws {
        try await Records.open { records in
            let id = try await records.id(
                of: """
                    {"name": "Mei", "city": "上海", "tags": ["tea"], "emails": [{"address": "old@example.com"}],
                     "consent": {"email_marketing": {"granted": true, "source": "checkout"}}}
                    """)
            try await records.database.connection.script(
                """
                UPDATE customers SET created_at = now() - interval '9 days' WHERE id = '\(id)';
                UPDATE customer_consent_changes SET at = now() - interval '9 days';
                INSERT INTO inboxes (id, key, kind, name)
                VALUES ('00000000-0000-7000-8000-0000000000a1', 'shop', 'email', 'Shop');
                INSERT INTO tickets (id, channel, inbox_id, customer_id, subject, created_at)
                VALUES ('00000000-0000-7000-8000-0000000000a3', 'email', '00000000-0000-7000-8000-0000000000a1', '\(id)',
                        'Late', now() - interval '8 days');
                INSERT INTO ticket_status_changes (id, ticket_id, at, from_status, to_status, actor_kind)
                VALUES (gen_random_uuid(), '00000000-0000-7000-8000-0000000000a3', now() - interval '8 days', NULL, 'open', 'customer'),
                       (gen_random_uuid(), '00000000-0000-7000-8000-0000000000a3', now() - interval '1 day', 'open', 'solved', 'user');
                """)
            let then = Date().addingTimeInterval(-2 * 86_400).rfc3339
            let changed = await records.client.call(
                "PATCH", "/customers/\(id)",
                json: """
                    {"name": "Mei Chen", "city": "杭州", "vip": true, "tags": [], "emails": [{"address": "new@example.com"}],
                     "consent": {"email_marketing": {"granted": false, "source": "call"}}}
                    """)
            #expect(changed.status == 200)
            let past = await records.client.call("GET", "/customers/\(id)/past?at=\(then)").json
            #expect(past["name"] == .string("Mei") && past["city"] == .string("上海") && past["vip"] == .bool(false))
            #expect(past["tags"] == .array([.string("tea")]))
            #expect(past["emails"] == .array([.string("old@example.com")]))
            #expect(past["consent"]?["email_marketing"]?["granted"] == .bool(true))
            #expect(past["open_ticket_count"] == .number(1))
            let now = await records.client.call(
                "GET", "/customers/\(id)/past?at=\(Date().addingTimeInterval(5).rfc3339)"
            ).json
            #expect(now["name"] == .string("Mei Chen") && now["open_ticket_count"] == .number(0))
            #expect(now["consent"]?["email_marketing"]?["granted"] == .bool(false))
            let before = await records.client.call("GET", "/customers/\(id)/past?at=2020-01-01").json
            #expect(before["existed"] == .bool(false))
            #expect(await records.client.call("GET", "/customers/\(id)/past").status == 422)
        }
    }

    @Test("pages 5,000 events without a jump or a repeat, also when many fell into one moment")
    func pages() async throws {
        try await Records.open { records in
            let id = try await records.id(of: #"{"name": "Mei"}"#)
            try await records.database.connection.script(
                """
                INSERT INTO timeline_entries (id, customer_id, at, kind, title)
                SELECT gen_random_uuid(), '\(id)', timestamptz '2026-01-01' + (n / 100) * interval '1 minute', 'note', 'n' || n
                FROM generate_series(1, 5000) AS n;
                """)
            var seen: Set<String> = []
            var last = "9"
            var cursor: String?
            repeat {
                let page = await records.client.call(
                    "GET", "/customers/\(id)/timeline?limit=200\(cursor.map { "&cursor=\($0)" } ?? "")")
                for item in page.json["items"]?.array ?? [] {
                    let isNew = seen.insert(item["id"]?.string ?? "").inserted
                    #expect(isNew)
                    #expect((item["at"]?.string ?? "") <= last)
                    last = item["at"]?.string ?? ""
                }
                cursor = page.json["next_cursor"]?.string
            } while cursor != nil
            #expect(seen.count == 5001)
        }
    }

    @Test("is searched by words, by the channel of a ticket and up to a day; a company's is that of its people")
    func filters() async throws {
        try await Records.open { records in
            let company = await records.client.call("POST", "/companies", json: #"{"name": "Lantern"}"#)
            let companyID = try #require(company.json["id"]?.string)
            let id = try await records.id(of: #"{"name": "Mei", "company_id": "\#(companyID)"}"#)
            try await records.database.connection.script(
                """
                INSERT INTO inboxes (id, key, kind, name)
                VALUES ('00000000-0000-7000-8000-0000000000a1', 'shop', 'email', 'Shop');
                INSERT INTO tickets (id, channel, inbox_id, customer_id, subject)
                VALUES ('00000000-0000-7000-8000-0000000000a3', 'email', '00000000-0000-7000-8000-0000000000a1', '\(id)', 'Late');
                INSERT INTO timeline_entries (id, customer_id, at, kind, title, link_kind, link_number)
                SELECT gen_random_uuid(), '\(id)', '2026-02-01', 'ticket.created', 'Late parcel', 'ticket', number FROM tickets;
                INSERT INTO timeline_entries (id, customer_id, at, kind, title, detail)
                VALUES (gen_random_uuid(), '\(id)', '2026-03-01', 'note', 'Note', '喜欢龙井 100%');
                """)
            func titles(_ query: String, of path: String = "/customers/\(id)") async -> [String] {
                let answer = await records.client.call("GET", "\(path)/timeline?\(query)")
                return (answer.json["items"]?.array ?? []).compactMap { $0["title"]?.string }
            }
            #expect(await titles("q=%E9%BE%99%E4%BA%95") == ["Note"])
            #expect(await titles("q=100%25") == ["Note"])
            #expect(await titles("channels=email") == ["Late parcel"])
            #expect(await titles("until=2026-02-15") == ["Late parcel"])
            #expect(await titles("kinds=note", of: "/companies/\(companyID)") == ["Note"])
            #expect(await records.client.call("GET", "/companies/\(id)/timeline").status == 404)
        }
    }
}
