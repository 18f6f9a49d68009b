import Basics
import Customers
import EventLoop
import Foundation
import Imports
import Postgres
import TestSupport
import Testing
import Web

@Suite("Companies out of a table") struct CompanyImportTests {
    private static let file = """
        Account Name,Website,Phone,Owner,公司地址,notes,size
        Lantern Tea,https://www.Lantern.example/shop?x=1,021 6268 0000,ada@tea.example,南京西路 1 号,,30
        Lantern Tea,,,,,Pays late.,
        Lantern Tea,lantern-tea.example,,,,,12
        HARBOUR,,,,,,7
        ,nameless.example,,,,,
        Quay,no host,12,nobody@tea.example,,,many
        """

    @Test("rows find them by domain, else by name; what is wrong is told by field; all of it goes back")
    func bringsIn() async throws {
        try await ImportOffice.open { office in
            try await office.database.connection.script(Self.before)
            let done = try await office.bringIn("companies", Self.file)
            #expect(done.counts == [2, 2, 0, 2], "\(done.text)")
            let found = await office.companies()
            #expect(found.map { $0["name"]?.string } == ["HARBOUR", "Lantern Tea", "Lantern Tea"])
            let tea = try #require(found.first { $0["domain"] == .string("lantern.example") })
            #expect(tea["phone"] == .string("021 6268 0000") && tea["address"] == .string("南京西路 1 号"))
            #expect(tea["owner"]?["name"] == .string("Ada") && tea["notes"] == .string("Pays late."))
            #expect(tea["custom_fields"]?["size"] == .number(30))
            let harbour = try #require(found.first)
            #expect(harbour["domain"] == .string("harbour.example") && harbour["custom_fields"]?["size"] == .number(7))
            let id = try #require(done.json["id"]?.string)
            let errors = await office.client.call("GET", "/imports/\(id)/errors").text
            for word in ["domain", "phone", "owner_email", "custom_fields.size", "name"] {
                #expect(errors.contains("\(word) "), "\(word) in \(errors)")
            }
            #expect(try await office.bringIn("companies", Self.file).counts == [0, 0, 3, 3])

            let undone = try await office.takeBack(done)
            #expect(undone.json["undone"] == .number(3), "\(undone.text)")
            let left = await office.companies()
            #expect(left.map { $0["name"]?.string } == ["Harbour"] && left.first?["custom_fields"] == .object([:]))
        }
    }

    @Test("what is exported can be imported again without any change, fields of the company's own included")
    func comesBack() async throws {
        try await ImportOffice.open { office in
            try await office.database.connection.script(Self.before)
            _ = try await office.bringIn("companies", Self.file)
            let path = office.context.dataDirectory + "/companies.csv"
            let writer = ExportWriter(context: office.context, lists: [CompanyExport()])
            _ = try await writer.write(CompanyExport(), to: path) { _ in }
            let text = try String(contentsOfFile: path, encoding: .utf8)
            #expect(text.contains("custom_fields.size") && text.contains("021 6268 0000"))
            let again = try await office.bringIn("companies", text)
            #expect(again.counts == [0, 0, 3, 0], "\(again.text)")
        }
    }

    @Test("one somebody works for by now stays; one that was here is filled or left out as chosen")
    func keeps() async throws {
        try await ImportOffice.open { office in
            try await office.database.connection.script(Self.before)
            let rows = "name,domain,notes\nHarbour,,By the sea.\nQuay,quay.example,\n"
            #expect(try await office.bringIn("companies", rows, onMatch: "skip").counts == [1, 0, 0, 0])
            let filled = try await office.bringIn("companies", rows, onMatch: "fill")
            #expect(filled.counts == [0, 1, 1, 0])
            let quays = try await office.bringIn("companies", "name\nPier\n")
            _ = try await office.bringIn("customers", "name,email,company\nMei,mei@example.com,Pier\n")
            let undone = try await office.takeBack(quays)
            #expect(undone.json["undone"] == .number(0), "\(undone.text)")
            #expect(await office.companies().map { $0["notes"]?.string } == ["By the sea.", "", ""])
        }
    }

    private static let before = """
        INSERT INTO users (id, name, email, role) VALUES
            ('00000000-0000-7000-8000-0000000000a1', 'Ada', 'ada@tea.example', 'agent');
        INSERT INTO companies (id, name, domain) VALUES
            ('00000000-0000-7000-8000-0000000000b1', 'Harbour', 'harbour.example');
        INSERT INTO custom_fields (id, key, subject, label, type)
        VALUES ('00000000-0000-7000-8000-0000000000c1', 'size', 'company', '{"en": "Size"}', 'number');
        """
}
