import Basics
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

/// A company with a customer, somebody who sells, and the pipeline every company starts with.
@Loop final class SalesFloor {
    static let seller = UUID(uuid: (1, 0x93, 0x58, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 9, 1))
    static let pipeline = "01935800-0000-7000-8000-000000000101"
    static let tooExpensive = "01935800-0000-7000-8000-000000000121"

    /// The stages every company starts with.
    enum Stage: Int {
        case lead = 0x111
        case qualified
        case proposal
        case negotiation
        case won
        case lost

        var id: String { "01935800-0000-7000-8000-000000000" + String(rawValue, radix: 16) }
    }

    let database: Database
    let context: AppContext
    let client: RouteClient
    let customerID: String
    private(set) var now: Date

    static func open(
        at now: Date = Date(timeIntervalSince1970: 1_795_430_400), _ body: @Loop (SalesFloor) async throws -> Void
    ) async throws {
        let database = try await TestDatabase.fresh()
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(try await SalesFloor(database, now))) } catch {
            outcome = .failure(error)
        }
        await database.stop()
        try outcome.get()
    }

    private init(_ database: Database, _ now: Date) async throws {
        self.database = database
        self.now = now
        let time = HeldTime(now)
        self.time = time
        let secrets = try #require(MasterKey(bytes: [UInt8](repeating: 7, count: 32)))
        context = AppContext(
            database: database, clock: WallClock { time.now }, dataDirectory: "/nonexistent", webRoot: "/nonexistent",
            publicURL: "http://127.0.0.1:8080", secrets: secrets)
        try await database.connection.execute(
            """
            INSERT INTO company_profile (name, time_zone, locale, currency)
            VALUES ('Qinghe Tea', 'Asia/Shanghai', 'zh-Hans', 'CNY')
            """)
        try await database.connection.execute(
            """
            INSERT INTO users (id, name, email, role, ticket_scope, locale, time_zone)
            VALUES (\(Self.seller), 'Lin', 'lin@qinghe.example', 'agent', 'all', 'en', 'Asia/Shanghai')
            """)
        let sales = SalesModule(context: context, orders: CommerceModule(context: context, bus: EventBus()).desk)
        client = RouteClient(
            sales.routes + CustomersModule(context: context).routes,
            as: Principal(kind: .user, id: Self.seller, name: "Lin", permissions: Set(Permission.allCases)))
        let customer = await client.call("POST", "/customers", json: #"{"name": "陈美"}"#)
        customerID = try #require(customer.json["id"]?.string)
    }

    private let time: HeldTime

    func wait(days: Double) {
        time.now += days * 86_400
        now = time.now
    }

    func deal(
        _ title: String, _ amountMinor: Int, _ stage: Stage = .lead, closes: String? = nil, currency: String = "CNY",
        customer: String? = nil
    ) async throws -> JSONValue {
        let day = closes.map { "\"\($0)\"" } ?? "null"
        let answer = await client.call(
            "POST", "/opportunities",
            json: """
                {"customer_id": "\(customer ?? customerID)", "title": "\(title)", "stage_id": "\(stage.id)",
                 "amount": {"amount_minor": \(amountMinor), "currency": "\(currency)"}, "expected_close_on": \(day)}
                """)
        #expect(answer.status == 201, "\(answer.text)")
        return answer.json
    }

    func move(_ deal: JSONValue, to stage: Stage, more: String = "") async -> RouteClient.Answer {
        await client.call(
            "PUT", "/opportunities/\(deal["id"]?.string ?? "")/stage", json: #"{"stage_id": "\#(stage.id)"\#(more)}"#)
    }

    func kinds(of deal: JSONValue) async -> [String] {
        let answer = await client.call("GET", "/opportunities/\(deal["id"]?.string ?? "")/changes")
        return (answer.json["items"]?.array ?? []).compactMap { $0["kind"]?.string }.reversed()
    }
}

/// A clock that stands until it is moved on.
final class HeldTime: @unchecked Sendable {
    // Read and moved on the loop alone.
    var now: Date

    init(_ now: Date) { self.now = now }
}
