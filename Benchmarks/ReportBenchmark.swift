import ArgumentParser
import Basics
import EventLoop
import Foundation
import Insight
import Postgres

/// Every standard report at 100,000 tickets and 100,000 orders, and cross-selling against the loops one writes first.
struct ReportBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reports", abstract: "The standard reports at 100,000 tickets and 100,000 orders.")

    @OptionGroup var rig: RigOptions

    @Option(help: "How many tickets, of a tenth as many customers; each has ten messages.")
    var tickets = 100_000

    @Option(help: "How many orders, of the same customers.")
    var orders = 100_000

    func run() async throws {
        try await Rig.use(rig.program) { rig in
            try await rig.serve()
            rig.stopServer()
            try await rig.script(
                BulkData.sql(tickets: tickets, customers: tickets / 10)
                    + FeatureBenchmark.bulkOrders(orders, customers: tickets / 10)
                    + Self.differences, then: ["VACUUM FULL tickets", "VACUUM ANALYZE"])
            try await rig.session { connection in
                try await prepare(connection)
                try await measure(connection)
                try await compare(connection)
            }
        }
    }

    /// Lines of different names, so that there is something to sell across; waits and solutions of different lengths, so
    /// that a median has work to do; and nothing prepared yet.
    private static let differences = """
        UPDATE order_lines SET name = sku;
        UPDATE tickets SET last_customer_seq = 9,
            first_response_at = created_at + (1 + abs(hashtext(id::text)) % 20000) * interval '1 second',
            solved_at = CASE WHEN solved_at IS NOT NULL
                THEN created_at + (3600 + abs(hashtext('s' || id)) % 90000) * interval '1 second' END;
        DELETE FROM message_days_state; DELETE FROM order_days_state; DELETE FROM workload_days_state;
        """

    /// A day's work since the days were prepared last.
    private static let today: SQL =
        "UPDATE tickets SET first_response_at = first_response_at + interval '1 second' WHERE created_at >= '2026-11-19'"

    /// 2026-11-20, where the tickets and orders end.
    private var end: Date { Date(timeIntervalSince1970: 1_795_132_800) }

    @Loop private func prepare(_ connection: Connection) async throws {
        let started = ContinuousClock.now
        try await DayStore(connection).prepare(now: end)
        try await WorkloadDayStore(connection).prepare()
        let days = started.seconds
        try await PreparedOrders(connection).prepare()
        say(
            "prepared messages, tickets and backlog in \(milliseconds(days)), orders and customers in \(milliseconds(started.seconds - days))"
        )
        try await connection.execute(Self.today)
        try await connection.execute("ANALYZE")
    }

    @Loop private func measure(_ connection: Connection) async throws {
        let clock = WallClock { [end] in end }
        let store = ReportStore(connection, clock: clock)
        let today = try await store.calendar().today
        say("| report | 30 days by day p50 / p95 | 400 days by week p50 / p95 |")
        say("|---|---|---|")
        for report in Report.allCases {
            let month = try await sample {
                _ = try await store.table(
                    report, ReportQuery(from: today.adding(-29), to: today.adding(1), grouping: .day), compare: false)
            }
            let year = try await sample {
                _ = try await store.table(
                    report, ReportQuery(from: today.adding(-399), to: today.adding(1), grouping: .week), compare: false)
            }
            say("| \(report.rawValue) | \(both(month)) | \(both(year)) |")
        }
        say("| cohorts, 13 months | \(both(try await sample { _ = try await store.cohorts(months: 13) })) | |")
    }

    /// The founding formula by two loops over everything, as one writes it first, beside the view in the same run.
    @Loop private func compare(_ connection: Connection) async throws {
        let customers = try await connection.rows(
            { row in try row["id"] as UUID }, "SELECT id FROM customers ORDER BY id")
        let bought = try await connection.rows(
            { row in (customer: try row["customer_id"] as UUID, product: try row["name"] as String) },
            """
            SELECT o.customer_id, l.name
            FROM orders AS o
            JOIN order_lines AS l ON l.order_id = o.id
            ORDER BY o.id, l.position
            """)
        let started = ContinuousClock.now
        var crossSold = 0
        for customer in customers {
            var products: Set<String> = []
            for line in bought where line.customer == customer { products.insert(line.product) }
            if products.count >= 2 { crossSold += 1 }
        }
        let naive = started.seconds
        let store = ReportStore(connection, clock: WallClock { [end] in end })
        let today = try await store.calendar().today
        let query = ReportQuery(from: today.adding(-29), to: today.adding(1), grouping: .month)
        let found = try await store.table(.crossSelling, query, compare: false).total[2] ?? 0
        let ours = try await sample { _ = try await store.table(.crossSelling, query, compare: false) }.percentile(0.5)
        say(
            "cross-selling, \(customers.count) customers and \(bought.count) order lines: nested loops \(milliseconds(naive)) "
                + "(\(crossSold) customers), ours \(milliseconds(ours)) (\(Int(found))), ratio \(Int(naive / ours))")
    }

    @Loop private func sample(_ body: @Loop () async throws -> Void) async throws -> Sample {
        var sample = Sample()
        for round in 0..<35 {
            let started = ContinuousClock.now
            try await body()
            if round >= 5 { sample.add(started.seconds) }
        }
        return sample
    }

    private func both(_ sample: Sample) -> String {
        "\(milliseconds(sample.percentile(0.5))) / **\(milliseconds(sample.percentile(0.95)))**"
    }
}
