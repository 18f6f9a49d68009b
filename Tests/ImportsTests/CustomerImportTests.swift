import Basics
import EventLoop
import Foundation
import Imports
import Postgres
import TestSupport
import Testing

@Suite("Importing customers") struct CustomerImportTests {
    private static let list = """
        客户编号,姓名,邮箱,手机,公司,标签,VIP
        C-1,陈美,mei@example.com,+86 138 0013 8000,Lantern Tea,批发; 茶,是
        C-2,"Park, Ada",ada@example.com; ada@work.example,,Lantern Tea,,no
        C-3,Bad Mail,not-an-address,,,,
        ,,,,,,
        C-4,Flag,flag@example.com,,,,perhaps
        """

    @Test("headings in Chinese are understood, rows at fault are named and can be imported again once mended")
    func imports() async throws {
        try await ImportOffice.open { office in
            let done = try await office.bringIn("customers", Self.list)
            #expect(done.json["state"] == .string("done"))
            #expect(done.json["columns"]?["phone"] == .number(3))
            #expect(done.counts == [2, 0, 0, 2])
            let customers = await office.customers()
            #expect(customers.map { $0["name"]?.string } == ["Park, Ada", "陈美"])
            #expect(customers.last?["vip"] == .bool(true))
            #expect(customers.last?["tags"] == .array([.string("批发"), .string("茶")]))
            #expect(customers.first?["emails"]?.array?.count == 2)
            #expect(customers.first?["company"]?["id"] == customers.last?["company"]?["id"])

            let id = try #require(done.json["id"]?.string)
            let errors = await office.client.call("GET", "/imports/\(id)/errors").text
            let lines = errors.split(separator: "\r\n").map(String.init)
            #expect(lines.count == 3)
            #expect(lines[1] == "C-3,Bad Mail,not-an-address,,,,,email must be an e-mail address")
            #expect(lines[2] == "C-4,Flag,flag@example.com,,,,perhaps,vip must be yes or no")
            let mended = errors.replacing("not-an-address", with: "bad@example.com").replacing("perhaps", with: "no")
            #expect(try await office.bringIn("customers", mended).counts == [2, 0, 0, 0])
        }
    }

    @Test("the same file again changes nothing; a changed cell changes that customer; empty cells take nothing away")
    func again() async throws {
        try await ImportOffice.open { office in
            _ = try await office.bringIn("customers", Self.list)
            #expect(try await office.bringIn("customers", Self.list).counts == [0, 0, 2, 2])
            let changed = "external_id,name,email,phone,city\nC-1,,mei@new.example,,上海\n"
            #expect(try await office.bringIn("customers", changed).counts == [0, 1, 0, 0])
            let mei = try #require(await office.customers().last)
            #expect(mei["name"] == .string("陈美"))
            #expect(mei["city"] == .string("上海"))
            #expect(mei["emails"]?.array?.map { $0["address"]?.string } == ["mei@example.com", "mei@new.example"])
        }
    }

    @Test("one whose job has died says so, and goes on where it stands when it is asked to")
    func stalled() async throws {
        try await ImportOffice.open { office in
            let made = await office.upload("customers", Array(Self.list.utf8))
            let id = try #require(made.json["id"]?.string.flatMap { ID<Import>($0) })
            #expect(await office.client.call("POST", "/imports/\(id)/run", json: "{}").status == 202)
            #expect(await office.client.call("GET", "/imports/\(id)").json["is_stalled"] == .bool(false))
            try await office.database.connection.script("UPDATE jobs SET died_at = now()")
            #expect(await office.client.call("GET", "/imports/\(id)").json["is_stalled"] == .bool(true))
            #expect(await office.client.call("POST", "/imports/\(id)/run", json: "{}").status == 202)
            #expect(await office.client.call("GET", "/imports/\(id)").json["is_stalled"] == .bool(false))
            while try await office.runner.step(id)?.state == .running {}
            let done = await office.client.call("GET", "/imports/\(id)")
            #expect(done.counts == [2, 0, 0, 2] && done.json["is_stalled"] == .bool(false))
        }
    }

    @Test("two rows about one person make one customer; an address of somebody else is refused")
    func twins() async throws {
        try await ImportOffice.open { office in
            let done = try await office.bringIn(
                "customers",
                "external_id,name,email\n1,Ada,ada@example.com\n,Ada Park,ADA@example.com\n2,Bo,ada@example.com\n")
            #expect(done.counts == [1, 1, 0, 1])
            #expect(await office.customers().map { $0["name"]?.string } == ["Ada Park"])
            let undone = try await office.takeBack(done)
            #expect(undone.json["undone"] == .number(1))
            #expect(await office.customers().isEmpty)
        }
    }

    @Test(
        "taking back removes what was made, gives old values back, and keeps and lists what was touched or used since")
    func undo() async throws {
        try await ImportOffice.open { office in
            for body in [#"{"name": "Old Name", "emails": [{"address": "old@example.com"}]}"#] {
                #expect(await office.client.call("POST", "/customers", json: body).status == 201)
            }
            let done = try await office.bringIn(
                "customers",
                """
                name,email,company
                New Name,old@example.com,Acme
                Gone,gone@example.com,Acme
                Touched,touched@example.com,
                Used,used@example.com,
                """)
            #expect(done.counts == [3, 1, 0, 0])
            let made = await office.customers()
            func id(_ name: String) throws -> String {
                try #require(made.first { $0["name"]?.string == name }?["id"]?.string)
            }
            let touched = await office.client.call("PATCH", "/customers/\(try id("Touched"))", json: #"{"vip": true}"#)
            #expect(touched.status == 200)
            let used = await office.client.call(
                "POST", "/customers/\(try id("Used"))/notes", json: #"{"text": "Called."}"#)
            #expect(used.status == 201, "\(used.text)")

            let undone = try await office.takeBack(done)
            #expect(undone.json["state"] == .string("undone"))
            // The customer and the company removed, the customer changed back; two kept.
            #expect(undone.json["undone"] == .number(3))
            let kept = undone.json["kept_records"]?.array ?? []
            #expect(kept.map { $0["label"]?.string } == ["Touched", "Used"])
            #expect(kept.map { $0["reason"]?.string } == ["changed_since", "used_elsewhere"])
            let left = await office.customers()
            #expect(left.map { $0["name"]?.string } == ["Old Name", "Touched", "Used"])
            #expect(left.first?["company"] == .null)
            let again = await office.client.call(
                "POST", "/imports/\(try #require(done.json["id"]?.string))/undo", json: "{}")
            #expect(again.status == 409)
        }
    }

    @Test("a preview tells what will happen and stores nothing; cancelling keeps what is in and can be taken back")
    func preview() async throws {
        try await ImportOffice.open { office in
            let text = "name,email\n" + (1...1200).map { "P\($0),p\($0)@example.com\n" }.joined()
            let made = await office.upload("customers", Array(text.utf8))
            let id = try #require(made.json["id"]?.string.flatMap { ID<Import>($0) })
            #expect(made.json["rows_total"] == .number(1200))
            #expect(made.json["samples"]?.array?.count == 5)
            let preview = await office.client.call("GET", "/imports/\(id)/preview")
            #expect(preview.json["rows_created"] == .number(500))
            #expect(preview.json["rows"]?.array?.count == 20)
            #expect(await office.customers().isEmpty)

            #expect(await office.client.call("POST", "/imports/\(id)/run", json: "{}").status == 202)
            // A batch, then a stop: another process goes on from the next row and no row comes twice.
            #expect(try await office.runner.step(id)?.rowDone == 500)
            let other = ImportRunner(context: office.context, kinds: [try office.runner.kind("customers")])
            #expect(try await other.step(id)?.rowDone == 1000)
            #expect(await office.client.call("DELETE", "/imports/\(id)").status == 204)
            let stopped = try #require(try await office.runner.step(id))
            #expect(stopped.state == .cancelled)
            #expect(stopped.rowCreated == 1000)
            let undone = try await office.takeBack(await office.client.call("GET", "/imports/\(id)"))
            #expect(undone.json["undone"] == .number(1000))
            #expect(await office.customers().isEmpty)
        }
    }

    @Test("after a month old values are forgotten and nothing can be taken back; files nobody began go after a week")
    func forgets() async throws {
        try await ImportOffice.open { office in
            let done = try await office.bringIn("customers", "name,email\nA,a@example.com\n")
            let waiting = await office.upload("customers", Array("name\nB\n".utf8))
            let id = try #require(waiting.json["id"]?.string.flatMap { ID<Import>($0) })
            let path = office.runner.files.rows(id)
            #expect(FileManager.default.fileExists(atPath: path))
            let jobs = ImportJobs(context: office.context, runner: office.runner)
            try await jobs.forget()
            #expect(await office.client.call("GET", "/imports/\(id)").status == 200)
            try await office.database.connection.execute(
                "UPDATE imports SET created_at = created_at - interval '31 days', finished_at = finished_at - interval '31 days'"
            )
            try await jobs.forget()
            #expect(await office.client.call("GET", "/imports/\(id)").status == 404)
            #expect(!FileManager.default.fileExists(atPath: path))
            let undo = await office.client.call(
                "POST", "/imports/\(try #require(done.json["id"]?.string))/undo", json: "{}")
            #expect(undo.status == 410)
            let records: Int = try await office.database.connection.one(
                { try $0["count"] }, "SELECT count(*) AS count FROM import_records")
            #expect(records == 0)
        }
    }

    @Test("what is not known or does not fit is refused in words")
    func refusals() async throws {
        try await ImportOffice.open { office in
            #expect(await office.upload("tickets", Array("a\n1\n".utf8)).pointers == ["/kind"])
            #expect(await office.upload("customers", []).pointers == ["/file"])
            #expect(await office.client.call("GET", "/imports/\(UUID().uuidString)").status == 404)
            #expect(await office.client.call("GET", "/imports/x").status == 404)
            let made = await office.upload("customers", Array("what,ever\n1,2\n".utf8))
            let id = try #require(made.json["id"]?.string)
            #expect(await office.client.call("GET", "/imports/\(id)/preview").pointers == ["/columns"])
            let map = await office.client.call(
                "PUT", "/imports/\(id)/mapping", json: #"{"columns": {"name": 7, "shoe": 0}}"#)
            #expect(map.pointers == ["/columns/name", "/columns/shoe"])
            let good = await office.client.call("PUT", "/imports/\(id)/mapping", json: #"{"columns": {"name": 1}}"#)
            #expect(good.json["columns"] == .object(["name": .number(1)]))
        }
    }
}
