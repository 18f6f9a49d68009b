import Basics
import EventLoop
import Foundation
import Postgres
import Sales
import TestSupport
import Testing
import Web

@Suite("The head of a quote")
@Loop struct QuoteHeadTests {
    /// A red PNG and a grey JPEG of one pixel each.
    private static let png = Data(
        base64Encoded: "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC")
    private static let jpeg = Data(
        base64Encoded: """
            /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJDRENDg8QEBEQCgwSEx\
            IQEw8QEBD/wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAACf/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AVN//2Q==
            """)

    /// Stores a file as somebody uploaded it.
    private func upload(
        _ office: SalesOffice, _ content: Data?, _ type: String, owner: UUID? = nil, bytes: Int? = nil
    ) async throws -> UUID {
        let content = try #require(content)
        let id = UUID()
        let hash = Digest.sha256([UInt8](content)).hexadecimal
        let folder = "\(office.folder)/attachments/\(hash.prefix(2))/\(hash.dropFirst(2).prefix(2))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try content.write(to: URL(fileURLWithPath: "\(folder)/\(hash)"))
        let ownerID = owner ?? office.client.principal.id
        try await office.database.connection.execute(
            """
            INSERT INTO attachments (id, sha256, name, content_type, size_bytes, width, height, owner_kind, owner_id)
            VALUES (\(id), \(hash), 'logo', \(type), \(bytes ?? content.count), 1, 1, 'api_key', \(ownerID))
            """)
        return id
    }

    private func set(_ office: SalesOffice, _ more: String, headers: [(String, String)] = []) async
        -> RouteClient.Answer
    {
        await office.client.call(
            "PUT", "/quote-settings",
            json: """
                {"address": "88 Longjing Road", "prices_include_tax": true, "valid_days": 30,
                 "terms": "", "inbox_id": null, \(more)}
                """, headers: headers)
    }

    @Test("new numbers begin with the company's letters, old ones keep theirs, and all are found by them")
    func prefix() async throws {
        try await SalesOffice.open { office in
            let before = try await office.sent()
            #expect(await set(office, #""number_prefix": "报价""#).json["number_prefix"]?.string == "报价")
            let after = try await office.sent()
            let numbers = [before.id, after.id]
            var shown: [String?] = []
            for id in numbers { shown.append(await office.client.call("GET", "/quotes/\(id)").json["number"]?.string) }
            #expect(shown == ["Q-2026-0001", "报价-2026-0002"])
            let path = "/quotes/%E6%8A%A5%E4%BB%B7-2026-0002".removingPercentEncoding ?? ""
            #expect(await office.client.call("GET", path).json["id"]?.string == after.id)
            #expect(await office.client.call("GET", "/quotes/20260002").json["id"]?.string == after.id)
            let pdf = await office.client.call("GET", "/quotes/\(after.id)/pdf")
            let named = try #require(pdf.header("Content-Disposition"))
            #expect(named.contains("filename*=UTF-8''%E6%8A%A5%E4%BB%B7-2026-0002.pdf"))
            #expect(try QuotePaperTests.text(of: pdf.bytes).contains("报价-2026-0002"))
            #expect(await office.accept(after.token).status == 201)
            let order = try await office.database.connection.one(
                { row in try row["note"] as String }, "SELECT note FROM orders")
            #expect(order == "报价-2026-0002")
            for wrong in ["", "Q1", "Q-", "ABCDEFGHIJK"] {
                #expect(await set(office, #""number_prefix": "\#(wrong)""#).pointers == ["/number_prefix"], "\(wrong)")
            }
        }
    }

    @Test("stays as it was sent when the company moves, and says the new address on the next version")
    func sender() async throws {
        try await SalesOffice.open { office in
            _ = await set(office, #""number_prefix": "Q""#)
            let quote = try await office.sent()
            try await office.database.connection.execute("UPDATE company_profile SET name = 'New Name'")
            try await office.database.connection.execute("UPDATE quote_settings SET address = '1 New Street'")
            let old = try QuotePaperTests.text(
                of: await office.client.call("GET", "/quotes/\(quote.id)/pdf").bytes)
            #expect(old.contains("88 Longjing Road") && old.contains("Lantern Shop") && !old.contains("New"))
            let page = await office.client.call("GET", "/quote-links/\(quote.token)", as: SalesOffice.customer)
            #expect(page.json["company_name"]?.string == "Lantern Shop")
            _ = await office.client.call("PATCH", "/quotes/\(quote.id)", json: #"{"introduction": "Again"}"#)
            #expect(await office.client.call("POST", "/quotes/\(quote.id)/sending", json: "{}").status == 201)
            let new = try QuotePaperTests.text(of: await office.client.call("GET", "/quotes/\(quote.id)/pdf").bytes)
            #expect(new.contains("1 New Street") && new.contains("New Name"))
            let first = try QuotePaperTests.text(
                of: await office.client.call("GET", "/quotes/\(quote.id)/pdf?edition=1").bytes)
            #expect(first.contains("88 Longjing Road"))
        }
    }

    @Test(
        "carries the picture somebody uploaded, kept for as long as the settings name it", arguments: ["png", "jpeg"])
    func logo(kind: String) async throws {
        try await SalesOffice.open { office in
            let before = try await office.sent()
            let id = try await upload(office, kind == "png" ? Self.png : Self.jpeg, "image/\(kind)")
            let kept = await set(office, #""logo_id": "\#(id.text)""#, headers: [("If-Match", "\"1\"")])
            #expect(kept.status == 200, "\(kept.text)")
            #expect(kept.json["logo_url"]?.string?.contains(id.text) == true)
            #expect(try await office.count("attachments WHERE kept") == 1)
            let quote = try await office.sent()
            #expect(await !hasPicture(office, before.id), "one that was sent stays as it was")
            #expect(await hasPicture(office, quote.id))
            let page = await office.client.call("GET", "/quote-links/\(quote.token)", as: SalesOffice.customer)
            #expect(page.json["logo_url"]?.string?.contains(id.text) == true)
            let stale = await set(office, #""logo_id": null"#, headers: [("If-Match", "\"1\"")])
            #expect(stale.status == 412)
            #expect(await set(office, #""logo_id": null"#).json["logo_url"] == .null)
            #expect(try await office.count("attachments WHERE kept") == 1, "a version that was sent has it")
        }
    }

    private func hasPicture(_ office: SalesOffice, _ quote: String, edition: Int = 1) async -> Bool {
        let pdf = await office.client.call("GET", "/quotes/\(quote)/pdf?edition=\(edition)").bytes
        return String(decoding: pdf, as: UTF8.self).contains("/Subtype /Image")
    }

    @Test("shows the picture it was sent with for good, the new one from the next version on")
    func frozenLogo() async throws {
        try await SalesOffice.open { office in
            let (red, grey) = (
                try await upload(office, Self.png, "image/png"), try await upload(office, Self.jpeg, "image/jpeg")
            )
            _ = await set(office, #""logo_id": "\#(red.text)""#)
            let quote = try await office.sent()
            _ = await set(office, #""logo_id": "\#(grey.text)""#)
            _ = await set(office, #""logo_id": null"#)
            #expect(try await office.count("attachments WHERE kept") == 1, "nobody was sent the grey one")
            func shown(_ token: String) async -> String? {
                await office.client.call("GET", "/quote-links/\(token)", as: SalesOffice.customer).json["logo_url"]?
                    .string
            }
            #expect(await shown(quote.token)?.contains(red.text) == true)
            #expect(await hasPicture(office, quote.id))
            _ = await office.client.call("PATCH", "/quotes/\(quote.id)", json: #"{"introduction": "Again"}"#)
            #expect(await !hasPicture(office, quote.id, edition: 2), "a draft has the present one")
            #expect(await office.client.call("POST", "/quotes/\(quote.id)/sending", json: "{}").status == 201)
            #expect(await shown(quote.token) == nil)
            #expect(await hasPicture(office, quote.id), "the first version keeps its own")
            // The file itself cannot go while a version has it.
            await #expect(throws: DatabaseError.self) {
                try await office.database.connection.execute("DELETE FROM attachments WHERE id = \(red)")
            }
        }
    }

    @Test("takes no other's file, no other kind, none too large")
    func refusedLogos() async throws {
        try await SalesOffice.open { office in
            for id in [
                try await upload(office, Self.png, "image/png", owner: UUID()),
                try await upload(office, Self.png, "image/gif"),
                try await upload(office, Self.png, "image/png", bytes: 2_000_000), UUID(),
            ] {
                let answer = await set(office, #""logo_id": "\#(id.text)""#)
                #expect(answer.status == 422 && answer.pointers == ["/logo_id"], "\(answer.text)")
            }
        }
    }

    @Test("a copy has the same lines, no number and the usual days, whatever became of the first")
    func copied() async throws {
        try await SalesOffice.open { office in
            let quote = try await office.sent(#", "discount_basis_points": 250"#)
            #expect(await office.accept(quote.token).status == 201)
            office.set(day: "2027-03-01")
            let copy = await office.client.call("POST", "/quotes/\(quote.id)/copy")
            #expect(copy.status == 201, "\(copy.text)")
            #expect(copy.json["state"]?.string == "draft" && copy.json["number"] == .null)
            #expect(copy.json["edition"]?["valid_until"]?.string == "2027-03-31")
            let first = await office.client.call("GET", "/quotes/\(quote.id)")
            #expect(copy.json["edition"]?["lines"] == first.json["edition"]?["lines"])
            #expect(copy.json["edition"]?["total"]?["amount_minor"]?.number == 201_677)
            #expect(copy.json["edition"]?["edition"]?.number == 1 && copy.json["edition"]?["sent_at"] == .null)
            let reader = Principal(kind: .apiKey, id: UUID(), name: "Reader", permissions: [.salesRead])
            #expect(await office.client.call("POST", "/quotes/\(quote.id)/copy", as: reader).status == 403)
        }
    }
}
