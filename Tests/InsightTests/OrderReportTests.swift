import Basics
import EventLoop
import Foundation
import Insight
import Postgres
import TestSupport
import Testing

@Suite("The report of orders")
@Loop struct OrderReportTests {
    private typealias Row = ReportTable.Row

    /// Four orders of two days in Shanghai, where the company reckons in CNY: 1 of 3 pieces, 100.00, late; 2 of 1 piece,
    /// 50.00, came back for 20.00; 3 cancelled; 4 of 2 pieces, paid in dollars.
    private func shop() async throws -> ReportCast {
        let cast = try await ReportCast.make("Asia/Shanghai", now: "2026-11-10T00:00:00Z")
        try await cast.order(1, placed: "2026-11-02T10:00:00Z", total: 10_000, pieces: 3, status: "delivered")
        try await cast.order(2, placed: "2026-11-02T15:59:00Z", total: 5_000, pieces: 1, source: "import")
        try await cast.order(3, placed: "2026-11-02T16:00:00Z", total: 7_000, pieces: 1, status: "cancelled")
        try await cast.order(4, placed: "2026-11-03T10:00:00Z", total: 900, pieces: 2, currency: "USD")
        try await cast.database.connection.script(
            """
            INSERT INTO shipments (id, order_id, carrier, shipped_at, promised_at, delivered_at) VALUES
                (gen_random_uuid(), '\(ReportCast.id(1))', 'SF', '2026-11-02T11:00:00Z', '2026-11-04T00:00:00Z',
                    '2026-11-05T00:00:00Z'),
                (gen_random_uuid(), '\(ReportCast.id(2))', 'SF', '2026-11-02T18:00:00Z', '2026-11-09T00:00:00Z', NULL);
            INSERT INTO order_returns (id, order_id, reason, lines, refund_minor, returned_at) VALUES
                (gen_random_uuid(), '\(ReportCast.id(2))', 'broken', '[]', 2000, '2026-11-08T00:00:00Z');
            """)
        return cast
    }

    // Orders, revenue, average, pieces, returned, share, refunded, promised, late, share, cancelled, other currency.
    private static let second: [Double?] = [2, 15_000, 7_500, 4, 1, 0.5, 2_000, 2, 1, 0.5, 0, 0]
    private static let third: [Double?] = [1, nil, nil, 2, 0, 0, nil, 0, 0, nil, 1, 1]
    private static let nothing: [Double?] = [0, nil, nil, 0, 0, nil, nil, 0, 0, nil, 0, 0]
    private static let total: [Double?] = [3, 15_000, 7_500, 6, 1, 1.0 / 3, 2_000, 2, 1, 0.5, 1, 1]

    @Test("cuts orders by the company's days, adds up its own currency and says what is left out")
    func days() async throws {
        let cast = try await shop()
        let table = try await cast.table(.orders, "2026-11-01", "2026-11-04", compare: true)
        #expect(table.rows.map(\.values) == [Self.nothing, Self.second, Self.third])
        #expect(table.total == Self.total)
        #expect(table.currency == "CNY")
        #expect(table.previous?.total == Self.nothing)
        let months = try await cast.table(.orders, "2026-10-31", "2026-12-02", by: .month)
        #expect(months.rows.map(\.group) == ["2026-10-01", "2026-11-01", "2026-12-01"])
        #expect(months.rows[1].values == Self.total)
    }

    @Test("cuts by status, source and currency, each currency in its own money")
    func cuts() async throws {
        let cast = try await shop()
        let statuses = try await cast.table(.orders, "2026-11-01", "2026-11-04", by: .status)
        #expect(
            statuses.rows.map {
                [$0.group, $0.values[0].map { String(Int($0)) }, $0.values[1].map { String(Int($0)) }]
            }
                == [["cancelled", "0", nil], ["delivered", "1", "10000"], ["placed", "2", "5000"]])
        let sources = try await cast.table(.orders, "2026-11-01", "2026-11-04", by: .source)
        #expect(sources.rows.map(\.group) == ["api", "import"])
        #expect(sources.rows.map { $0.values[1] } == [10_000, 5_000])
        let currencies = try await cast.table(.orders, "2026-11-01", "2026-11-04", by: .currency)
        #expect(currencies.rows.map(\.group) == ["CNY", "USD"])
        #expect(currencies.rows.map { $0.values[1] } == [15_000, 900])
        #expect(currencies.total == Self.total)
        #expect(
            currencies.csv.text.split(separator: "\r\n").last
                == "USD,USD,1,900,900,2,0,0.0,0,0,0,,0,1,USD")
    }

    @Test("is the same from the prepared days as from the orders, also after changes and a new time zone")
    func prepared() async throws {
        let cast = try await shop()
        try await cast.prepareOrders()
        let connection = cast.database.connection
        let days = try await connection.one({ row in try row["n"] as Int }, "SELECT count(*) AS n FROM order_days")
        #expect(days == 4)
        #expect(try await cast.table(.orders, "2026-11-01", "2026-11-04").total == Self.total)
        // Proof that the prepared days are read: an untrue one shows.
        try await connection.script("UPDATE order_days SET item_count = 99 WHERE status = 'delivered'")
        #expect(try await cast.table(.orders, "2026-11-01", "2026-11-04").total[3] == 102)
        try await connection.script("UPDATE orders SET status = 'returned' WHERE id = '\(ReportCast.id(1))'")
        let changed = try await cast.table(.orders, "2026-11-01", "2026-11-04")
        #expect(
            changed.total == [3, 15_000, 7_500, 6, 2, 2.0 / 3, 2_000, 2, 1, 0.5, 1, 1], "the changed day is read anew")
        try await cast.prepareOrders()
        #expect(try await cast.table(.orders, "2026-11-01", "2026-11-04") == changed)
        try await connection.script("UPDATE company_profile SET time_zone = 'UTC'")
        let moved = try await cast.table(.orders, "2026-11-02", "2026-11-03")
        #expect(moved.total[0] == 2 && moved.total[10] == 1, "the third order is of the second in UTC")
        try await cast.prepareOrders()
        #expect(try await cast.table(.orders, "2026-11-02", "2026-11-03") == moved)
        try await connection.script("DELETE FROM orders WHERE id = '\(ReportCast.id(2))'")
        #expect(try await cast.table(.orders, "2026-11-02", "2026-11-03").total[0] == 1)
    }

    @Test("lists the orders behind a figure, newest first, page by page")
    func rows() async throws {
        let cast = try await shop()
        let store = ReportStore(cast.database.connection, clock: cast.clock)
        let query = ReportQuery(
            from: CalendarDay(year: 2026, month: 11, day: 2), to: CalendarDay(year: 2026, month: 11, day: 4),
            grouping: .day)
        let first = try await store.orders(query, measure: "ordered", group: nil, after: nil, limit: 2)
        #expect(first.items.map(\.number) == [4, 2])
        #expect(first.items[0].total == Money(900, "USD"))
        let second = try await store.orders(
            query, measure: "ordered", group: nil, after: try first.nextCursor?.place(), limit: 2)
        #expect(second.items.map(\.number) == [1])
        let ofTheDay = try await store.orders(query, measure: "ordered", group: "2026-11-03", after: nil, limit: 9)
        #expect(ofTheDay.items.map(\.number) == [4])
        for (measure, numbers) in [("returned", [2]), ("late", [1]), ("cancelled", [3]), ("other_currency", [4])] {
            let page = try await store.orders(query, measure: measure, group: nil, after: nil, limit: 9)
            #expect(page.items.map(\.number) == numbers, "\(measure)")
        }
    }
}
