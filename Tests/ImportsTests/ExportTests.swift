import Basics
import Commerce
import Customers
import EventLoop
import Foundation
import Imports
import Postgres
import TestSupport
import Testing
import Web

@Suite("Exporting lists") struct ExportTests {
    @Test("an export of customers can be imported again without any change, formulas and odd tags included")
    func customers() async throws {
        try await ImportOffice.open { office in
            let done = try await office.bringIn(
                "customers",
                """
                external_id,name,email,phone,tags,handles,vip,marketing_consent,company,city
                1,"=SUM(1,2)",a@example.com,+86 138 0013 8000,"a,b;",wechat:mei,yes,yes,Acme,上海
                2,"Quote "" and
                line",b@example.com; c@example.com,010-1234567; 010-7654321,x;y,,no,no,Acme,
                ,No Mail,,138 0013 8000,,,,,,
                """)
            #expect(done.counts == [3, 0, 0, 0])
            let path = office.context.dataDirectory + "/out.csv"
            let writer = ExportWriter(context: office.context, lists: [CustomerExport()])
            let written = try await writer.write(writer.list("customers"), to: path) { _ in }
            #expect(written.rows == 3)
            let text = try String(contentsOfFile: path, encoding: .utf8)
            #expect(text.contains("\"'=SUM(1,2)\""))
            #expect(try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int == written.bytes)
            let again = try await office.bringIn("customers", text)
            let errors = await office.client.call("GET", "/imports/\(try #require(again.json["id"]?.string))/errors")
                .text
            #expect(again.counts == [0, 0, 3, 0], "\(errors)\n\(text)")
        }
    }

    @Test("a list is written as its filters show it; a list without such filters refuses them")
    func filtered() async throws {
        try await ImportOffice.open { office in
            _ = try await office.bringIn(
                "customers", "external_id,name,tags\n1,Mei,tea\n2,Lin,cups\n3,=cmd,tea\n")
            let writer = ExportWriter(context: office.context, lists: [CustomerExport(), CompanyExport()])
            let connection = office.context.database.connection
            let list = try await writer.list("customers").filtered(["tag": "tea"], by: nil, in: connection)
            let path = office.context.dataDirectory + "/tea.csv"
            #expect(try await writer.write(list, to: path) { _ in }.rows == 2)
            let text = try String(contentsOfFile: path, encoding: .utf8)
            #expect(text.contains("Mei") && text.contains("'=cmd") && !text.contains("Lin"))
            let asked = await office.client.call(
                "POST", "/exports", json: #"{"name": "customers", "filters": {"tag": "tea"}}"#)
            #expect(asked.status == 202, "\(asked.text)")
            for body in [
                #"{"name": "orders", "filters": {"tag": "tea"}}"#,
                #"{"name": "customers", "filters": {"colour": "red"}}"#,
                #"{"name": "customers", "filters": {"company_id": "x"}}"#,
            ] {
                #expect(await office.client.call("POST", "/exports", json: body).status == 422)
            }
            _ = await office.client.call("POST", "/companies", json: #"{"name": "=Lantern", "phone": "021 6268 0000"}"#)
            _ = try await writer.write(CompanyExport(), to: path) { _ in }
            #expect(try String(contentsOfFile: path, encoding: .utf8).contains("'=Lantern"))
        }
    }

    @Test("products and orders can be imported again without any change as well")
    func shop() async throws {
        try await ImportOffice.open { office in
            _ = try await office.bringIn(
                "products", "sku,name,price,currency,features\nA,Cup,12.50,EUR,\"size: L, wide; color: blue\"\n")
            let orders = try await office.bringIn(
                "orders",
                "order,customer_email,sku,quantity,placed_at,status,discount\nO-1,a@example.com,A,3,2025-03-01,paid,1\n"
            )
            let errors = await office.client.call("GET", "/imports/\(try #require(orders.json["id"]?.string))/errors")
                .text
            #expect(orders.counts == [1, 0, 0, 0], "\(errors)")
            for name in ["products", "orders"] {
                let path = office.context.dataDirectory + "/\(name).csv"
                let writer = ExportWriter(context: office.context, lists: [ProductExport(), OrderExport()])
                _ = try await writer.write(writer.list(name), to: path) { _ in }
                let again = try await office.bringIn(name, String(contentsOfFile: path, encoding: .utf8))
                #expect(again.counts == [0, 0, 1, 0], "\(again.text)")
            }
        }
    }

    @Test("an unknown list is refused, a file that is not there yet is said to be so, foreign ids are not found")
    func refusals() async throws {
        try await ImportOffice.open { office in
            let wrong = await office.client.call("POST", "/exports", json: #"{"name": "secrets"}"#)
            #expect(wrong.pointers == ["/name"])
            let made = await office.client.call("POST", "/exports", json: #"{"name": "customers"}"#)
            #expect(made.status == 202)
            let id = try #require(made.json["id"]?.string)
            #expect(await office.client.call("GET", "/exports/\(id)/file").status == 409)
            #expect(await office.client.call("GET", "/exports/\(UUID().uuidString)/file").status == 404)
        }
    }
}
