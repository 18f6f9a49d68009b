import Basics
import Customers
import EventLoop
import Foundation
import Jobs
import Postgres
import TestSupport
import Testing
import Web

@Suite("Merging customers")
@Loop struct MergeTests {
    /// The kept record and the one that goes.
    private func pair(_ records: Records) async throws -> (kept: String, merged: String) {
        let kept = try await records.id(
            of: """
                {"name": "Ming Wang", "emails": [{"address": "ming@example.com"}], "phones": [{"number": "+8613800138000"}],
                 "city": "上海", "tags": ["wholesale"], "consent": {"email_marketing": {"granted": true, "source": "shop"}}}
                """)
        let merged = try await records.id(
            of: """
                {"name": "Wang Ming", "emails": [{"address": "wang@example.com"}], "phones": [{"number": "13800138000"},
                 {"number": "+49 30 1234567"}], "city": "杭州", "country": "CN", "vip": true, "tags": ["tea"],
                 "consent": {"email_marketing": {"granted": false, "source": "phone"}}}
                """)
        return (kept, merged)
    }

    private func merge(_ records: Records, _ pair: (kept: String, merged: String), _ more: String = "") async
        -> RouteClient.Answer
    {
        await records.client.call(
            "POST", "/customers/\(pair.kept)/merges", json: #"{"other_id": "\#(pair.merged)"\#(more)}"#)
    }

    @Test(
        "moves every row of every table that names the customer, loses none, and undo puts every table back as it was")
    func everyTable() async throws {
        try await Records.open { records in
            let pair = try await pair(records)
            let filler = TableFiller(database: records.database)
            let places = try await filler.places()
            #expect(places.count >= 14)
            for place in places {
                for customer in [pair.merged, pair.merged, pair.kept] {
                    // A second row is refused where only one may be.
                    do { try await filler.add(place, customer: customer) } catch let error as DatabaseError
                        where error.sqlState == "23505"
                    {}
                }
                let count = try await filler.count(place, naming: pair.merged)
                #expect(count.naming > 0, "\(place.table) has no row to move")
            }
            var before: [String: String] = [:]
            var counts: [String: Int] = [:]
            for place in places {
                before[place.table] = try await filler.content(place.table)
                counts[place.table] = try await filler.count(place, naming: pair.merged).all
            }
            let preview = await records.client.call(
                "GET", "/customers/\(pair.kept)/merge-preview?other_id=\(pair.merged)")
            #expect(preview.status == 200)
            for place in places { #expect(try await filler.content(place.table) == before[place.table]) }

            let done = await merge(records, pair)
            #expect(done.status == 201, "\(done.text)")
            let left = Set(
                (preview.json["rows"]?.array ?? []).filter { $0["left"] != .number(0) }.compactMap {
                    $0["table"]?.string
                })
            for place in places {
                let count = try await filler.count(place, naming: pair.merged)
                let added = place.table == "timeline_entries" ? 1 : 0
                #expect(count.all == (counts[place.table] ?? 0) + added, "\(place.table) lost or gained rows")
                #expect(left.contains(place.table) || count.naming == 0, "\(place.table) still names the merged record")
            }
            let id = try #require(done.json["id"]?.string)
            let undone = await records.client.call("POST", "/customers/merges/\(id)/undo")
            #expect(undone.status == 200, "\(undone.text)")
            #expect(undone.json["conflicts"] == .array([]))
            for place in places {
                let kind = place.table == "timeline_entries" ? "customer.merged" : nil
                #expect(try await filler.content(place.table, without: kind) == before[place.table], "\(place.table)")
            }
        }
    }

    @Test("keeps all identities: both addresses, all numbers, the old id, and the name the shop had")
    func identities() async throws {
        try await Records.open { records in
            let pair = try await pair(records)
            try await records.database.connection.execute(
                "UPDATE customers SET external_id = 'shop-7' WHERE id = \(pair.merged)::uuid")
            #expect(await merge(records, pair, #", "fields": {"city": "merged"}"#).status == 201)
            let shown = await records.client.call("GET", "/customers/\(pair.merged)")
            #expect(shown.json["id"]?.string == pair.kept)
            #expect(shown.json["name"]?.string == "Ming Wang")
            #expect(shown.json["city"]?.string == "杭州")
            #expect(shown.json["country"]?.string == "CN")
            #expect(shown.json["vip"] == .bool(true))
            #expect(shown.json["tags"] == .array([.string("wholesale"), .string("tea")]))
            #expect(shown.json["consent"]?["email_marketing"]?["granted"] == .bool(false), "the later answer counts")
            let addresses = (shown.json["emails"]?.array ?? []).compactMap { $0["address"]?.string }
            #expect(addresses == ["ming@example.com", "wang@example.com"])
            let numbers = (shown.json["phones"]?.array ?? []).compactMap { $0["number"]?.string }
            #expect(numbers == ["+8613800138000", "13800138000", "+49 30 1234567"])
            let found = try await CustomerStore(records.database.connection).find(externalID: "shop-7")
            #expect(found?.description == pair.kept)
            #expect(await records.names("q=Wang") == ["Ming Wang"])
            let changed = await records.client.call("PATCH", "/customers/\(pair.merged)", json: #"{"city": "北京"}"#)
            #expect(changed.json["id"]?.string == pair.kept)
        }
    }

    @Test("undo gives both their fields back and says what was changed meanwhile")
    func undo() async throws {
        try await Records.open { records in
            let pair = try await pair(records)
            let before = await records.client.call("GET", "/customers/\(pair.kept)").json
            let other = await records.client.call("GET", "/customers/\(pair.merged)").json
            let merged = await merge(records, pair, #", "fields": {"city": "merged", "primary_email": "merged"}"#)
            let id = try #require(merged.json["id"]?.string)
            _ = await records.client.call("PATCH", "/customers/\(pair.kept)", json: #"{"country": "DE"}"#)
            let undone = await records.client.call("POST", "/customers/merges/\(id)/undo")
            let conflicts = undone.json["conflicts"]?.array ?? []
            #expect(conflicts.map { $0["kind"] } == [.string("field_changed")])
            #expect(conflicts.first?["subject"] == .string("country"))
            let after = await records.client.call("GET", "/customers/\(pair.kept)").json
            #expect(after["country"] == .string("DE"))
            for field in ["name", "city", "emails", "phones", "tags", "vip", "consent"] {
                #expect(after[field] == before[field], "\(field)")
            }
            let parted = await records.client.call("GET", "/customers/\(pair.merged)").json
            for field in ["id", "name", "city", "country", "emails", "phones", "tags", "vip", "consent"] {
                #expect(parted[field] == other[field], "\(field)")
            }
            let again = await records.client.call("POST", "/customers/merges/\(id)/undo")
            #expect(again.json["type"] == .string("/problems/merge-undone"))
        }
    }

    @Test("a chain is parted from its end, and an old id leads to the last record")
    func chain() async throws {
        try await Records.open { records in
            let pair = try await pair(records)
            let last = try await records.id(of: #"{"name": "M. Wang"}"#)
            let first = try #require(await merge(records, pair).json["id"]?.string)
            let second = try #require(await merge(records, (last, pair.kept)).json["id"]?.string)
            #expect(await records.client.call("GET", "/customers/\(pair.merged)").json["id"]?.string == last)
            let refused = await records.client.call("POST", "/customers/merges/\(first)/undo")
            #expect(refused.json["type"] == .string("/problems/merged-again"))
            #expect(await records.client.call("POST", "/customers/merges/\(second)/undo").status == 200)
            #expect(await records.client.call("POST", "/customers/merges/\(first)/undo").status == 200)
            #expect(await records.client.call("GET", "/customers/\(pair.merged)").json["name"] == .string("Wang Ming"))
        }
    }

    @Test("what arrives late under the old id is brought along, and goes back with undo")
    func latecomers() async throws {
        try await Records.open { records in
            let pair = try await pair(records)
            let id = try #require(await merge(records, pair).json["id"]?.string)
            try await records.database.connection.execute(
                """
                INSERT INTO customer_notes (id, customer_id, text)
                VALUES (gen_random_uuid(), \(pair.merged)::uuid, 'came late')
                """)
            try await records.module.mergeJobs.bringLatecomers()
            let notes = await records.client.call("GET", "/customers/\(pair.kept)/notes")
            #expect(notes.json["items"]?.array?.first?["text"] == .string("came late"))
            _ = await records.client.call("POST", "/customers/merges/\(id)/undo")
            let back = await records.client.call("GET", "/customers/\(pair.merged)/notes")
            #expect(back.json["items"]?.array?.count == 1)
        }
    }

    @Test("predictions and ratings follow, and no past is made up")
    func insight() async throws {
        try await Records.open { records in
            let pair = try await pair(records)
            try await records.database.connection.script(
                """
                INSERT INTO model_versions (id, kind, version, trained_at, labels, rarer, ladder, verdict, artifact, sha256)
                VALUES ('00000000-0000-7000-8000-000000000001', 'churn', 1, now(), 9, 3, 'bands', 'usable', '{}', '');
                INSERT INTO predictions
                    (id, kind, subject_id, as_of, model_id, probability, low, high, band, features, reasons, cause)
                VALUES ('00000000-0000-7000-8000-000000000002', 'churn', '\(pair.merged)', now(),
                        '00000000-0000-7000-8000-000000000001', 0.5, 0.4, 0.6, 'typical', '{}', '[]', 'nightly');
                INSERT INTO inboxes (id, key, kind, name)
                VALUES ('00000000-0000-7000-8000-000000000003', 'shop', 'chat', 'Shop');
                INSERT INTO tickets (id, channel, inbox_id, customer_id)
                VALUES ('00000000-0000-7000-8000-000000000004', 'chat', '00000000-0000-7000-8000-000000000003',
                        '\(pair.merged)');
                """)
            #expect(await merge(records, pair).status == 201)
            let told = try await records.database.connection.one(
                { (try $0["subject"] as String, try $0["past"] as Int) },
                """
                SELECT (SELECT subject_id::text FROM predictions) AS subject,
                       (SELECT count(*) FROM ticket_past_values) AS past
                """)
            #expect(told == (pair.kept, 0))
            await #expect(throws: DatabaseError.self) {
                try await records.database.connection.execute("UPDATE predictions SET probability = 1")
            }
        }
    }

    @Test("refuses itself, strangers and fields that do not differ, and those without the right")
    func refusals() async throws {
        try await Records.open { records in
            let pair = try await pair(records)
            #expect(await merge(records, (pair.kept, pair.kept)).pointers == ["/other_id"])
            #expect(await merge(records, (pair.kept, UUID().uuidString)).pointers == ["/other_id"])
            #expect(await merge(records, (UUID().uuidString, pair.kept)).status == 404)
            let wrong = await merge(records, pair, #", "fields": {"city": "mine", "shoe": "kept"}"#)
            #expect(wrong.pointers == ["/fields/city", "/fields/shoe"])
            records.client.principal = Cast.staff(Cast.lin)
            #expect(await merge(records, pair).status == 403)
        }
    }
}
