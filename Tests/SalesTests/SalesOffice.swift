import Access
import Basics
import Channels
import Commerce
import Customers
import EventLoop
import Foundation
import Jobs
import Postgres
import Sales
import TestSupport
import Testing
import Web

/// A company that sells: a customer with an address, two products, and a clock one can set.
@Loop final class SalesOffice {
    static let customer = Principal(kind: .anonymous, id: nil, name: "")
    let database: Database
    let context: AppContext
    let sales: SalesModule
    let client: RouteClient
    let customerID: String
    /// Where files lie; gone with the office.
    let folder: String
    private let clock: OfficeClock

    static func open(_ body: @Loop (SalesOffice) async throws -> Void) async throws {
        let database = try await TestDatabase.fresh()
        let outcome: Result<Void, any Error>
        do {
            let office = try await SalesOffice(database)
            defer { try? FileManager.default.removeItem(atPath: office.folder) }
            outcome = .success(try await body(office))
        } catch { outcome = .failure(error) }
        await database.stop()
        try outcome.get()
    }

    private init(_ database: Database) async throws {
        self.database = database
        let secrets = try #require(MasterKey(bytes: [UInt8](repeating: 7, count: 32)))
        folder = NSTemporaryDirectory() + "/sales-\(UUID().uuidString)"
        let clock = OfficeClock()
        self.clock = clock
        context = AppContext(
            database: database, clock: WallClock { clock.now }, dataDirectory: folder, webRoot: "/nonexistent",
            publicURL: "http://127.0.0.1:8080", secrets: secrets)
        let bus = EventBus()
        let commerce = CommerceModule(context: context, bus: bus)
        sales = SalesModule(context: context, orders: commerce.desk)
        client = RouteClient(
            commerce.routes + CustomersModule(context: context).routes + sales.routes,
            as: Principal(kind: .apiKey, id: UUID(), name: "Office", permissions: Set(Permission.allCases)))
        try await CompanyStore(database.connection).insertIfNone(
            CompanyProfile.example, isDemo: false)
        let customer = await client.call(
            "POST", "/customers", json: #"{"name": "陈美", "emails": [{"address": "mei@example.com"}]}"#)
        customerID = try #require(customer.json["id"]?.string)
        for (sku, price) in [("TEAPOT", 16_800), ("CUP", 1_950)] {
            let made = await client.call(
                "POST", "/products",
                json: #"{"sku": "\#(sku)", "name": "\#(sku)", "price": {"amount_minor": \#(price), "currency": "CNY"}}"#
            )
            #expect(made.status == 201)
        }
    }

    func set(day: String) { clock.set(Date(rfc3339: day + "T04:00:00Z")) }

    /// - Parameter more: Fields before the usual ones: of two alike the first counts.
    func quote(_ more: String = "", for customer: String? = nil) async -> RouteClient.Answer {
        await client.call(
            "POST", "/quotes",
            json: """
                {"customer_id": "\(customer ?? customerID)"\(more), "currency": "CNY", "prices_include_tax": false,
                 "lines": [{"sku": "TEAPOT", "quantity": 10, "discount_basis_points": 500, "tax_basis_points": 1300},
                    {"name": "安装 Installation", "quantity": 1, "tax_basis_points": 600,
                     "unit_price": {"amount_minor": 25000, "currency": "CNY"}}]}
                """)
    }

    /// A quote that was sent without mail: its id and the token of its link.
    func sent(_ more: String = "") async throws -> (id: String, token: String) {
        let id = try #require(await quote(more).json["id"]?.string)
        let sent = await client.call("POST", "/quotes/\(id)/sending", json: "{}")
        #expect(sent.status == 201)
        let url = try #require(sent.json["url"]?.string)
        return (id, String(url.split(separator: "/").last ?? ""))
    }

    func accept(_ token: String, edition: Int = 1, name: String = "陈美") async -> RouteClient.Answer {
        await client.call(
            "POST", "/quote-links/\(token)/acceptance", json: #"{"name": "\#(name)", "edition": \#(edition)}"#,
            as: Self.customer)
    }

    func timeline() async -> [String] {
        let answer = await client.call("GET", "/customers/\(customerID)/timeline")
        return (answer.json["items"]?.array ?? []).compactMap { $0["kind"]?.string }.reversed()
    }

    func count(_ table: SQL) async throws -> Int {
        try await database.connection.one(
            { row in try row["n"] as Int }, "SELECT count(*)::integer AS n FROM \(table)")
    }
}

/// Goes on by a millisecond each time it is read, so that what happens one after the other is told in that order.
final class OfficeClock: @unchecked Sendable {
    // Only read and written on the loop's thread, by the tests and by what they call.
    private var moment = Date(timeIntervalSince1970: 1_795_430_400)

    var now: Date {
        moment += 0.001
        return moment
    }

    func set(_ moment: Date?) { self.moment = moment ?? self.moment }
}
