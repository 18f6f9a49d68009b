import Basics
import Commerce
import Customers
import EventLoop
import Foundation
import Imports
import Jobs
import Postgres
import TestSupport
import Testing
import Web

/// A drop folder beside an office.
@Loop private final class Drop {
    let office: ImportOffice
    let folder: String
    let jobs: DropJobs
    let exports: DropExportJobs
    let told = Told()

    @Loop final class Told {
        var notices: [DropNotice] = []
    }

    init(_ office: ImportOffice) {
        self.office = office
        folder = TestDirectory.make("drop")
        let told = told
        let configuration = DropConfiguration(folder: folder, quietSeconds: 10)
        jobs = DropJobs(
            context: office.context, runner: office.runner, configuration: configuration,
            tell: { notice, _ in told.notices.append(notice) })
        let lists: [any ListExport] = [CustomerExport(), OrderExport(), ProductExport()]
        exports = DropExportJobs(
            context: office.context, writer: ExportWriter(context: office.context, lists: lists),
            configuration: configuration, lists: lists)
    }

    /// Puts a file there that was last written `age` seconds ago.
    func put(_ name: String, _ bytes: [UInt8], age: Double = 60) throws {
        try FileManager.default.createDirectory(atPath: folder + "/in", withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(fileURLWithPath: "\(folder)/in/\(name)"))
        try FileManager.default.setAttributes(
            [.modificationDate: Date().addingTimeInterval(-age)], ofItemAtPath: "\(folder)/in/\(name)")
    }

    func names(_ place: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(place)")) ?? []).sorted()
    }

    func text(_ place: String, _ suffix: String) -> String {
        guard let name = names(place).first(where: { $0.hasSuffix(suffix) }) else { return "" }
        return (try? String(contentsOfFile: "\(folder)/\(place)/\(name)", encoding: .utf8)) ?? ""
    }

    /// Takes, brings in and settles.
    func run() async throws {
        try await jobs.turn()
        for item in await imports() where item["state"] == .string("running") {
            guard let id = item["id"]?.string.flatMap({ ID<Import>($0) }) else { continue }
            while try await office.runner.step(id)?.state == .running {}
        }
        try await jobs.turn()
    }

    func imports() async -> [JSONValue] {
        await office.client.call("GET", "/imports").json["items"]?.array ?? []
    }
}

@Suite("The drop folder") struct DropTests {
    private static let customers = "姓名,邮箱\n林晓,lin@drop.example\n周舟,zhou@drop.example\n"

    @Test("a complete file is taken once, its result lies beside it, and the run can be undone as any other")
    func taken() async throws {
        try await ImportOffice.open { office in
            let drop = Drop(office)
            try drop.put("customers-1.csv", Array(Self.customers.utf8))
            try await drop.run()
            #expect(drop.names("in").isEmpty && drop.names("work").isEmpty)
            #expect(drop.names("done").count == 2)
            #expect(drop.text("done", ".result.json").contains(#""rows_created":2"#))
            #expect(await office.customers().count == 2)
            #expect(drop.told.notices.isEmpty)
            let item = try #require(await drop.imports().first)
            #expect(item["file_name"] == .string("customers-1.csv"))
            #expect(item["created_by_name"] == .string("ERP drop folder"))
            #expect(item["can_undo"] == .bool(true))

            // The same content under the same name changes nothing and makes no second run.
            try drop.put("customers-1.csv", Array(Self.customers.utf8))
            try await drop.run()
            #expect(await drop.imports().count == 1)
            #expect(drop.names("done").count == 4)
            let id = try #require(item["id"]?.string.flatMap { ID<Import>($0) })
            _ = await office.client.call("POST", "/imports/\(id)/undo", json: "{}")
            while try await office.runner.undoStep(id)?.state == .undoing {}
            #expect(await office.customers().isEmpty)
            // Once taken back, the file counts as new.
            try drop.put("customers-1.csv", Array(Self.customers.utf8))
            try await drop.run()
            #expect(await office.customers().count == 2)
        }
    }

    @Test("a file still being written is left alone")
    func unfinished() async throws {
        try await ImportOffice.open { office in
            let drop = Drop(office)
            try drop.put("customers.csv", Array(Self.customers.utf8), age: 2)
            try drop.put("customers.csv.part", Array(Self.customers.utf8))
            try drop.put(".customers.csv", Array(Self.customers.utf8))
            try await drop.run()
            #expect(drop.names("in").count == 3)
            #expect(await drop.imports().isEmpty)
        }
    }

    @Test("a crash between taking and settling neither loses nor doubles a file")
    func crash() async throws {
        try await ImportOffice.open { office in
            let drop = Drop(office)
            // Taken by a node that died before it could note anything.
            let id = ID<Import>.make(at: office.context.clock.now, random: office.context.random)
            try drop.put("customers.csv", Array(Self.customers.utf8))
            try await drop.jobs.turn()
            let first = try #require(await drop.imports().first?["id"]?.string.flatMap { ID<Import>($0) })
            #expect(first != id)
            // Begun, its job lost: the next turn enqueues it again under the same id.
            try await office.database.connection.execute("DELETE FROM jobs")
            try await drop.jobs.turn()
            let jobs: Int = try await office.database.connection.one(
                { try $0["n"] }, "SELECT count(*) AS n FROM jobs WHERE key = \(first.description)")
            #expect(jobs == 1)
            // Ended, but the file not moved yet.
            while try await office.runner.step(first)?.state == .running {}
            try await drop.jobs.turn()
            try await drop.jobs.turn()
            #expect(drop.names("done").count == 2)
            #expect(await drop.imports().count == 1)
            #expect(await office.customers().count == 2)

            // Renamed into work/ and nothing more.
            try drop.put("customers-2.csv", Array("name,email\nAda,ada@drop.example\n".utf8))
            try FileManager.default.moveItem(
                atPath: drop.folder + "/in/customers-2.csv", toPath: "\(drop.folder)/work/\(id)~customers-2.csv")
            try await drop.run()
            #expect(await office.customers().count == 3)
            #expect(await drop.imports().contains { $0["id"] == .string(id.description) })
        }
    }

    @Test("GB 18030, UTF-16 and a byte order mark are read; what no set explains is refused whole")
    func encodings() async throws {
        try await ImportOffice.open { office in
            let drop = Drop(office)
            // The same list as GB 18030.
            let gb = try #require(
                Data(base64Encoded: "0NXD+yzTys/kCsHWz/4sbGluQGRyb3AuZXhhbXBsZQrW3NbbLHpob3VAZHJvcC5leGFtcGxlCg=="))
            try drop.put("customers-gb.csv", Array(gb))
            try drop.put("customers-bom.csv", [0xEF, 0xBB, 0xBF] + Array("name,email\nBo,bo@drop.example\n".utf8))
            var broken = Array("name,email\n林晓,a@drop.example\n".utf8)
            broken += [0xFF, 0xFE, 0x81] + Array(",b@drop.example\n".utf8)
            try drop.put("customers-broken.csv", broken)
            try await drop.run()
            let names = await office.customers().compactMap { $0["name"]?.string }
            #expect(names.contains("林晓") && names.contains("周舟") && names.contains("Bo"))
            #expect(drop.names("done").count == 4)
        }
    }

    @Test(
        "links, archives, binaries, empty and misnamed files go to failed/ with the reason, and the owners hear of it")
    func refused() async throws {
        try await ImportOffice.open { office in
            let drop = Drop(office)
            try drop.put("customers-zip.csv", [0x50, 0x4B, 3, 4] + Array(repeating: 7, count: 40))
            try drop.put("orders-binary.csv", Array("order\n".utf8) + [0] + Array(repeating: 65, count: 100))
            try drop.put("products-empty.csv", [])
            try drop.put("prices.csv", Array("a,b\n".utf8))
            try drop.put("orders-headings.csv", Array("foo,bar\n1,2\n".utf8))
            try Data("name,email\nX,x@drop.example\n".utf8).write(to: URL(fileURLWithPath: drop.folder + "/secret"))
            try FileManager.default.createSymbolicLink(
                atPath: drop.folder + "/in/customers-link.csv", withDestinationPath: drop.folder + "/secret")
            var times = [timeval(tv_sec: 1, tv_usec: 0), timeval(tv_sec: 1, tv_usec: 0)]
            lutimes(drop.folder + "/in/customers-link.csv", &times)
            try await drop.run()
            #expect(drop.names("in").isEmpty && drop.names("work").isEmpty && drop.names("done").isEmpty)
            #expect(await office.customers().isEmpty)
            let codes = Set(drop.told.notices.compactMap { $0.fault?.rawValue })
            #expect(codes == ["archive", "binary", "empty", "name", "columns", "symlink"])
            let listed = Set(await drop.imports().compactMap { $0["fault_code"]?.string })
            #expect(listed == ["archive", "binary", "empty", "columns", "symlink"])
            #expect(FileManager.default.fileExists(atPath: drop.folder + "/secret"))
            #expect(drop.text("failed", ".result.json").contains("outcome"))
            #expect(drop.names("failed").count == 12)
        }
    }

    @Test("rows with errors lie beside the file in failed/, what was good is in, and mended rows can be put in again")
    func rows() async throws {
        try await ImportOffice.open { office in
            let drop = Drop(office)
            try drop.put("customers-2.csv", Array("name,email\nAda,ada@drop.example\nBo,nonsense\n".utf8))
            try await drop.run()
            #expect(await office.customers().count == 1)
            #expect(drop.names("failed").count == 3)
            let errors = drop.text("failed", ".errors.csv")
            #expect(errors.contains("email must be an e-mail address"))
            #expect(drop.told.notices.map(\.rowsFailed) == [1])
            try drop.put("customers-3.csv", Array(errors.replacing("nonsense", with: "bo@drop.example").utf8))
            try await drop.run()
            #expect(await office.customers().count == 2)
            #expect(drop.told.notices.count == 1)
        }
    }

    @Test("columns mapped by hand once are remembered for files with the same headings")
    func mapping() async throws {
        try await ImportOffice.open { office in
            let drop = Drop(office)
            let text = "Kontakt,Adresse\nAda,ada@drop.example\n"
            let made = await office.upload("customers", Array(text.utf8))
            let id = try #require(made.json["id"]?.string.flatMap { ID<Import>($0) })
            let mapped = await office.client.call(
                "PUT", "/imports/\(id)/mapping", json: #"{"columns": {"name": 0, "email": 1}}"#)
            #expect(mapped.status == 200, "\(mapped.text)")
            _ = await office.client.call("POST", "/imports/\(id)/run", json: "{}")
            while try await office.runner.step(id)?.state == .running {}
            try drop.put("customers.csv", Array("Kontakt,Adresse\nBo,bo@drop.example\n".utf8))
            try await drop.run()
            #expect(await office.customers().compactMap { $0["name"]?.string } == ["Ada", "Bo"])
        }
    }

    @Test("out/ gets what changed since the last time, and nothing when nothing did")
    func out() async throws {
        try await ImportOffice.open { office in
            let drop = Drop(office)
            _ = try await office.bringIn("customers", Self.customers)
            try await drop.exports.turn()
            #expect(drop.names("out").count == 1)
            #expect(drop.text("out", ".csv").contains("lin@drop.example"))
            for name in drop.names("out") { try FileManager.default.removeItem(atPath: "\(drop.folder)/out/\(name)") }
            try await drop.exports.turn()
            #expect(drop.names("out").isEmpty)
            _ = try await office.bringIn("customers", "name,email\nNeu,neu@drop.example\n")
            try await drop.exports.turn()
            #expect(drop.names("out").count == 1 && drop.names("out").first?.hasPrefix("customers-") == true)
            #expect(drop.text("out", ".csv").contains("neu@drop.example"))
        }
    }
}
