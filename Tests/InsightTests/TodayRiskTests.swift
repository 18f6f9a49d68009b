import Access
import Basics
import EventLoop
import Foundation
import Insight
import Postgres
import TestSupport
import Testing
import Web

@Suite("Today's risks") @Loop struct TodayRiskTests {
    @Test("are the five of high risk one stands to lose most with, whom nobody has looked after for two weeks")
    func five() async throws {
        let cast = try await FeatureCast.make()
        try await cast.run(
            """
            INSERT INTO model_versions (id, kind, version, trained_at, labels, rarer, ladder, verdict, artifact, sha256)
            VALUES ('00000000-0000-7000-b000-000000000001', 'churn', 1, '2026-11-01T00:00:00Z', 300, 90, 'logistic',
                'usable', '{}', '');
            CREATE TEMPORARY TABLE risky AS
            SELECT n, ('00000000-0000-7000-b100-' || lpad(n::text, 12, '0'))::uuid AS id FROM generate_series(1, 8) AS n;
            INSERT INTO customers (id, name) SELECT id, 'Customer ' || n FROM risky;
            INSERT INTO predictions (id, kind, subject_id, as_of, model_id, probability, low, high, band, features, reasons,
                cause)
            SELECT id, 'churn', id, '2026-11-20T00:00:00Z', '00000000-0000-7000-b000-000000000001', 0.5, 0.4, 0.6, 'high',
                '{}', '[]', 'nightly' FROM risky;
            INSERT INTO current_risks (kind, subject_id, prediction_id, model_id, probability, band, reasons, as_of)
            SELECT 'churn', id, id, '00000000-0000-7000-b000-000000000001', 0.5,
                CASE WHEN n = 8 THEN 'typical' ELSE 'high' END, '{}', '2026-11-20T00:00:00Z' FROM risky;
            INSERT INTO customer_values (customer_id, expected_minor, age_group, frequency_group, order_value_group,
                rfm_segment)
            SELECT id, n * 1000, '', '', '', '' FROM risky WHERE n > 2;
            INSERT INTO risk_interventions (id, kind, subject_id, action, at)
            SELECT id, 'churn', id, 'called', '2026-11-19T00:00:00Z' FROM risky WHERE n = 7;
            """)
        let secrets = try #require(MasterKey(bytes: [UInt8](repeating: 7, count: 32)))
        let now = FeatureCast.date("2026-11-20T12:00:00Z")
        let context = AppContext(
            database: cast.database, clock: WallClock { now }, dataDirectory: "/tmp", webRoot: "/tmp",
            publicURL: "http://tea.example", secrets: secrets)
        let routes = TodayRoutes(context: context, sections: TodayRisks.sections).routes
        func person(_ permissions: Set<Permission>) -> Principal {
            Principal(kind: .user, id: UUID(uuidString: FeatureCast.mei), name: "Mei", permissions: permissions)
        }
        let client = RouteClient(routes, as: person([.predictionsRead, .customersRead]))
        let list = await client.call("GET", "/today").json
        let section = list["sections"]?.array?.first
        let lines = section?["items"]?.array ?? []
        #expect(
            lines.compactMap { $0["title"]?.string }
                == ["Customer 6", "Customer 5", "Customer 4", "Customer 3", "Customer 1"])
        #expect(lines.first?["amount"]?["amount_minor"] == .number(3_000))
        #expect(lines.last?["amount"] == .null)
        #expect(section?["total"] == .number(5) && list["waiting_count"] == .number(0))
        // Their names need the right to customers.
        let unnamed = await client.call("GET", "/today", as: person([.predictionsRead]))
        #expect(unnamed.json["sections"]?.array?.isEmpty == true)
        await cast.database.stop()
    }
}
