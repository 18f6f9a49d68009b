import ArgumentParser
import Basics
import EventLoop
import Foundation
import Insight
import Marketing
import Postgres

/// Counting whom a rule holds while somebody writes it.
struct SegmentBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "segments", abstract: "Counts of segments over 100,000 customers with 1,000,000 orders.")

    @OptionGroup var rig: RigOptions

    @Option(help: "How many customers.")
    var customers = 100_000

    @Option(help: "How many orders they made.")
    var orders = 1_000_000

    func run() async throws {
        try await Rig.use(rig.program) { rig in
            try await rig.serve()
            rig.stopServer()
            try await rig.script(bulk, then: [])
            try await rig.session { connection in
                try await PreparedOrders(connection).prepare()
                try await connection.execute("ANALYZE")
                try await measure(connection)
            }
        }
    }

    private var bulk: String {
        """
        INSERT INTO company_profile (name) VALUES ('Bulk') ON CONFLICT DO NOTHING;
        INSERT INTO customers (id, name, country, tags, custom_fields, created_at, last_seen_at)
        SELECT ('00000000-0000-7000-8003-' || lpad(n::text, 12, '0'))::uuid, 'Customer ' || n,
            (ARRAY['CN', 'IE', 'DE'])[1 + n % 3], CASE WHEN n % 10 = 0 THEN '{wholesale}'::text[] ELSE '{}' END,
            jsonb_build_object('size', n % 50), timestamptz '2026-11-20' - n * interval '5 minutes',
            timestamptz '2026-11-20' - n * interval '1 minute'
        FROM generate_series(1, \(customers)) AS n;
        INSERT INTO customer_consents (customer_id, purpose, granted)
        SELECT id, 'email_marketing', true FROM customers WHERE custom_fields ->> 'size' < '40';
        INSERT INTO products (id, sku, name, category, price_minor, currency)
        SELECT ('00000000-0000-7000-8009-' || lpad(n::text, 12, '0'))::uuid, 'T' || n, 'Tea ' || n, 'Group ' || n % 8, 1000, 'CNY'
        FROM generate_series(0, 39) AS n;
        INSERT INTO orders (id, customer_id, currency, total_minor, placed_at, created_at)
        SELECT ('00000000-0000-7000-8006-' || lpad(n::text, 12, '0'))::uuid,
            ('00000000-0000-7000-8003-' || lpad((n % \(customers) + 1)::text, 12, '0'))::uuid, 'CNY', 1000 + n % 9000,
            timestamptz '2026-11-20' - n * interval '48 seconds', timestamptz '2026-11-20'
        FROM generate_series(1, \(orders)) AS n;
        INSERT INTO order_lines (order_id, position, product_id, name, quantity, unit_price_minor)
        SELECT id, 1, ('00000000-0000-7000-8009-' || lpad((number % 40)::text, 12, '0'))::uuid, 'Tea', 1, 1000 FROM orders;
        INSERT INTO inboxes (id, key, kind, name) VALUES ('00000000-0000-7000-8000-0000000000c9', 'bulk', 'email', 'Mail');
        INSERT INTO tickets (id, status, channel, inbox_id, customer_id)
        SELECT ('00000000-0000-7000-8001-' || lpad(n::text, 12, '0'))::uuid, CASE n % 20 WHEN 0 THEN 'open' ELSE 'closed' END,
            CASE n % 2 WHEN 0 THEN 'email' ELSE 'chat' END, '00000000-0000-7000-8000-0000000000c9',
            ('00000000-0000-7000-8003-' || lpad((n * 7919::bigint % \(customers) + 1)::text, 12, '0'))::uuid
        FROM generate_series(1, \(customers)) AS n;
        INSERT INTO model_versions (id, kind, version, trained_at, labels, rarer, ladder, verdict, artifact, sha256)
        VALUES ('00000000-0000-7000-8000-0000000000aa', 'churn', 1000, now(), 1, 1, 'bands', 'usable', '{}', '');
        INSERT INTO predictions (id, kind, subject_id, as_of, model_id, probability, low, high, band, features, reasons, cause)
        SELECT gen_random_uuid(), 'churn', id, now(), '00000000-0000-7000-8000-0000000000aa', 0.5, 0.4, 0.6, 'typical', '{}', '[]',
            'asked' FROM customers;
        INSERT INTO current_risks (kind, subject_id, prediction_id, model_id, probability, band, reasons, as_of)
        SELECT 'churn', subject_id, id, model_id, probability, CASE hashtext(id::text) % 5 WHEN 0 THEN 'high' ELSE 'typical' END,
            '{}', now() FROM predictions;
        INSERT INTO customer_values (customer_id, age_group, frequency_group, order_value_group, rfm_segment)
        SELECT id, 'middle', 'low', 'low', 'loyal' FROM customers;
        """
    }

    private static let rules: [(name: String, rule: String)] = [
        ("tag", #"{"field": "tag", "operator": "includes", "value": "wholesale"}"#),
        ("orders at least 5", #"{"field": "order_count", "operator": "at_least", "value": 5}"#),
        (
            "spent at least 500.00",
            #"{"field": "order_total", "operator": "at_least", "value": {"amount_minor": 50000, "currency": "CNY"}}"#
        ),
        ("last order over 60 days ago", #"{"field": "last_order_at", "operator": "not_within_days", "value": 60}"#),
        (
            "bought one of 40 products",
            #"{"field": "product", "operator": "includes", "value": "00000000-0000-7000-8009-000000000003"}"#
        ),
        (
            "did not buy one of 40 products",
            #"{"field": "product", "operator": "excludes", "value": "00000000-0000-7000-8009-000000000003"}"#
        ),
        (
            "bought of one of 8 categories",
            #"{"field": "category", "operator": "includes", "value": "Group 3"}"#
        ),
        ("open ticket", #"{"field": "open_tickets", "operator": "at_least", "value": 1}"#),
        ("likely to leave", #"{"field": "churn_band", "operator": "is", "value": ["high"]}"#),
        (
            "consent and (orders, loyal, or a number of our own)",
            """
            {"match": "all", "rules": [{"field": "consent", "operator": "is", "value": "granted"},
                {"match": "any", "rules": [
                    {"field": "order_count", "operator": "at_least", "value": 5},
                    {"field": "rfm_segment", "operator": "is", "value": "loyal"},
                    {"field": "custom.size", "operator": "at_least", "value": 30}]}]}
            """
        ),
    ]

    @Loop private func measure(_ connection: Connection) async throws {
        let store = SegmentStore(connection)
        let now = Date(timeIntervalSince1970: 1_795_132_800)
        try await connection.execute(
            """
            INSERT INTO custom_fields (id, key, subject, label, type)
            VALUES (gen_random_uuid(), 'size', 'customer', '{"en": "Size"}', 'number')
            """)
        let catalogue = try await store.catalogue()
        say("| rule | customers | count p50 / p95 | with ten rows p50 / p95 |")
        say("|---|---|---|---|")
        for (name, text) in Self.rules {
            let rule = try SegmentRule(parsing: try JSONValue(parsing: Array(text.utf8)), catalogue)
            var found = 0
            let counted = try await sample { found = try await store.count(rule, now: now) }
            let shown = try await sample { _ = try await store.preview(rule, rows: 10, now: now) }
            say("| \(name) | \(found) | \(both(counted)) | \(both(shown)) |")
        }
    }

    @Loop private func sample(_ body: @Loop () async throws -> Void) async throws -> Sample {
        var sample = Sample()
        for round in 0..<18 {
            let started = ContinuousClock.now
            try await body()
            if round >= 3 { sample.add(started.seconds) }
        }
        return sample
    }

    private func both(_ sample: Sample) -> String {
        "\(milliseconds(sample.percentile(0.5))) / **\(milliseconds(sample.percentile(0.95)))**"
    }
}
