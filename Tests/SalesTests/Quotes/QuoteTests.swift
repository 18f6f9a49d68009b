import Basics
import EventLoop
import Foundation
import Postgres
import Sales
import TestSupport
import Testing
import Web

@Suite("Quotes")
@Loop struct QuoteTests {
    @Test("take names and prices from the catalogue, days and terms from the settings, and add up")
    func drafted() async throws {
        try await SalesOffice.open { office in
            let settings = await office.client.call(
                "PUT", "/quote-settings",
                json: """
                    {"address": "88 Longjing Road", "prices_include_tax": true,
                     "valid_days": 10, "terms": "14 days", "inbox_id": null}
                    """)
            #expect(settings.status == 200)
            let made = await office.quote()
            #expect(made.status == 201)
            let edition = try #require(made.json["edition"])
            #expect(edition["valid_until"]?.string == "2026-12-03")
            #expect(edition["terms"]?.string == "14 days")
            #expect(edition["lines"]?.array?.first?["name"]?.string == "TEAPOT")
            // 10 × 168.00 less 5 % is 1596.00 with 207.48 tax; 250.00 with 15.00.
            #expect(edition["net"]?["amount_minor"]?.number == 184_600)
            #expect(edition["tax"]?["amount_minor"]?.number == 22_248)
            #expect(edition["total"]?["amount_minor"]?.number == 206_848)
            #expect(made.json["state"]?.string == "draft" && made.json["number"] == .null)
            #expect(made.json["url"] == .null, "nobody reads a draft")
            #expect(made.json["locale"]?.string == "zh-Hans")
        }
    }

    @Test("the same figures come without keeping anything")
    func totals() async throws {
        try await SalesOffice.open { office in
            let answer = await office.client.call(
                "POST", "/quote-totals",
                json: """
                    {"currency": "JPY", "prices_include_tax": true, "discount_basis_points": 1000, "lines":
                     [{"name": "x", "quantity": 3, "unit_price": {"amount_minor": 333, "currency": "JPY"},
                       "tax_basis_points": 1000}]}
                    """)
            // 999 less 99.9 (half up 100) is 899; of it 899/1.1 = 817.27 net.
            #expect(answer.status == 200)
            #expect(answer.json["total"]?["amount_minor"]?.number == 899)
            #expect(answer.json["tax"]?["amount_minor"]?.number == 82)
            let kept = try await office.count("quotes")
            #expect(kept == 0)
        }
    }

    @Test("are numbered without gaps when sent, each year anew")
    func numbers() async throws {
        try await SalesOffice.open { office in
            let draft = try #require(await office.quote().json["id"]?.string)
            let first = try await office.sent()
            // A sending that fails takes no number.
            let failed = await office.client.call(
                "POST", "/quotes/\(draft)/sending", json: #"{"email": "a@b.example"}"#)
            #expect(failed.status == 409 && failed.json["type"]?.string == "/problems/no-mailbox")
            let second = try await office.sent()
            office.set(day: "2027-01-02")
            let third = try await office.sent(#", "valid_until": "2027-02-01""#)
            var numbers: [String?] = []
            for id in [first.id, second.id, third.id] {
                numbers.append(await office.client.call("GET", "/quotes/\(id)").json["number"]?.string)
            }
            #expect(numbers == ["Q-2026-0001", "Q-2026-0002", "Q-2027-0001"])
            #expect(await office.client.call("GET", "/quotes/Q-2026-0002").json["id"]?.string == second.id)
            #expect(await office.client.call("GET", "/quotes/20260002").json["id"]?.string == second.id)
        }
    }

    @Test("sent at the same time get numbers one after the other")
    func numbersAtOnce() async throws {
        try await SalesOffice.open { office in
            var ids: [String] = []
            for _ in 0..<4 { ids.append(try #require(await office.quote().json["id"]?.string)) }
            async let one = office.client.call("POST", "/quotes/\(ids[0])/sending", json: "{}")
            async let two = office.client.call("POST", "/quotes/\(ids[1])/sending", json: "{}")
            async let three = office.client.call("POST", "/quotes/\(ids[2])/sending", json: "{}")
            async let four = office.client.call("POST", "/quotes/\(ids[3])/sending", json: "{}")
            let numbers = await [one, two, three, four].compactMap { $0.json["number"]?.string }.sorted()
            #expect(numbers == ["Q-2026-0001", "Q-2026-0002", "Q-2026-0003", "Q-2026-0004"])
        }
    }

    @Test("a sent one is frozen: changing it makes the next version, and the old one stays readable")
    func editions() async throws {
        try await SalesOffice.open { office in
            let quote = try await office.sent()
            let changed = await office.client.call(
                "PATCH", "/quotes/\(quote.id)", json: #"{"discount_basis_points": 1000}"#)
            #expect(changed.json["edition"]?["edition"]?.number == 2 && changed.json["state"]?.string == "sent")
            #expect(changed.json["editions"]?.array?.count == 2)
            let old = await office.client.call("GET", "/quotes/\(quote.id)?edition=1")
            #expect(old.json["edition"]?["total"]?["amount_minor"]?.number == 206_848)
            // The customer reads the first until the second is sent.
            let page = await office.client.call("GET", "/quote-links/\(quote.token)", as: SalesOffice.customer)
            #expect(page.json["edition"]?["edition"]?.number == 1)
            // Written on again, it stays the second.
            let again = await office.client.call("PATCH", "/quotes/\(quote.id)", json: #"{"introduction": "Hello"}"#)
            #expect(again.json["edition"]?["edition"]?.number == 2)
            let sent = await office.client.call("POST", "/quotes/\(quote.id)/sending", json: "{}")
            #expect(sent.json["number"]?.string == "Q-2026-0001" && sent.json["sent_edition"]?.number == 2)
            #expect(await office.accept(quote.token, edition: 1).status == 409, "they read another version")
            #expect(await office.accept(quote.token, edition: 2).status == 201)
            await #expect(throws: DatabaseError.self) {
                try await office.database.connection.execute("UPDATE quote_editions SET total_minor = 1")
            }
            await #expect(throws: DatabaseError.self) {
                try await office.database.connection.execute("DELETE FROM quote_lines")
            }
        }
    }

    @Test("become an order of the same total, once however often and at the same time they are accepted")
    func accepted() async throws {
        try await SalesOffice.open { office in
            let quote = try await office.sent(#", "discount_basis_points": 250"#)
            async let first = office.accept(quote.token)
            async let second = office.accept(quote.token)
            async let third = office.accept(quote.token)
            let answers = await [first, second, third]
            #expect(Set(answers.map(\.status)) == [201] && Set(answers.map(\.text)).count == 1)
            #expect(try await office.count("orders") == 1)
            let shown = await office.client.call("GET", "/quotes/\(quote.id)")
            let total = shown.json["edition"]?["total"]?["amount_minor"]?.number
            let order = try await office.database.connection.one(
                { row in
                    (
                        total: try row["total_minor"] as Int, note: try row["note"] as String,
                        source: try row["source"] as String
                    )
                }, "SELECT total_minor, note, source FROM orders")
            #expect(order == (Int(total ?? 0), "Q-2026-0001", "quote") && order.total == 201_677)
            #expect(shown.json["state"]?.string == "accepted")
            #expect(shown.json["decision"]?["name"]?.string == "陈美")
            #expect(shown.json["decision"]?["address"]?.string == "127.0.0.1")
            #expect(shown.json["order_number"]?.number == 5001)
            #expect(await office.timeline() == ["customer.created", "quote.sent", "order.placed", "quote.accepted"])
            let late = await office.client.call("PATCH", "/quotes/\(quote.id)", json: #"{"introduction": "More"}"#)
            #expect(late.status == 409)
        }
    }

    @Test("become a contract where the quote says so")
    func contract() async throws {
        try await SalesOffice.open { office in
            let quote = try await office.sent(#", "becomes": "contract""#)
            #expect(await office.accept(quote.token).status == 201)
            #expect(await office.accept(quote.token).status == 201)
            let contracts = await office.client.call("GET", "/contracts")
            let contract = try #require(contracts.json["items"]?.array?.first)
            #expect(contracts.json["items"]?.array?.count == 1)
            #expect(contract["title"]?.string == "Q-2026-0001: TEAPOT" && contract["status"]?.string == "draft")
            #expect(contract["value"]?["amount_minor"]?.number == 206_848)
            #expect(contract["quote_number"]?.string == "Q-2026-0001")
            #expect(try await office.count("orders") == 0)
        }
    }

    @Test("win the deal they were written for, which stays won when accepted once more")
    func wins() async throws {
        try await SalesOffice.open { office in
            let deal = await office.client.call(
                "POST", "/opportunities", json: #"{"customer_id": "\#(office.customerID)", "title": "Office tea"}"#)
            let id = try #require(deal.json["id"]?.string)
            let quote = try await office.sent(#", "opportunity_id": "\#(id)""#)
            let listed = await office.client.call("GET", "/quotes?opportunity_id=\(id)")
            #expect(listed.json["items"]?.array?.map { $0["id"]?.string } == [quote.id])
            #expect(await office.accept(quote.token).status == 201)
            #expect(await office.accept(quote.token).status == 201)
            #expect(await office.client.call("GET", "/opportunities/\(id)").json["state"]?.string == "won")
            #expect(await office.timeline().filter { $0 == "opportunity.won" }.count == 1)
            let nowhere = await office.quote(#", "opportunity_id": "\#(UUID().text)""#)
            #expect(nowhere.status == 422 && nowhere.pointers == ["/opportunity_id"])
        }
    }

    @Test("can be declined with a word, withdrawn, and lapse after their last day")
    func ended() async throws {
        try await SalesOffice.open { office in
            let declined = try await office.sent()
            let path = "/quote-links/\(declined.token)"
            let answer = await office.client.call(
                "POST", path + "/refusal", json: #"{"note": "Too dear"}"#, as: SalesOffice.customer)
            #expect(answer.status == 201 && answer.json["state"]?.string == "declined")
            #expect(await office.accept(declined.token).status == 409)
            let shown = await office.client.call("GET", "/quotes/\(declined.id)")
            #expect(shown.json["decision"]?["note"]?.string == "Too dear")

            let withdrawn = try await office.sent()
            #expect(await office.client.call("POST", "/quotes/\(withdrawn.id)/withdrawal").status == 201)
            #expect(await office.accept(withdrawn.token).status == 409)

            let lapsing = try await office.sent(#", "valid_until": "2026-11-24""#)
            office.set(day: "2026-11-24")
            #expect(await office.client.call("GET", "/quote-links/\(lapsing.token)").json["state"]?.string == "sent")
            office.set(day: "2026-11-25")
            #expect(await office.client.call("GET", "/quote-links/\(lapsing.token)").json["state"]?.string == "lapsed")
            #expect(await office.accept(lapsing.token).status == 409)
            try await office.sales.quotes.lapseDue()
            try await office.sales.quotes.lapseDue()
            let kinds = await office.timeline().filter { $0 != "quote.sent" }
            #expect(kinds == ["customer.created", "quote.declined", "quote.withdrawn", "quote.lapsed"])
            let stale = await office.client.call("POST", "/quotes/\(lapsing.id)/sending", json: "{}")
            #expect(stale.status == 409 && stale.pointers == ["/valid_until"])
            #expect(try await office.count("orders") == 0)
        }
    }

    @Test("are not answered by staff, not found by guessing, and tell the customer nothing to log in with")
    func links() async throws {
        try await SalesOffice.open { office in
            let quote = try await office.sent()
            let staff = await office.client.call(
                "POST", "/quote-links/\(quote.token)/acceptance", json: #"{"name": "x", "edition": 1}"#)
            #expect(staff.status == 403)
            #expect(await office.client.call("GET", "/quote-links/nothing", as: SalesOffice.customer).status == 404)
            let nameless = await office.accept(quote.token, name: " ")
            #expect(nameless.status == 422 && nameless.pointers == ["/name"])
            let page = await office.client.call("GET", "/quote-links/\(quote.token)", as: SalesOffice.customer)
            #expect(!page.text.contains(office.customerID) && !page.text.contains("mei@example.com"))
            let stored = try await office.database.connection.one(
                { row in try row["kept"] as String }, "SELECT quotes::text AS kept FROM quotes")
            #expect(!stored.contains(quote.token), "the token itself is nowhere in the database")
        }
    }

    @Test(
        "say which field is wrong",
        arguments: [
            (#", "valid_until": "2026-11-22""#, "/valid_until"), (#", "valid_until": "soon""#, "/valid_until"),
            (#", "discount_basis_points": 10001"#, "/discount_basis_points"), (#", "locale": "xx""#, "/locale"),
            (#", "currency": "EUR""#, "/lines/0/unit_price/currency"), (#", "becomes": "gift""#, "/becomes"),
            (#", "lines": []"#, "/lines"), (#", "lines": [{"name": "x", "quantity": 1}]"#, "/lines/0/unit_price"),
            (#", "lines": [{"sku": "CUP", "quantity": 0}]"#, "/lines/0/quantity"),
            (#", "lines": [{"sku": "CUP", "quantity": 1, "tax_basis_points": -1}]"#, "/lines/0/tax_basis_points"),
        ])
    func refused(more: String, pointer: String) async throws {
        try await SalesOffice.open { office in
            let answer = await office.quote(more)
            #expect(answer.status == 422 && answer.pointers.contains(pointer), "\(answer.text)")
        }
    }

    @Test("are mailed with their link when there is a mailbox, and say what became of the mail")
    func mailed() async throws {
        try await SalesOffice.open { office in
            try await office.database.connection.script(
                """
                INSERT INTO inboxes (id, key, kind, name, enabled, settings, created_at)
                VALUES
                    (gen_random_uuid(), 'support', 'email', 'Support', true,
                        '{"mail": {"address": "help@lantern.example"}}', now() - interval '1 day'),
                    (gen_random_uuid(), 'sales', 'email', 'Sales', true,
                        '{"mail": {"address": "sales@lantern.example"}}', now());
                UPDATE quote_settings SET inbox_id = (SELECT id FROM inboxes WHERE key = 'sales');
                """)
            let id = try #require(await office.quote().json["id"]?.string)
            let sent = await office.client.call(
                "POST", "/quotes/\(id)/sending", json: #"{"email": "mei@example.com", "message": "如电话所述："}"#)
            #expect(sent.status == 201, "\(sent.text)")
            #expect(sent.json["mail"]?["address"]?.string == "mei@example.com")
            #expect(sent.json["mail"]?["state"]?.string == "queued")
            let mail = try await office.database.connection.one(
                { row in
                    (
                        subject: try row["subject"] as String, text: try row["text"] as String,
                        mailbox: try row["mailbox"] as String, file: try row["file"] as String,
                        path: try row["path"] as String
                    )
                },
                """
                SELECT m.subject, m.content ->> 'text' AS text, i.key AS mailbox,
                       m.content #>> '{attachments,0,name}' AS file, m.content #>> '{attachments,0,path}' AS path
                FROM outbound_mails AS m
                JOIN inboxes AS i ON i.id = m.inbox_id
                """)
            #expect(mail.subject == "Lantern Shop 的报价单 Q-2026-0001")
            #expect(mail.text.hasPrefix("如电话所述：") && mail.text.contains("CNY 2,068.48"))
            #expect(mail.text.contains(try #require(sent.json["url"]?.string)))
            // The paper goes along, by the mailbox that was chosen.
            #expect(mail.mailbox == "sales" && mail.file == "Q-2026-0001.pdf")
            let paper = try #require(FileManager.default.contents(atPath: mail.path))
            let text = try QuotePaperTests.text(of: Array(paper))
            #expect(text.contains("Q-2026-0001") && text.contains("CNY 2,068.48") && text.contains("陈美"))
        }
    }
}
