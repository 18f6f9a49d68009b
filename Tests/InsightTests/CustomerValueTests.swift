import Basics
import EventLoop
import Foundation
import Insight
import Models
import Postgres
import TestSupport
import Testing
import Web

@Suite("What customers are worth")
@Loop struct CustomerValueTests {
    private static func customer(_ number: Int) -> String { ReportCast.id(900_000 + number) }

    /// `count` customers known since 2025, of whom every third ordered three times and the others once, for 20.00 each.
    private func shop(_ count: Int) async throws -> ReportCast {
        let cast = try await ReportCast.make("UTC", now: "2026-11-10T00:00:00Z")
        try await cast.database.connection.script(
            """
            INSERT INTO customers (id, name, custom_fields)
            SELECT ('\(ReportCast.id(900_000).prefix(24))' || (900000000000 + n)::text)::uuid, 'C' || n,
                CASE WHEN n = 1 THEN '{"birthday": "1996-11-10"}' WHEN n = 2 THEN '{"birthday": "1996-11-11"}' ELSE '{}' END::jsonb
            FROM generate_series(1, \(count)) AS n;
            INSERT INTO orders (id, number, customer_id, currency, source, total_minor, placed_at)
            SELECT gen_random_uuid(), n * 10 + k, ('\(ReportCast.id(900_000).prefix(24))' || (900000000000 + n)::text)::uuid, 'CNY', 'import',
                2000 + 100 * (n % 7) + 50 * k, timestamptz '2025-11-10T12:00:00Z' + (n % 90 + k * (20 + n % 50)) * interval '1 day'
            FROM generate_series(1, \(count)) AS n, generate_series(0, 2) AS k
            WHERE k = 0 OR n % 3 = 0;
            """)
        return cast
    }

    private func run(_ cast: ReportCast) async throws -> CustomerValueReport {
        let context = AppContext(
            database: cast.database, clock: cast.clock, dataDirectory: "/tmp", webRoot: "/tmp",
            publicURL: "http://tea.example", secrets: try #require(MasterKey(bytes: [UInt8](repeating: 7, count: 32))))
        try await CustomerValueJobs(context: context).run()
        return try await CustomerValueReportStore(cast.database.connection).report()
    }

    @Test("is average order × orders per month × months by the founding formula")
    func formula() {
        #expect(CustomerValuation.simple(averageOrder: 200, ordersPerMonth: 2, months: 12) == 4_800)
    }

    @Test("says how much is missing while there are not enough customers for a model, and gives the simple value")
    func few() async throws {
        let cast = try await shop(30)
        let report = try await run(cast)
        #expect(report.customerCount == 30 && report.repeatCount == 10)
        #expect(report.fit == nil)
        #expect(report.tenths.map(\.customerCount) == Array(repeating: 3, count: 10))
        #expect(report.tenths.allSatisfy { $0.expectedMinor == nil })
        // The first ordered once, 2100, on 11 November 2025, 364 days ago: 2100 ÷ (364 ÷ 30.4375) × 12.
        let page = try await CustomerValueReportStore(cast.database.connection).customers(
            segmentation: nil, segment: nil, after: nil, limit: 200)
        let first = try #require(page.items.first { $0.name == "C1" })
        #expect(first.simple == Money(2_107, "CNY"))
        #expect(first.spent == Money(2_100, "CNY") && first.orderCount == 1)
        #expect(
            page.items.map { $0.simple?.amountMinor ?? 0 }
                == page.items.map { $0.simple?.amountMinor ?? 0 }.sorted(by: >))
        let ages = report.segments.filter { $0.segmentation == "age" }
        #expect(
            Dictionary(uniqueKeysWithValues: ages.map { ($0.segment, $0.customerCount) }) == [
                "middle": 1, "young": 1, "unknown": 28,
            ])
    }

    @Test("comes from the model once there are a hundred customers, thirty of whom came back")
    func model() async throws {
        let cast = try await shop(120)
        let report = try await run(cast)
        #expect(report.customerCount == 120 && report.repeatCount == 40)
        let fit = try #require(report.fit)
        #expect(Set(fit.purchases.keys) == ["r", "alpha", "a", "b"] && fit.purchases.values.allSatisfy { $0 > 0 })
        #expect(report.tenths.map(\.customerCount) == Array(repeating: 12, count: 10))
        let expected = report.tenths.map { $0.expectedMinor ?? -1 }
        #expect(expected == expected.sorted(by: >) && expected.allSatisfy { $0 >= 0 })
        let store = CustomerValueReportStore(cast.database.connection)
        var seen: [String] = []
        var cursor: Cursor?
        repeat {
            let page = try await store.customers(
                segmentation: nil, segment: nil, after: try cursor?.key { Int($0) }, limit: 50)
            seen += page.items.map(\.name)
            cursor = page.nextCursor
        } while cursor != nil
        #expect(Set(seen).count == 120 && seen.count == 120)
        for group in report.segments {
            let members = try await store.customers(
                segmentation: group.segmentation, segment: group.segment, after: nil, limit: 200)
            #expect(members.items.count == group.customerCount, "\(group.segmentation) \(group.segment)")
        }
        let rfm = report.segments.filter { $0.segmentation == "rfm" }
        #expect(rfm.reduce(0) { $0 + $1.customerCount } == 120)
    }

    @Test("pairs products bought together by lift and support")
    func pairs() async throws {
        let cast = try await ReportCast.make("UTC", now: "2026-11-10T00:00:00Z")
        let ids = (1...3).map { ReportCast.id(800_000 + $0) }
        try await cast.database.connection.script(
            """
            INSERT INTO products (id, sku, name, price_minor, currency) VALUES
                ('\(ids[0])', 'a', 'Cup', 1, 'CNY'), ('\(ids[1])', 'b', 'Tray', 1, 'CNY'), ('\(ids[2])', 'c', 'Tea', 1, 'CNY');
            """)
        // Orders of cup and tray: 1 and 2. Of cup, tray and tea: none. Tea alone: 3 and 4. Cup and tea: 5, once only.
        for (number, goods) in [[0, 1], [0, 1], [2], [2], [0, 2]].enumerated() {
            try await cast.order(
                number + 1, placed: "2026-11-0\(number + 1)T00:00:00Z", total: 100, product: ids[goods[0]])
            for (place, good) in goods.enumerated().dropFirst() {
                try await cast.database.connection.script(
                    """
                    INSERT INTO order_lines (order_id, position, product_id, name, quantity, unit_price_minor)
                    VALUES ('\(ReportCast.id(number + 1))', \(place + 1), '\(ids[good])', 'x', 1, 1)
                    """)
            }
        }
        _ = try await run(cast)
        let pairs = try await CustomerValueReportStore(cast.database.connection).pairs(least: 2, limit: 10)
        #expect(pairs.count == 1)
        // Together in 2 of 5; cup in 3, tray in 2: 2 × 5 ÷ (3 × 2).
        #expect(pairs[0].productName == "Cup" && pairs[0].otherName == "Tray" && pairs[0].togetherCount == 2)
        #expect(pairs[0].support == 0.4 && pairs[0].lift == 10.0 / 6)
    }

    @Test("are compared with the newest picture before a day, in the same money and by the same bounds")
    func pictures() async throws {
        let cast = try await shop(30)
        let connection = cast.database.connection
        _ = try await run(cast)
        // The picture of 10 November becomes that of the first.
        for table in ["customer_value_pictures", "customer_segment_pictures"] {
            try await connection.script(
                "CREATE TABLE old_\(table) AS SELECT * FROM \(table); UPDATE old_\(table) SET day = '2026-11-01'"
            )
        }
        try await connection.script(
            """
            DELETE FROM customer_value_pictures;
            INSERT INTO customer_value_pictures SELECT * FROM old_customer_value_pictures;
            INSERT INTO customer_segment_pictures SELECT * FROM old_customer_segment_pictures;
            UPDATE customers SET deleted_at = now() WHERE name = 'C1';
            """)
        let report = try await run(cast)
        let store = CustomerValueReportStore(connection)
        func day(_ number: Int) -> CalendarDay { CalendarDay(year: 2026, month: 11, day: number) }
        #expect(report.customerCount == 29)
        let before = try #require(try await store.picture(before: day(10)))
        #expect(before.day == day(1) && before.customerCount == 30 && before.expectedMinor == nil)
        #expect(before.segmentCounts["frequency"] == ["low": 30])
        #expect(try await store.picture(before: day(1)) == nil)
        #expect(try await store.picture(before: day(11))?.customerCount == 29, "the last picture of a day stays")
        try await connection.script("UPDATE customer_value_pictures SET bounds = '{}' WHERE day = '2026-11-01'")
        let drawnElsewhere = try #require(try await store.picture(before: day(10)))
        #expect(drawnElsewhere.segmentCounts.keys.sorted() == ["rfm"])
        try await connection.script("UPDATE customer_value_pictures SET currency = 'USD'")
        #expect(try await store.picture(before: day(10)) == nil)
    }

    @Test("are files too, and pairs and cohorts open to their rows")
    func files() async throws {
        let cast = try await shop(30)
        let cup = "00000000-0000-7000-8000-00000000f001"
        let pot = "00000000-0000-7000-8000-00000000f002"
        try await cast.database.connection.script(
            """
            INSERT INTO products (id, sku, name, price_minor, currency) VALUES
                ('\(cup)', 'cup', 'Cup', 100, 'CNY'), ('\(pot)', 'pot', 'Pot', 100, 'CNY');
            INSERT INTO order_lines (order_id, position, product_id, name, quantity, unit_price_minor)
            SELECT o.id, p.place, p.id::uuid, 'x', 1, 100
            FROM orders AS o, (VALUES (1, '\(cup)'), (2, '\(pot)')) AS p (place, id)
            WHERE o.number IN (10, 20, 30) OR o.number = 40 AND p.place = 1;
            UPDATE orders SET status = 'cancelled' WHERE number = 30;
            """)
        _ = try await run(cast)
        let store = CustomerValueReportStore(cast.database.connection)
        let pair = try #require(try await store.pairs(least: 2, limit: 9).first)
        #expect(pair.togetherCount == 2 && pair.previousLift == nil)
        let compared = try await store.pairs(least: 2, before: CalendarDay(year: 2026, month: 11, day: 11), limit: 9)
        #expect(compared.first?.previousTogetherCount == 2 && compared.first?.previousLift == pair.lift)
        let reports = ReportStore(cast.database.connection, clock: cast.clock)
        let ids = (try #require(UUID(uuidString: cup)), try #require(UUID(uuidString: pot)))
        let first = try await reports.orders(withBoth: ids, after: nil, limit: 1)
        let second = try await reports.orders(withBoth: ids, after: try first.nextCursor?.place(), limit: 1)
        #expect(Set((first.items + second.items).map(\.number)) == [10, 20] && second.nextCursor == nil)

        let cohorts = try await reports.cohorts(months: 13).cohorts
        let cohort = try #require(cohorts.first { $0.counts.dropFirst().contains { $0 > 0 } })
        for (number, count) in cohort.counts.enumerated() {
            let page = try await reports.customers(cohort: cohort.month, number: number, after: nil, limit: 99)
            #expect(page.items.count == count, "month \(number)")
        }

        let client = RouteClient(
            InsightModule(
                context: AppContext(
                    database: cast.database, clock: cast.clock, dataDirectory: "/tmp", webRoot: "/tmp",
                    publicURL: "http://tea.example",
                    secrets: try #require(MasterKey(bytes: [UInt8](repeating: 7, count: 32)))),
                hub: LiveHub(clock: cast.clock, epoch: "1", bus: nil), ticketScope: { _ in "true" },
                sendReport: { _, address, _ in ReportMail.Queued(address: address, mailID: nil, refusal: nil) }
            ).routes,
            as: Principal(
                kind: .user, id: UUID(uuidString: ReportCast.mei), name: "Mei", role: "supervisor",
                permissions: [.reportsRead]))
        let tenths = await client.call("GET", "/customer-values/summary?format=csv").text
        #expect(tenths.contains("place,customer_count,simple_minor,expected_minor,currency\r\n1,3,"))
        let segments = await client.call("GET", "/customer-values/summary?format=csv&part=segments").text
        #expect(segments.contains("\r\nfrequency,low,30,"))
        let pairs = await client.call("GET", "/product-pairs?format=csv").text
        #expect(pairs.contains("\r\n\(cup),Cup,\(pot),Pot,2,"))
        for wrong in [
            "/customer-values/summary?before=x", "/product-pairs?before=x", "/customer-values/summary?part=x",
            "/customer-cohorts/2026-11-01/customers?month_number=99999999999",
        ] {
            #expect(await client.call("GET", wrong).status == 422, "\(wrong)")
        }
        #expect(await client.call("GET", "/customer-cohorts/2026-11-02/customers").status == 404)
        #expect(await client.call("GET", "/product-pairs/\(cup)/x/orders").status == 404)
    }
}
