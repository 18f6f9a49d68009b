import Basics
import EventLoop
import Foundation
import Postgres
import Sales
import TestSupport
import Testing
import Web

@Suite("Tax rates")
@Loop struct TaxRateTests {
    private func add(_ office: SalesOffice, _ name: String, _ points: Int) async throws -> String {
        let made = await office.client.call(
            "POST", "/tax-rates", json: #"{"name": "\#(name)", "basis_points": \#(points)}"#)
        #expect(made.status == 201, "\(made.text)")
        return try #require(made.json["id"]?.string)
    }

    private func change(_ office: SalesOffice, _ id: String, _ json: String) async -> RouteClient.Answer {
        await office.client.call("PATCH", "/tax-rates/\(id)", json: json)
    }

    private func names(_ office: SalesOffice, _ query: String = "") async -> [String] {
        (await office.client.call("GET", "/tax-rates\(query)").json["items"]?.array ?? [])
            .compactMap { $0["name"]?.string }
    }

    @Test("are named, ordered and put away; one is the default, and always one")
    func list() async throws {
        try await SalesOffice.open { office in
            #expect(await names(office) == ["No tax"])
            let vat = try await add(office, "VAT", 1_300)
            let services = try await add(office, "增值税 6%", 600)
            #expect(await change(office, vat, #"{"position": 1}"#).status == 200)
            #expect(await names(office) == ["VAT", "No tax", "增值税 6%"])
            let first = await change(office, vat, #"{"is_default": true}"#)
            #expect(first.json["is_default"] == .bool(true))
            let all = await office.client.call("GET", "/tax-rates").json["items"]?.array ?? []
            #expect(all.filter { $0["is_default"] == .bool(true) }.count == 1)
            #expect(await change(office, vat, #"{"archived": true}"#).pointers == ["/archived"])
            #expect(await change(office, vat, #"{"is_default": false}"#).pointers == ["/is_default"])
            #expect(await change(office, services, #"{"archived": true}"#).status == 200)
            #expect(await names(office) == ["VAT", "No tax"])
            #expect(await names(office, "?archived=true").count == 3)
            #expect(await change(office, services, #"{"is_default": true}"#).pointers == ["/archived"])
            for (json, pointer) in [
                (#"{"name": " "}"#, "/name"), (#"{"basis_points": 10001}"#, "/basis_points"),
                (#"{"position": 0}"#, "/position"),
            ] { #expect(await change(office, vat, json).pointers == [pointer], "\(json)") }
            #expect(
                await office.client.call("POST", "/tax-rates", json: #"{"name": "x"}"#).pointers == ["/basis_points"])
            let stale = await office.client.call(
                "PATCH", "/tax-rates/\(vat)", json: #"{"name": "y"}"#, headers: [("If-Match", "\"1\"")])
            #expect(stale.status == 412)
            let reader = Principal(kind: .apiKey, id: UUID(), name: "Reader", permissions: [.salesRead])
            #expect(await office.client.call("GET", "/tax-rates", as: reader).status == 200)
            #expect(await office.client.call("POST", "/tax-rates", json: "{}", as: reader).status == 403)
        }
    }

    @Test("the default is of lines that state none; a quote keeps its names and figures, and its paper says them")
    func quoted() async throws {
        try await SalesOffice.open { office in
            let vat = try await add(office, "增值税 VAT", 1_300)
            _ = await change(office, vat, #"{"is_default": true}"#)
            let made = await office.quote(
                """
                , "lines": [{"sku": "TEAPOT", "quantity": 1}, {"sku": "CUP", "quantity": 2.5, "tax_basis_points": 600,
                    "tax_name": "服务 6%"}, {"sku": "CUP", "quantity": 1, "tax_basis_points": 0}]
                """)
            #expect(made.status == 201, "\(made.text)")
            let id = try #require(made.json["id"]?.string)
            #expect(made.json["edition"]?["lines"]?.array?[1]["quantity"]?.number == 2.5)
            _ = await change(office, vat, #"{"name": "GST", "basis_points": 900}"#)
            let edition = try #require(await office.client.call("GET", "/quotes/\(id)").json["edition"])
            let taxes = edition["taxes"]?.array ?? []
            #expect(taxes.compactMap { $0["name"]?.string } == ["增值税 VAT", "服务 6%", ""])
            // 13 % of 168.00 is 21.84; 2.5 × 19.50 is 48.75, 6 % of it 2.925, half up 2.93.
            #expect(taxes.compactMap { $0["tax"]?["amount_minor"]?.number } == [2_184, 293, 0])
            let paper = try QuotePaperTests.text(of: await office.client.call("GET", "/quotes/\(id)/pdf").bytes)
            for words in ["增值税 VAT 13 %", "服务 6%", "税率 0 %", "2.5"] { #expect(paper.contains(words), "\(paper)") }
            #expect(!paper.contains("6% 6 %"))
            let refused = await office.quote(#", "lines": [{"sku": "CUP", "quantity": 1.2345}]"#)
            #expect(refused.pointers == ["/lines/0/quantity"])
            let long = String(repeating: "x", count: 61)
            let named = await office.quote(
                #", "lines": [{"sku": "CUP", "quantity": 1, "tax_basis_points": 0, "tax_name": "\#(long)"}]"#)
            #expect(named.pointers == ["/lines/0/tax_name"])
        }
    }

    @Test("an order made of parts of pieces has one piece that says how many, at the price of them all")
    func ordered() async throws {
        try await SalesOffice.open { office in
            let quote = try await office.sent(
                """
                , "discount_basis_points": 100, "lines": [{"name": "Installation", "quantity": 1.5,
                    "tax_basis_points": 600, "unit_price": {"amount_minor": 19999, "currency": "CNY"}},
                    {"sku": "CUP", "quantity": 3, "tax_basis_points": 1300}]
                """)
            #expect(await office.accept(quote.token).status == 201)
            let lines = try await office.database.connection.rows(
                { row in "\(try row["quantity"] as Int) \(try row["name"] as String) \(try row["price"] as Int)" },
                "SELECT quantity, name, unit_price_minor AS price FROM order_lines ORDER BY position")
            // 299.99 and 6 % of it, rounded up: 17.9994, 18.00; 19.50 and 13 %: 2.535, 2.54.
            #expect(lines == ["1 1.5 × Installation 31799", "3 CUP 2204"])
            let totals = try await office.database.connection.one(
                { row in [try row["order"] as Int, try row["quote"] as Int] },
                """
                SELECT o.total_minor AS order, e.total_minor AS quote
                FROM orders AS o, quote_editions AS e
                """)
            #expect(totals[0] == totals[1])
        }
    }
}
