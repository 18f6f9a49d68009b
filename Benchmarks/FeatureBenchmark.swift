import ArgumentParser
import Basics
import EventLoop
import Foundation
import Insight
import Models
import Postgres

/// Features, labels and purchase histories at 100,000 tickets, 1,000,000 messages and 100,000 orders.
struct FeatureBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "features", abstract: "Features and labels at 100,000 tickets and 100,000 orders.")

    @OptionGroup var rig: RigOptions

    @Option(help: "How many tickets, of a tenth as many customers; each has ten messages.")
    var tickets = 100_000

    @Option(help: "How many orders, of the same customers.")
    var orders = 100_000

    func run() async throws {
        try await Rig.use(rig.program) { rig in
            try await rig.serve()
            rig.stopServer()
            let started = ContinuousClock.now
            try await rig.script(
                BulkData.sql(tickets: tickets, customers: tickets / 10)
                    + Self.bulkOrders(orders, customers: tickets / 10),
                then: ["VACUUM ANALYZE"])
            say("filled \(tickets) tickets and \(orders) orders in \(Int(started.seconds)) s")
            say("| what | rows | p50 | p95 |")
            say("|---|---|---|---|")
            try await rig.session { connection in try await measure(connection) }
        }
    }

    @Loop private func measure(_ connection: Connection) async throws {
        let store = FeatureStore(connection)
        let labels = LabelStore(connection)
        let end = Date(timeIntervalSince1970: 1_795_132_800)  // 2026-11-20, where the tickets end
        let rated = try await labels.satisfaction(until: end)
        let live = try await Self.ids(
            connection,
            "SELECT id FROM tickets WHERE status = 'open' ORDER BY created_at DESC, id LIMIT 60")
        let customers = try await Self.ids(connection, "SELECT id FROM customers ORDER BY id")
        try await measure("one ticket of these days", rounds: 60) { round in
            try await store.tickets([(id: live[round % live.count], asOf: end)]).count
        }
        for part in ["work", "load", "text", "past"] {
            try await measure("  of it report.ticket_\(part)_features", rounds: 60) { round in
                try await connection.rows(
                    { row in try row["place"] as Int },
                    """
                    SELECT place
                    FROM report.ticket_\(SQL(trusted: part))_features(
                        \([live[round % live.count]])::uuid[], \([end])::timestamptz[])
                    """
                ).count
            }
        }
        let asked = rated.map { (id: $0.ticket, asOf: $0.asOf) }
        try await measure("1,000 rated tickets of the last weeks", rounds: 3) { _ in
            try await store.tickets(Array(asked.suffix(1_000))).count
        }
        try await measure("every rated ticket", rounds: 1) { _ in try await store.tickets(asked).count }
        try await measure("one customer", rounds: 60) { round in
            try await store.customers([customers[round * 97 % customers.count]], asOf: end).count
        }
        try await measure("every customer", rounds: 3) { _ in try await store.customers(customers, asOf: end).count }
        try await measure("labels: satisfaction", rounds: 3) { _ in try await labels.satisfaction(until: end).count }
        let summer = end.addingTimeInterval(-70 * 86_400)
        try await measure("labels: churn", rounds: 3) { _ in
            try await labels.churn(asOf: summer, until: end).count
        }
        try await measure("labels: purchase", rounds: 3) { _ in
            try await labels.purchase(asOf: summer, until: end).count
        }
        try await measure("purchase histories", rounds: 3) { _ in
            try await CustomerPurchases(connection).histories(asOf: end).byCustomer.count
        }
    }

    @Loop private func measure(_ name: String, rounds: Int, _ body: @Loop (Int) async throws -> Int) async throws {
        var sample = Sample()
        var rows = 0
        // The first rounds plan the statements; a session of the product has done that long ago.
        for round in 0..<(rounds > 10 ? rounds + 5 : rounds) {
            let started = ContinuousClock.now
            rows = try await body(round)
            if rounds <= 10 || round >= 5 { sample.add(started.seconds) }
        }
        say(
            "| \(name) | \(rows) | \(milliseconds(sample.percentile(0.5))) | **\(milliseconds(sample.percentile(0.95)))** |"
        )
    }

    @Loop private static func ids(_ connection: Connection, _ statement: SQL) async throws -> [UUID] {
        try await connection.rows({ row in try row["id"] }, statement)
    }

    static func bulkOrders(_ orders: Int, customers: Int) -> String {
        """

        INSERT INTO company_profile (name) VALUES ('Bulk') ON CONFLICT DO NOTHING;
        INSERT INTO office_hours (id, name, time_zone, days)
        SELECT '00000000-0000-7000-8007-000000000001', 'Shop', 'Asia/Shanghai',
            jsonb_object_agg(day, '[["09:00","12:30"],["13:30","18:00"]]'::jsonb)
        FROM unnest('{mon,tue,wed,thu,fri,sat}'::text[]) AS day;
        UPDATE inboxes SET settings = '{"office_hours_id": "00000000-0000-7000-8007-000000000001"}' WHERE key = 'bulk';
        INSERT INTO orders (id, customer_id, currency, total_minor, placed_at, created_at)
        SELECT ('00000000-0000-7000-8006-' || lpad(n::text, 12, '0'))::uuid,
            ('00000000-0000-7000-8003-' || lpad((n % \(customers) + 1)::text, 12, '0'))::uuid, 'CNY', 1000 + n % 9000, at, at
        FROM generate_series(1, \(orders)) AS n, LATERAL (SELECT timestamptz '2026-11-20' - n * interval '8 minutes' AS at) AS t;
        INSERT INTO order_lines (order_id, position, sku, name, quantity, unit_price_minor)
        SELECT id, line, 'T' || (number + line) % 40, 'Tea', 1, 1000 FROM orders, generate_series(1, 2) AS line;
        INSERT INTO order_status_changes (id, order_id, at, from_status, to_status, recorded_at)
        SELECT gen_random_uuid(), id, placed_at + step.after, step.former, step.status, placed_at + step.after
        FROM orders, (VALUES (interval '0', NULL, 'placed'), ('1 hour', 'placed', 'paid'), ('1 day', 'paid', 'shipped'),
            ('4 days', 'shipped', 'delivered')) AS step (after, former, status);
        INSERT INTO order_payments (id, order_id, amount_minor, paid_at, recorded_at)
        SELECT gen_random_uuid(), id, total_minor, placed_at + interval '1 hour', placed_at + interval '1 hour' FROM orders;
        INSERT INTO shipments (id, order_id, carrier, shipped_at, promised_at, delivered_at, created_at)
        SELECT gen_random_uuid(), id, 'SF', placed_at + interval '1 day', placed_at + interval '5 days',
            placed_at + interval '4 days', placed_at + interval '1 day' FROM orders;
        """
    }
}
