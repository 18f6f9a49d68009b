import Basics
import EventLoop
import Foundation
import Insight
import Postgres
import TestSupport
import Testing

@Suite("The reports of customers")
@Loop struct CustomerReportTests {
    private static func customer(_ letter: String) -> String { "00000000-0000-7000-8000-0000000000\(letter)0" }
    private static let cup = "00000000-0000-7000-8000-00000000f001"

    /// Customers a to e, known since January.
    ///
    /// A bought once, on 10 January. B on 20 January and, 100 days later, on 30
    /// April. C on the first of February, March (another product), April and November. D on 1 October. E cancelled. Wang
    /// Mei, since 15 April, bought nothing.
    private func shop() async throws -> ReportCast {
        let cast = try await ReportCast.make("UTC", now: "2026-11-10T00:00:00Z")
        try await cast.database.connection.script(
            """
            UPDATE customers SET created_at = '2026-04-15T00:00:00Z';
            INSERT INTO customers (id, name, created_at)
            SELECT ('00000000-0000-7000-8000-0000000000' || letter || '0')::uuid, upper(letter), '2026-01-01T00:00:00Z'
            FROM unnest(ARRAY['a', 'b', 'c', 'd', 'e']) AS letter;
            INSERT INTO products (id, sku, name, price_minor, currency) VALUES ('\(Self.cup)', 'cup', 'Cup', 100, 'CNY');
            """)
        let orders = [
            ("a", "2026-01-10"), ("b", "2026-01-20"), ("b", "2026-04-30"), ("c", "2026-02-01"), ("c", "2026-03-01"),
            ("c", "2026-04-01"), ("c", "2026-11-01"), ("d", "2026-10-01"), ("e", "2026-03-05"),
        ]
        for (number, (letter, day)) in orders.enumerated() {
            try await cast.order(
                number + 1, placed: "\(day)T12:00:00Z", total: 1_000, status: letter == "e" ? "cancelled" : "placed",
                customer: Self.customer(letter), product: day == "2026-03-01" ? Self.cup : nil)
        }
        return cast
    }

    @Test("divides those lost in a month by the customers at its start, and gives no rate without any")
    func churn() async throws {
        let cast = try await shop()
        // Lost: A on 11 March, B on 21 March, C on 31 May, sixty days after the last order; B again on 8 August, a
        // hundred days after it, as long as B's own gap.
        let table = try await cast.table(.churn, "2026-03-01", "2026-06-01", by: .month, compare: true)
        let march: [Double?] = [3, 2, 2.0 / 3, 1 - 2.0 / 3, 0, 0, 1]
        let others: [[Double?]] = [[1, 0, 0, 1, 0, 1, 2], [2, 1, 0.5, 0.5, 0, 0, 1]]
        #expect(table.rows.map(\.values) == [march] + others)
        #expect(table.total == [3, 3, 1, 0, 0, 1, 1])
        #expect(table.previous?.total == [0, 0, nil, nil, 3, 0, 3], "three began, nobody was there before")
        // C's three gaps of 28, 31 and 214 days give 178 days, D has sixty until 30 November: nobody is lost yet.
        let now = try await cast.table(.churn, "2026-11-01", "2027-01-01", by: .month)
        let november: [Double?] = [1, 0, 0, 1, 0, 1, 2]
        #expect(now.rows[0].values == november)
        #expect(now.rows[1].values.allSatisfy { $0 == nil })
        let year = try await cast.table(.churn, "2026-01-01", "2026-12-01", by: .month)
        #expect(
            year.total == [0, 0, nil, nil, 4, 2, 2],
            "those who came and went within the period are no loss of its start")
        #expect(year.rows[7].values == [1, 1, 1, 0, 0, 0, 0], "B's second loss, in August")
    }

    @Test("shows who of each month's new customers ordered again, and nothing of months to come")
    func cohorts() async throws {
        let cast = try await shop()
        let table = try await ReportStore(cast.database.connection, clock: cast.clock).cohorts(months: 13)
        func month(_ number: Int) -> CalendarDay { CalendarDay(year: 2026, month: number, day: 1) }
        #expect(
            table.cohorts == [
                CohortTable.Cohort(month: month(1), counts: [2, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]),
                CohortTable.Cohort(month: month(2), counts: [1, 1, 1, 0, 0, 0, 0, 0, 0, 1]),
                CohortTable.Cohort(month: month(10), counts: [1, 0]),
            ])
        #expect(table.csv.text.hasSuffix("2026-10-01,1,0.0,,,,,,,,,\r\n"))
    }

    @Test("divides customers with two distinct products by all customers")
    func crossSelling() async throws {
        let cast = try await shop()
        let table = try await cast.table(.crossSelling, "2026-02-01", "2026-05-01", by: .month, compare: true)
        let february: [Double?] = [5, 3, 0, 0, 0]
        let march: [Double?] = [5, 3, 1, 0.2, 1.0 / 3]
        let april: [Double?] = [6, 3, 1, 1.0 / 6, 1.0 / 3]
        #expect(table.rows.map(\.values) == [february, march, april])
        #expect(table.total == april)
        #expect(table.previous?.total == [5, 2, 0, 0, 0])
    }

    @Test("are the same from the prepared tables as from the orders, also after changes")
    func prepared() async throws {
        let cast = try await shop()
        func all() async throws -> [ReportTable] {
            [
                try await cast.table(.churn, "2026-01-01", "2026-11-11", by: .month),
                try await cast.table(.crossSelling, "2026-01-01", "2026-11-11", by: .week),
            ]
        }
        let raw = try await all()
        try await cast.prepareOrders()
        #expect(try await all() == raw)
        // Proof that the prepared rows are read: untrue ones show.
        try await cast.database.connection.script(
            "UPDATE customer_spells SET lost_on = '2026-02-02' WHERE customer_id = '\(Self.customer("a"))'")
        #expect(try await all()[0] != raw[0])
        try await cast.database.connection.script(
            "UPDATE customer_spells SET lost_on = '2026-03-11' WHERE customer_id = '\(Self.customer("a"))'")
        try await cast.database.connection.script(
            "UPDATE orders SET customer_id = '\(Self.customer("d"))' WHERE number = 5")
        let changed = try await all()
        #expect(changed[0] != raw[0] && changed[1] != raw[1])
        try await cast.prepareOrders()
        #expect(try await all() == changed)
        try await cast.database.connection.script("DELETE FROM customer_histories_state; DELETE FROM customer_spells")
        #expect(try await all() == changed, "without a word on what they were made of the tables are not read")
        try await cast.prepareOrders()
        #expect(try await all() == changed)
    }

    @Test("know who bought what from the prepared table as from the orders, also after a change")
    func prepareProducts() async throws {
        let cast = try await shop()
        func all() async throws -> [String] {
            try await cast.database.connection.rows(
                { row in try row["pair"] as String },
                "SELECT product_id || ' ' || customer_id AS pair FROM report.every_customer_product ORDER BY 1")
        }
        let raw = try await all()
        #expect(!raw.isEmpty)
        try await cast.prepareOrders()
        #expect(try await all() == raw)
        try await cast.database.connection.script("DELETE FROM customer_products")
        #expect(try await all().isEmpty, "the prepared rows are read")
        try await cast.database.connection.script("UPDATE orders SET placed_at = placed_at + interval '1 day'")
        #expect(try await all() == raw, "whose orders have changed is worked out from them")
        try await cast.database.connection.script("UPDATE orders SET status = 'cancelled', cancelled_at = now()")
        #expect(try await all().isEmpty, "cancelled orders are none")
        try await cast.prepareOrders()
        #expect(try await all().isEmpty)
    }

    @Test("list the customers behind a figure")
    func rows() async throws {
        let cast = try await shop()
        let store = ReportStore(cast.database.connection, clock: cast.clock)
        let query = ReportQuery(
            from: CalendarDay(year: 2026, month: 3, day: 1), to: CalendarDay(year: 2026, month: 6, day: 1),
            grouping: .month)
        func names(_ report: Report, _ measure: String, _ group: String? = nil) async throws -> [String] {
            try await store.customers(report, query, measure: measure, group: group, after: nil, limit: 9).items.map(
                \.name)
        }
        #expect(try await names(.churn, "lost") == ["C", "B", "A"])
        #expect(try await names(.churn, "lost", "2026-03-01") == ["B", "A"])
        #expect(try await names(.churn, "at_start") == ["C", "B", "A"])
        #expect(try await names(.churn, "won_back") == ["B"])
        #expect(try await names(.churn, "new") == [])
        #expect(try await names(.crossSelling, "cross_sold") == ["C"])
        #expect(try await names(.crossSelling, "one_product") == ["B", "A"])
        let first = try await store.customers(.churn, query, measure: "lost", group: nil, after: nil, limit: 1)
        #expect(first.items[0].day == CalendarDay(year: 2026, month: 5, day: 31))
        #expect(first.items[0].orderCount == 4 && first.items[0].spent == Money(4_000, "CNY"))
        let second = try await store.customers(
            .churn, query, measure: "lost", group: nil, after: try first.nextCursor?.key { CalendarDay($0) }, limit: 1)
        #expect(second.items.map(\.name) == ["B"])
        await #expect(throws: Problem.self) { try await names(.churn, "lost", "2026-03-02") }
    }
}
