import Access
import Basics
import Channels
import Commerce
import EventLoop
import Foundation
import Helpdesk
import Postgres
import Sales
import TestSupport
import Testing
import Web

/// A day in the shop: it is 18:40 in Shanghai on 2026-11-23, and today ends at 16:00 UTC.
@Loop final class TodayShop {
    nonisolated static let lin = UUID(uuid: (1, 0x93, 0x58, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 9, 1))
    nonisolated static let ana = UUID(uuid: (1, 0x93, 0x58, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 9, 2))
    nonisolated static let customer = UUID(uuid: (1, 0x93, 0x58, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 9, 3))
    nonisolated static let chat = UUID(uuid: (1, 0x93, 0x58, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 9, 4))
    nonisolated static let mailbox = UUID(uuid: (1, 0x93, 0x58, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 9, 5))
    nonisolated static let now = Date(timeIntervalSince1970: 1_795_430_400)

    let database: Database
    let client: RouteClient

    static func open(_ body: @Loop (TodayShop) async throws -> Void) async throws {
        let database = try await TestDatabase.fresh()
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(try await TodayShop(database))) } catch { outcome = .failure(error) }
        await database.stop()
        try outcome.get()
    }

    private init(_ database: Database) async throws {
        self.database = database
        let secrets = try #require(MasterKey(bytes: [UInt8](repeating: 7, count: 32)))
        let context = AppContext(
            database: database, clock: WallClock { Self.now }, dataDirectory: "/nonexistent", webRoot: "/nonexistent",
            publicURL: "http://127.0.0.1:8080", secrets: secrets)
        let sections =
            TodaySales.sections + TodayShipments.sections + TodayMailboxes.sections + TodayTickets.sections
        client = RouteClient(
            TodayRoutes(context: context, sections: sections).routes, as: Self.person(Set(Permission.allCases)))
        try await run(
            """
            INSERT INTO company_profile (name, time_zone, locale, currency)
            VALUES ('Qinghe Tea', 'Asia/Shanghai', 'zh-Hans', 'CNY')
            """)
        try await run(
            """
            INSERT INTO users (id, name, email, role, ticket_scope, locale)
            VALUES (\(Self.lin), 'Lin', 'lin@qinghe.example', 'agent', 'all', 'en'),
                (\(Self.ana), 'Ana', 'ana@qinghe.example', 'agent', 'all', 'en')
            """)
        try await run("INSERT INTO customers (id, name) VALUES (\(Self.customer), '陈美')")
        try await run(
            """
            INSERT INTO customer_phones (customer_id, number, digits, is_primary)
            VALUES (\(Self.customer), '021 5555', '0215555', false), (\(Self.customer), '138 0013 8000', '8613800138000', true)
            """)
        try await run(
            """
            INSERT INTO inboxes (id, key, kind, name, settings)
            VALUES (\(Self.chat), 'shop', 'chat', 'Shop', '{}'),
                (\(Self.mailbox), 'mail', 'email', 'Post', '{"mail": {"address": "hi@qinghe.example"}}')
            """)
    }

    static func person(
        _ permissions: Set<Permission>, scope: TicketScope = .all, id: UUID = TodayShop.lin
    ) -> Principal {
        Principal(kind: .user, id: id, name: "Lin", permissions: permissions, ticketScope: scope)
    }

    typealias TicketScope = Principal.TicketScope

    func run(_ statement: SQL) async throws { try await database.connection.execute(statement) }

    /// - Parameter since: The instant it waits since, as the column's text.
    func ticket(
        _ number: Int, _ channel: String, waiting since: String?, status: String = "open", assignee: UUID? = nil,
        until: String? = nil
    ) async throws -> UUID {
        let id = UUID()
        try await run(
            """
            INSERT INTO tickets (id, number, subject, status, channel, inbox_id, customer_id, assignee_id, waiting_since,
                snoozed_until, last_excerpt)
            VALUES (\(id), \(number), \("Ticket \(number)"), \(status), \(channel), \(Self.chat), \(Self.customer),
                \(assignee), \(since)::timestamptz, \(until)::timestamptz, 'Where is it?')
            """)
        return id
    }

    func today(_ query: String = "", as person: Principal? = nil) async -> JSONValue {
        await client.call("GET", "/today\(query)", as: person).json
    }

    /// The titles of one part's lines; nil when the part is not there.
    func titles(_ section: String, _ query: String = "", as person: Principal? = nil) async -> [String]? {
        let list = await today(query, as: person)
        let part = list["sections"]?.array?.first { $0["name"]?.string == section }
        return part.map { ($0["items"]?.array ?? []).compactMap { $0["title"]?.string } }
    }

    func first(_ section: String) async -> JSONValue? {
        await today()["sections"]?.array?.first { $0["name"]?.string == section }?["items"]?.array?.first
    }
}
