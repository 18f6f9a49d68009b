import Basics
import Customers
import EventLoop
import Foundation
import Postgres
import Synchronization
import TestSupport
import Testing
import Web

/// Collects the names of files, from wherever they come.
final class RemovedFiles: Sendable {
    private let names = Mutex<[String]>([])

    func withLock<T: Sendable>(_ body: (inout [String]) -> T) -> T { names.withLock { body(&$0) } }
}

/// The customer records of a company with its own database.
@Loop final class Records {
    let database: Database
    let context: AppContext
    let module: CustomersModule
    let erasures: ErasureDesk
    /// Files an erasure wanted gone.
    let removed = RemovedFiles()
    let client: RouteClient

    static func open(_ body: @Loop (Records) async throws -> Void) async throws {
        try await open(in: TestDirectory.make("records"), body)
    }

    /// The same with the data folder of an earlier company.
    static func open(in folder: String, _ body: @Loop (Records) async throws -> Void) async throws {
        let database = try await TestDatabase.fresh()
        let outcome: Result<Void, any Error>
        do {
            try await body(Records(database, folder))
            #expect(try await Self.misnoted(in: database) == [], "a customer's consent stands otherwise beside them")
            outcome = .success(())
        } catch { outcome = .failure(error) }
        await database.stop()
        try outcome.get()
    }

    private init(_ database: Database, _ folder: String) throws {
        self.database = database
        let secrets = try #require(MasterKey(bytes: [UInt8](repeating: 7, count: 32)))
        context = AppContext(
            database: database, dataDirectory: folder, webRoot: "/nonexistent",
            publicURL: "http://127.0.0.1:8080", secrets: secrets)
        let removed = removed
        erasures = ErasureDesk(context: context) { files in removed.withLock { $0 += files } }
        module = CustomersModule(context: context, erasures: erasures)
        client = RouteClient(
            module.routes,
            as: Principal(kind: .apiKey, id: UUID(), name: "Importer", permissions: Set(Permission.allCases)))
    }

    /// Customers whose answer on e-mail is another in `customers` than in `customer_consents`.
    private static func misnoted(in database: Database) async throws -> [UUID] {
        try await database.connection.rows(
            { try $0["id"] },
            """
            SELECT c.id FROM customers AS c
            LEFT JOIN customer_consents AS k ON k.customer_id = c.id AND k.purpose = 'email_marketing'
            WHERE c.email_marketing IS DISTINCT FROM k.granted
            """)
    }

    func make(_ json: String, force: Bool = false) async -> RouteClient.Answer {
        await client.call("POST", "/customers\(force ? "?force=true" : "")", json: json)
    }

    /// Makes a customer and gives the id.
    func id(of json: String) async throws -> String {
        try #require(await make(json, force: true).json["id"]?.string)
    }

    func names(_ query: String) async -> [String] {
        let answer = await client.call("GET", "/customers?\(query)")
        return (answer.json["items"]?.array ?? []).compactMap { $0["name"]?.string }
    }
}
