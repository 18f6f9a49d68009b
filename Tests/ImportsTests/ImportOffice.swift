import Basics
import Commerce
import Customers
import EventLoop
import Foundation
import Gateway
import Imports
import Jobs
import Postgres
import TestSupport
import Testing
import Web

/// Somebody who may import, with a database and a data folder.
@Loop final class ImportOffice {
    let database: Database
    let context: AppContext
    let client: RouteClient
    let runner: ImportRunner

    static func open(_ body: @Loop (ImportOffice) async throws -> Void) async throws {
        let database = try await TestDatabase.fresh()
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(ImportOffice(database))) } catch { outcome = .failure(error) }
        await database.stop()
        try outcome.get()
    }

    private init(_ database: Database) throws {
        self.database = database
        let secrets = try #require(MasterKey(bytes: [UInt8](repeating: 7, count: 32)))
        context = AppContext(
            database: database, dataDirectory: TestDirectory.make("imports"), webRoot: "/nonexistent",
            publicURL: "http://127.0.0.1:8080", secrets: secrets)
        let kinds: [any ImportKind] = [
            CustomerImport(context: context), CompanyImport(context: context), ProductImport(context: context),
            OrderImport(context: context), ShipmentImport(context: context),
        ]
        runner = ImportRunner(context: context, kinds: kinds)
        client = RouteClient(
            ImportsModule(
                context: context, kinds: kinds, lists: [CustomerExport(), OrderExport(), ProductExport()]
            ).routes
                + CustomersModule(context: context).routes
                + CommerceModule(context: context, bus: EventBus()).routes,
            as: Principal(kind: .user, id: nil, name: "Ada", permissions: Set(Permission.allCases)))
    }

    func upload(_ kind: String, _ bytes: [UInt8]) async -> RouteClient.Answer {
        await client.call(
            "POST", "/imports",
            form: [
                FormPart(name: "kind", filename: nil, contentType: nil, content: .bytes(Array(kind.utf8))),
                FormPart(name: "file", filename: "list.csv", contentType: "text/csv", content: .bytes(bytes)),
            ])
    }

    /// Uploads, runs to the end and answers the import.
    func bringIn(_ kind: String, _ text: String, choices: String? = nil) async throws -> RouteClient.Answer {
        let made = await upload(kind, Array(text.utf8))
        #expect(made.status == 201, "\(made.text)")
        let id = try #require(made.json["id"]?.string.flatMap { ID<Import>($0) })
        if let choices {
            let chosen = await client.call("PUT", "/imports/\(id)/matches", json: choices)
            #expect(chosen.status == 200, "\(chosen.text)")
        }
        let begun = await client.call("POST", "/imports/\(id)/run", json: "{}")
        #expect(begun.status == 202, "\(begun.text)")
        while try await runner.step(id)?.state == .running {}
        return await client.call("GET", "/imports/\(id)")
    }

    /// The same with this choice for records already here.
    func bringIn(_ kind: String, _ text: String, onMatch: String) async throws -> RouteClient.Answer {
        try await bringIn(kind, text, choices: #"{"on_match": "\#(onMatch)"}"#)
    }

    func takeBack(_ item: RouteClient.Answer) async throws -> RouteClient.Answer {
        let id = try #require(item.json["id"]?.string.flatMap { ID<Import>($0) })
        let begun = await client.call("POST", "/imports/\(id)/undo", json: "{}")
        #expect(begun.status == 202, "\(begun.text)")
        while try await runner.undoStep(id)?.state == .undoing {}
        return await client.call("GET", "/imports/\(id)")
    }

    func customers() async -> [JSONValue] {
        await client.call("GET", "/customers?sort=name").json["items"]?.array ?? []
    }

    func companies() async -> [JSONValue] {
        await client.call("GET", "/companies").json["items"]?.array ?? []
    }
}

extension RouteClient.Answer {
    /// Created, updated, unchanged and failed rows of an import.
    var counts: [Int] {
        ["rows_created", "rows_updated", "rows_unchanged", "rows_failed"].map { Int(json[$0]?.number ?? -1) }
    }
}
