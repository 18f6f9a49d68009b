import Basics
import EventLoop
import Foundation
import Insight
import Postgres
import TestSupport
import Testing

@Suite("The report of recommendations taken")
@Loop struct RecommendationReportTests {
    private static let cup = "00000000-0000-7000-8000-00000000f001"

    /// Six offers of November: 1 by hybrid, taken for 100.00; 2 by hybrid, expired; 3 by popularity, still open, by Liam on
    /// a chat; 4 by hybrid, taken for nine dollars; 5 without a recommendation, taken; 6 by popularity, taken, cancelled.
    private func shop() async throws -> ReportCast {
        let cast = try await ReportCast.make("Asia/Shanghai", now: "2026-11-10T00:00:00Z")
        try await cast.database.connection.script(
            "INSERT INTO products (id, sku, name, price_minor, currency) VALUES ('\(Self.cup)', 'cup', 'Cup', 5000, 'CNY')"
        )
        try await cast.ticket(1, created: "2026-11-03T09:00:00Z", agent: ReportCast.liam)
        try await offer(
            cast, 1, at: "2026-11-02T15:59:00Z", "hybrid", "bought_together", order: (10_000, "CNY", "placed"))
        try await offer(cast, 2, at: "2026-10-20T10:00:00Z", "hybrid", "similar")
        try await offer(cast, 3, at: "2026-11-03T10:00:00Z", "popular", "", agent: ReportCast.liam, ticket: 1)
        try await offer(cast, 4, at: "2026-11-02T16:00:00Z", "hybrid", "similar", order: (900, "USD", "placed"))
        try await offer(cast, 5, at: "2026-11-02T10:00:00Z", "", "", order: (7_000, "CNY", "placed"))
        try await offer(cast, 6, at: "2026-11-03T11:00:00Z", "popular", "popular", order: (3_000, "CNY", "cancelled"))
        return cast
    }

    private func offer(
        _ cast: ReportCast, _ number: Int, at: String, _ method: String, _ reason: String,
        agent: String = ReportCast.mei, ticket: Int? = nil, order: (total: Int, currency: String, status: String)? = nil
    ) async throws {
        if let order {
            try await cast.order(number, placed: at, total: order.total, status: order.status, currency: order.currency)
        }
        try await cast.database.connection.script(
            """
            INSERT INTO offers (id, token, customer_id, ticket_id, product_id, price_minor, currency, quantity, method,
                reason, agent_id, offered_at, expires_at, accepted_at, order_id)
            VALUES ('\(ReportCast.id(number))', 'token-\(number)', '\(ReportCast.customer)',
                \(ticket.map { "'\(ReportCast.id($0))'" } ?? "NULL"), '\(Self.cup)', 5000, 'CNY', 2, '\(method)', '\(reason)',
                '\(agent)', '\(at)', '\(at)'::timestamptz + interval '14 days', \(order == nil ? "NULL" : "'\(at)'"),
                \(order == nil ? "NULL" : "'\(ReportCast.id(number))'"))
            """)
    }

    // Offered, accepted, share, still open, revenue, in another currency.
    private static let nothing: [Double?] = [0, 0, nil, 0, nil, 0]

    @Test("divides what was ordered by what was offered, on the day of the offer, and leaves other offers out")
    func days() async throws {
        let cast = try await shop()
        let table = try await cast.table(.recommendations, "2026-11-01", "2026-11-04", compare: true)
        let second: [Double?] = [1, 1, 1, 0, 10_000, 0]
        let third: [Double?] = [3, 2, 2.0 / 3, 1, nil, 1]
        #expect(table.rows.map(\.values) == [Self.nothing, second, third])
        #expect(table.total == [4, 3, 0.75, 1, 10_000, 1])
        #expect(table.currency == "CNY")
        #expect(table.previous?.total == Self.nothing)
        let month = try await cast.table(.recommendations, "2026-10-01", "2026-12-02", by: .month)
        #expect(month.rows.map { $0.values[0] } == [1, 4, nil], "December is to come")
    }

    @Test("is cut by method, reason, agent and team, and filtered like service reports")
    func cuts() async throws {
        let cast = try await shop()
        let methods = try await cast.table(.recommendations, "2026-10-01", "2026-11-04", by: .method)
        let hybrid: [Double?] = [3, 2, 2.0 / 3, 0, 10_000, 1]
        let popular: [Double?] = [2, 1, 0.5, 1, nil, 0]
        #expect(methods.rows.map(\.group) == ["hybrid", "popular"])
        #expect(methods.rows.map(\.values) == [hybrid, popular])
        let reasons = try await cast.table(.recommendations, "2026-10-01", "2026-11-04", by: .reason)
        #expect(reasons.rows.map(\.group) == ["bought_together", "popular", "similar", nil])
        let teams = try await cast.table(.recommendations, "2026-10-01", "2026-11-04", by: .team)
        #expect(teams.rows.map(\.name) == ["Care", nil])
        let liam = ReportFilter(agent: UUID(uuidString: ReportCast.liam), channel: "chat")
        let ofLiam = try await cast.table(.recommendations, "2026-10-01", "2026-11-04", by: .agent, filter: liam)
        #expect(ofLiam.total == [1, 0, 0, 1, nil, 0])
        #expect(
            methods.csv.text.contains(
                "group,group_name,offered_count,accepted_count,accepted_ratio,pending_count,revenue_minor,"
                    + "other_currency_count,currency\r\nhybrid,hybrid,3,2,0.6667,0,10000,1,CNY\r\n"))
    }

    @Test("lists the recommendations behind a figure, newest first, page by page")
    func rows() async throws {
        let cast = try await shop()
        let store = ReportStore(cast.database.connection, clock: cast.clock)
        func query(_ grouping: Report.Grouping) -> ReportQuery {
            ReportQuery(
                from: CalendarDay(year: 2026, month: 10, day: 1), to: CalendarDay(year: 2026, month: 11, day: 4),
                grouping: grouping)
        }
        func ids(_ measure: String, _ grouping: Report.Grouping = .day, _ group: String? = nil) async throws -> [UUID] {
            try await store.offers(query(grouping), measure: measure, group: group, after: nil, limit: 9).items.map(
                \.offerID)
        }
        func offers(_ numbers: Int...) -> [UUID] { numbers.compactMap { UUID(uuidString: ReportCast.id($0)) } }
        #expect(try await ids("offered") == offers(6, 3, 4, 1, 2))
        #expect(try await ids("accepted") == offers(6, 4, 1))
        #expect(try await ids("pending") == offers(3))
        #expect(try await ids("not_accepted") == offers(2))
        #expect(try await ids("offered", .day, "2026-11-03") == offers(6, 3, 4))
        #expect(try await ids("offered", .method, "popular") == offers(6, 3))
        #expect(try await ids("offered", .reason, "none") == offers(3))
        let first = try await store.offers(query(.day), measure: "accepted", group: nil, after: nil, limit: 2)
        #expect(first.items[1].orderNumber == 4 && first.items[1].total == Money(900, "USD"))
        let second = try await store.offers(
            query(.day), measure: "accepted", group: nil, after: try first.nextCursor?.place(), limit: 2)
        #expect(second.items.map(\.offerID) == offers(1))
        #expect(second.items[0].price == Money(5_000, "CNY") && second.items[0].quantity == 2)
    }
}
