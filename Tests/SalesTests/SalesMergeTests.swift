import Basics
import EventLoop
import Foundation
import Postgres
import Sales
import TestSupport
import Testing
import Web

@Suite("Merging customers who both buy")
@Loop struct SalesMergeTests {
    /// What belongs to a customer of sales: each with the statement that lists its rows.
    private static let tables = [
        "opportunities", "opportunity_changes", "activities", "quotes", "quote_editions", "quote_lines", "contracts",
        "contract_reminders", "orders", "order_lines", "campaign_members", "campaign_sends", "timeline_entries",
    ]

    private func content(_ office: SalesOffice, _ table: String) async throws -> String {
        let rows = table == "timeline_entries" ? "timeline_entries WHERE kind <> 'customer.merged'" : table
        return try await office.database.connection.one(
            { row in try row["rows"] as String },
            SQL(
                trusted:
                    "SELECT COALESCE(string_agg(r::text, E'\\n' ORDER BY r::text), '') AS rows FROM (SELECT * FROM \(rows)) AS r"
            ))
    }

    /// A customer with one of everything: a won deal whose quote became an order, an open one with things to do, a contract
    /// whose end was brought up, and a campaign's mail.
    private func fill(_ office: SalesOffice, _ customer: String, _ address: String) async throws -> String {
        func made(_ path: String, _ json: String) async throws -> String {
            let answer = await office.client.call("POST", path, json: json)
            #expect(answer.status == 201, "\(answer.text)")
            return try #require(answer.json["id"]?.string)
        }
        let deal = try await made("/opportunities", #"{"customer_id": "\#(customer)", "title": "Tea for \#(address)"}"#)
        _ = try await made(
            "/activities", #"{"kind": "call", "subject": "Ask", "opportunity_id": "\#(deal)"}"#)
        _ = try await made("/activities", #"{"kind": "task", "subject": "Note", "customer_id": "\#(customer)"}"#)
        let quote = await office.quote(#", "opportunity_id": "\#(deal)""#, for: customer)
        let id = try #require(quote.json["id"]?.string)
        let sent = await office.client.call("POST", "/quotes/\(id)/sending", json: "{}")
        let token = String(sent.json["url"]?.string?.split(separator: "/").last ?? "")
        #expect(await office.accept(token).status == 201)
        _ = await office.quote(for: customer)
        _ = try await made(
            "/contracts",
            """
            {"customer_id": "\(customer)", "title": "Office tea", "status": "active", "starts_on": "2026-01-01",
             "ends_on": "2026-12-31", "value": {"amount_minor": 1200000, "currency": "CNY"}}
            """)
        try await office.database.transaction { connection in
            try await connection.execute("SET LOCAL session_replication_role = replica")
            try await connection.script(
                """
                INSERT INTO campaign_members (campaign_id, customer_id, address, decision)
                VALUES ('01935800-0000-7000-8000-00000000ca01', '\(customer)', '\(address)', 'handed_over');
                INSERT INTO campaign_sends (id, campaign_id, customer_id, address, variant, locale, subject, token, mail_id,
                    queued_at)
                VALUES (gen_random_uuid(), '01935800-0000-7000-8000-00000000ca01', '\(customer)', '\(address)', 'a', 'en',
                        'Spring', md5('\(address)'), gen_random_uuid(), now()),
                    (gen_random_uuid(), gen_random_uuid(), '\(customer)', '\(address)', 'a', 'en', 'Alone',
                        md5('alone \(address)'), gen_random_uuid(), now());
                """)
        }
        return token
    }

    @Test("moves deals, quotes, contracts, things to do, orders and campaign mails, and undo restores each row exactly")
    func everything() async throws {
        try await SalesOffice.open { office in
            let other = await office.client.call(
                "POST", "/customers", json: #"{"name": "Mei Chen", "emails": [{"address": "chen@example.com"}]}"#)
            let merged = try #require(other.json["id"]?.string)
            _ = try await fill(office, office.customerID, "mei@example.com")
            let token = try await fill(office, merged, "chen@example.com")
            try await office.sales.contracts.run()
            var before: [String: String] = [:]
            for table in Self.tables {
                before[table] = try await content(office, table)
                #expect(before[table] != "", "\(table) has nothing to move")
            }
            func listed(_ path: String) async -> Int {
                await office.client.call("GET", "\(path)?customer_id=\(office.customerID)&limit=200")
                    .json["items"]?.array?.count ?? -1
            }

            let done = await office.client.call(
                "POST", "/customers/\(office.customerID)/merges", json: #"{"other_id": "\#(merged)"}"#)
            #expect(done.status == 201, "\(done.text)")
            let paths = ["/opportunities", "/quotes", "/contracts", "/activities", "/orders"]
            var counts: [Int] = []
            for path in paths { counts.append(await listed(path)) }
            #expect(counts == [2, 4, 2, 4, 2])
            for table in Self.tables where before[table]?.contains(merged) == true {
                let rows = try await content(office, table).split(separator: "\n").filter { $0.contains(merged) }
                // Both got the same campaign: that each got it once cannot be said of one person twice.
                let isLeft = table.hasPrefix("campaign_")
                #expect(rows.count == (isLeft ? 1 : 0), "\(table): \(rows)")
            }
            // The customer's link goes on working, under the name the record now has.
            let page = await office.client.call("GET", "/quote-links/\(token)", as: SalesOffice.customer)
            #expect(page.json["state"]?.string == "accepted" && page.json["customer_name"]?.string == "陈美")

            let id = try #require(done.json["id"]?.string)
            let undone = await office.client.call("POST", "/customers/merges/\(id)/undo")
            #expect(undone.status == 200 && undone.json["conflicts"] == .array([]), "\(undone.text)")
            for table in Self.tables {
                #expect(try await content(office, table) == before[table], "\(table) is not as it was")
            }
            counts = []
            for path in paths { counts.append(await listed(path)) }
            #expect(counts == [1, 2, 1, 2, 1])
        }
    }
}
