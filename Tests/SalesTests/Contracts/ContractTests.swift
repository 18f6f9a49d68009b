import Basics
import EventLoop
import Foundation
import Postgres
import Sales
import TestSupport
import Testing
import Web

@Suite("Contracts")
@Loop struct ContractTests {
    private func contract(_ office: SalesOffice, _ more: String = "") async -> RouteClient.Answer {
        await office.client.call(
            "POST", "/contracts",
            json: """
                {"customer_id": "\(office.customerID)"\(more), "title": "Office tea", "status": "active",
                 "value": {"amount_minor": 1200000, "currency": "CNY"}, "starts_on": "2026-01-01",
                 "ends_on": "2026-12-31", "notice_days": 30, "reminder_days": 60}
                """)
    }

    private func due(_ office: SalesOffice) async -> [String] {
        let answer = await office.client.call("GET", "/contracts?reminder_due=true")
        return (answer.json["items"]?.array ?? []).compactMap { $0["title"]?.string }
    }

    @Test("bring up their renewal once for each end, until somebody has seen to it")
    func reminder() async throws {
        try await SalesOffice.open { office in
            office.set(day: "2026-10-01")
            let made = await contract(office, #", "auto_renew": true, "renewal_months": 12"#)
            #expect(made.status == 201 && made.json["notice_by"]?.string == "2026-12-01")
            let id = try #require(made.json["id"]?.string)
            office.set(day: "2026-10-31")
            try await office.sales.contracts.run()
            #expect(await due(office) == [], "61 days before")
            office.set(day: "2026-11-01")
            try await office.sales.contracts.run()
            try await office.sales.contracts.run()
            #expect(await due(office) == ["Office tea"])
            #expect(try await office.count("contract_reminders") == 1)
            let done = await office.client.call("DELETE", "/contracts/\(id)/reminder")
            #expect(done.status == 200 && done.json["reminder"]?["done_at"] != .null)
            try await office.sales.contracts.run()
            #expect(await due(office) == [])
            // The term runs on, and its new end is brought up again.
            office.set(day: "2027-01-01")
            try await office.sales.contracts.run()
            let renewed = await office.client.call("GET", "/contracts/\(id)")
            #expect(renewed.json["ends_on"]?.string == "2027-12-31" && renewed.json["status"]?.string == "active")
            #expect(await due(office) == [])
            office.set(day: "2027-11-15")
            try await office.sales.contracts.run()
            #expect(await due(office) == ["Office tea"])
            let kinds = await office.timeline().filter { $0.hasPrefix("contract.") }
            #expect(
                kinds == ["contract.made", "contract.renewal_due", "contract.renewed", "contract.renewal_due"])
        }
    }

    @Test("end after their last day when they do not renew")
    func ended() async throws {
        try await SalesOffice.open { office in
            let id = try #require(await contract(office).json["id"]?.string)
            office.set(day: "2026-12-31")
            try await office.sales.contracts.run()
            #expect(await office.client.call("GET", "/contracts/\(id)").json["status"]?.string == "active")
            office.set(day: "2027-01-01")
            try await office.sales.contracts.run()
            #expect(await office.client.call("GET", "/contracts/\(id)").json["status"]?.string == "ended")
            #expect(await due(office) == [])
        }
    }

    @Test("are followed by the next one, once, which begins the day after and reminds no more of the old")
    func followed() async throws {
        try await SalesOffice.open { office in
            office.set(day: "2026-11-15")
            let made = await contract(office, #", "auto_renew": true, "renewal_months": 12"#)
            let id = try #require(made.json["id"]?.string)
            try await office.sales.contracts.run()
            #expect(await due(office) == ["Office tea"])
            let next = await office.client.call("POST", "/contracts/\(id)/renewal")
            #expect(next.status == 201, "\(next.text)")
            #expect(next.json["starts_on"]?.string == "2027-01-01" && next.json["ends_on"]?.string == "2027-12-31")
            #expect(next.json["status"]?.string == "draft" && next.json["value"] == made.json["value"])
            #expect(next.json["renews_number"] == made.json["number"])
            let old = await office.client.call("GET", "/contracts/\(id)")
            #expect(old.json["renewed_by_number"] == next.json["number"])
            #expect(old.json["auto_renew"] == .bool(false), "the two would run side by side")
            #expect(await due(office) == [])
            let twice = await office.client.call("POST", "/contracts/\(id)/renewal")
            #expect(twice.status == 409 && twice.json["type"]?.string == "/problems/contract-renewed")
            office.set(day: "2027-01-01")
            try await office.sales.contracts.run()
            #expect(await office.client.call("GET", "/contracts/\(id)").json["status"]?.string == "ended")
            let open = await contract(office, #", "ends_on": null"#)
            let refused = await office.client.call("POST", "/contracts/\(open.json["id"]?.string ?? "")/renewal")
            #expect(refused.json["type"]?.string == "/problems/contract-does-not-end")
        }
    }

    @Test("that end in the shortest month are followed to its end")
    func followedInFebruary() async throws {
        try await SalesOffice.open { office in
            let made = await contract(
                office, #", "starts_on": "2026-12-31", "ends_on": "2027-01-30", "renewal_months": 1"#)
            let next = await office.client.call("POST", "/contracts/\(made.json["id"]?.string ?? "")/renewal")
            #expect(next.json["starts_on"]?.string == "2027-01-31")
            // A month after 31 January is 28 February; the day before is the last.
            #expect(next.json["ends_on"]?.string == "2027-02-27")
        }
    }

    @Test("keep the files of whoever put them on, and no other's")
    func files() async throws {
        try await SalesOffice.open { office in
            let owner = try #require(office.client.principal.id)
            let (mine, foreign) = (UUID(), UUID())
            for (id, owner) in [(mine, owner), (foreign, UUID())] {
                try await office.database.connection.execute(
                    """
                    INSERT INTO attachments (id, sha256, name, content_type, size_bytes, owner_kind, owner_id, created_at)
                    VALUES (\(id), \(String(repeating: "a", count: 64)), 'contract.pdf', 'application/pdf', 12,
                        'api_key', \(owner), now() - interval '3 days')
                    """)
            }
            let refused = await contract(office, #", "attachment_ids": ["\#(foreign.text)"]"#)
            #expect(refused.status == 422 && refused.pointers == ["/attachment_ids"])
            let made = await contract(office, #", "attachment_ids": ["\#(mine.text)"]"#)
            #expect(made.json["attachments"]?.array?.first?["name"]?.string == "contract.pdf")
            let id = try #require(made.json["id"]?.string)
            let kept = try await office.database.connection.rows(
                { row in try row["id"] as UUID }, "SELECT id FROM attachments WHERE kept ORDER BY id")
            #expect(kept == [mine])
            let off = await office.client.call("PATCH", "/contracts/\(id)", json: #"{"attachment_ids": []}"#)
            #expect(off.json["attachments"]?.array == [])
            #expect(try await office.count("attachments WHERE kept") == 0)
        }
    }

    @Test("move only where they may, and notice a change made meanwhile")
    func status() async throws {
        try await SalesOffice.open { office in
            let id = try #require(await contract(office).json["id"]?.string)
            let back = await office.client.call("PATCH", "/contracts/\(id)", json: #"{"status": "draft"}"#)
            #expect(back.status == 422 && back.pointers == ["/status"])
            let ended = await office.client.call("PATCH", "/contracts/\(id)", json: #"{"status": "ended"}"#)
            #expect(ended.status == 200)
            let stale = await office.client.call(
                "PATCH", "/contracts/\(id)", json: #"{"note": "x"}"#, headers: [("If-Match", "\"1\"")])
            #expect(stale.status == 412)
        }
    }

    @Test(
        "say which field is wrong",
        arguments: [
            (#", "ends_on": "2025-12-31""#, "/ends_on"), (#", "ends_on": "2026-02-30""#, "/ends_on"),
            (#", "ends_on": null, "auto_renew": true"#, "/ends_on"), (#", "notice_days": -1"#, "/notice_days"),
            (#", "title": " ""#, "/title"),
            (#", "value": {"amount_minor": -1, "currency": "CNY"}"#, "/value/amount_minor"),
        ])
    func refused(more: String, pointer: String) async throws {
        try await SalesOffice.open { office in
            let answer = await contract(office, more)
            #expect(answer.status == 422 && answer.pointers == [pointer], "\(answer.text)")
        }
    }
}
