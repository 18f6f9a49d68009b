import Basics
import Customers
import EventLoop
import Foundation
import Imports
import Postgres
import TestSupport
import Testing
import Web

@Suite("Importing consents") struct ConsentImportTests {
    private static let file = """
        external_id,name,email,newsletter,marketing_consent_at,marketing_consent_source,SMS consent,phone_consent,phone_consent_at
        1,Mei,mei@example.com,yes,2025-03-01,fair in Hangzhou,no,是,2024-05-06 10:30
        2,Ada,ada@example.com,no,,,yes,,
        """

    private func consents(_ office: ImportOffice, _ name: String) async throws -> JSONValue {
        try #require(await office.customers().first { $0["name"]?.string == name }?["consent"])
    }

    @Test("every way of reaching people comes with its date and source, into the history as well, and goes out again")
    func brings() async throws {
        try await ImportOffice.open { office in
            let done = try await office.bringIn("customers", Self.file)
            #expect(done.counts == [2, 0, 0, 0], "\(done.text)")
            let mei = try await consents(office, "Mei")
            #expect(mei["email_marketing"]?["granted"] == .bool(true))
            #expect(mei["email_marketing"]?["source"] == .string("fair in Hangzhou"))
            #expect(mei["email_marketing"]?["at"]?.string?.hasPrefix("2025-03-01") == true)
            #expect(mei["phone_marketing"]?["granted"] == .bool(true))
            #expect(mei["phone_marketing"]?["source"] == .string("import"))
            #expect(mei["message_marketing"]?["granted"] == .bool(false))
            #expect(mei["post_marketing"] == .null)
            let count: Int = try await office.database.connection.one(
                { try $0["count"] }, "SELECT count(*) AS count FROM customer_consent_changes")
            #expect(count == 5)
            #expect(try await office.bringIn("customers", Self.file).counts == [0, 0, 2, 0])

            let path = office.context.dataDirectory + "/out.csv"
            let writer = ExportWriter(context: office.context, lists: [CustomerExport()])
            _ = try await writer.write(writer.list("customers"), to: path) { _ in }
            let text = try String(contentsOfFile: path, encoding: .utf8)
            #expect(text.contains("fair in Hangzhou"))
            #expect(try await office.bringIn("customers", text).counts == [0, 0, 2, 0], "\(text)")
        }
    }

    @Test("an older answer never takes a newer one's place; a newer one does, and taking back gives the old one back")
    func order() async throws {
        try await ImportOffice.open { office in
            _ = try await office.bringIn("customers", Self.file)
            let older = "external_id,marketing_consent,marketing_consent_at\n1,no,2024-01-01\n"
            #expect(try await office.bringIn("customers", older).counts == [0, 0, 1, 0])
            let newer = "external_id,marketing_consent,marketing_consent_at,post_consent\n1,no,2026-02-01,yes\n"
            let done = try await office.bringIn("customers", newer)
            #expect(done.counts == [0, 1, 0, 0])
            let after = try await consents(office, "Mei")
            #expect(after["email_marketing"]?["granted"] == .bool(false))
            #expect(after["post_marketing"]?["granted"] == .bool(true))
            _ = try await office.takeBack(done)
            let back = try await consents(office, "Mei")
            #expect(back["email_marketing"]?["source"] == .string("fair in Hangzhou"))
            #expect(back["post_marketing"] == .null)
            #expect(back["phone_marketing"]?["granted"] == .bool(true))
        }
    }

    @Test("filled, an answer known stays; a date without an answer, and one to come, are refused")
    func refusals() async throws {
        try await ImportOffice.open { office in
            _ = try await office.bringIn("customers", Self.file)
            let file = "external_id,marketing_consent,marketing_consent_at,post_consent\n1,no,2026-02-01,no\n"
            #expect(try await office.bringIn("customers", file, onMatch: "fill").counts == [0, 1, 0, 0])
            let mei = try await consents(office, "Mei")
            #expect(mei["email_marketing"]?["granted"] == .bool(true))
            #expect(mei["post_marketing"]?["granted"] == .bool(false))
            let bad = "name,marketing_consent,marketing_consent_at\nA,,2026-01-01\nB,yes,2199-01-01\nC,yes,soon\n"
            let done = try await office.bringIn("customers", bad)
            #expect(done.counts == [0, 0, 0, 3])
            let id = try #require(done.json["id"]?.string)
            let errors = await office.client.call("GET", "/imports/\(id)/errors").text
            #expect(errors.contains("marketing_consent is required beside its date or source"))
            #expect(errors.contains("marketing_consent_at must not lie in the future"))
        }
    }
}
