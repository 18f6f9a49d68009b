import EventLoop
import Foundation
import Insight
import Models
import Postgres
import Testing

@Suite("The features of a customer")
@Loop struct CustomerFeatureTests {
    /// Five orders 30, 30 and 60 days apart, one cancelled, one in euros; a return, a late parcel, three tickets.
    static func story() async throws -> FeatureCast {
        let cast = try await FeatureCast.make()
        try await cast.order(11, at: "2026-04-01T10:00:00Z", total: 10_000, paid: "2026-04-01T11:00:00Z", sku: "T1")
        try await cast.order(12, at: "2026-05-01T10:00:00Z", total: 20_000, paid: "2026-05-11T10:00:00Z", sku: "T2")
        try await cast.order(
            13, at: "2026-05-31T10:00:00Z", total: 9_000, discount: 1_000, paid: "2026-05-31T10:00:00Z")
        try await cast.order(14, at: "2026-06-10T10:00:00Z", total: 99_000, sku: "X")
        try await cast.orderStatus(14, "cancelled", at: "2026-06-11T10:00:00Z")
        try await cast.order(
            15, at: "2026-07-30T10:00:00Z", total: 7_000, currency: "EUR", paid: "2026-07-30T10:00:00Z", sku: "T3")
        try await cast.run(
            """
            INSERT INTO order_returns (id, order_id, reason, lines, refund_minor, returned_at, recorded_at)
            VALUES (gen_random_uuid(), '\(ReportCast.id(12))', 'broken', '[]', 5000, '2026-05-20T10:00:00Z', '2026-05-20T10:00:00Z');
            INSERT INTO order_payments (id, order_id, amount_minor, paid_at, recorded_at)
            VALUES (gen_random_uuid(), '\(ReportCast.id(12))', -5000, '2026-05-22T10:00:00Z', '2026-05-22T10:00:00Z'),
                (gen_random_uuid(), '\(ReportCast.id(13))', -300, '2026-06-22T10:00:00Z', '2026-06-22T10:00:00Z');
            INSERT INTO shipments (id, order_id, carrier, shipped_at, promised_at, delivered_at, created_at)
            VALUES (gen_random_uuid(), '\(ReportCast.id(11))', 'SF', '2026-04-02T10:00:00Z', '2026-04-07T10:00:00Z',
                    '2026-04-08T10:00:00Z', '2026-04-02T10:00:00Z'),
                (gen_random_uuid(), '\(ReportCast.id(12))', 'SF', '2026-05-02T10:00:00Z', '2026-05-07T10:00:00Z',
                    '2026-05-06T10:00:00Z', '2026-05-02T10:00:00Z');
            """)
        for (number, at) in [(1, "2026-05-05T10:00:00Z"), (2, "2026-08-01T10:00:00Z"), (3, "2026-09-10T10:00:00Z")] {
            try await cast.open(number, at: at)
        }
        for number in 1...2 { try await cast.status(number, "solved", at: "2026-08-02T10:00:00Z") }
        try await cast.survey(2, sent: "2026-08-02T10:00:00Z", rating: 3, answered: "2026-08-03T10:00:00Z")
        try await cast.answer(2, 2, at: "2026-08-03T11:00:00Z")
        try await cast.survey(1, sent: "2026-08-02T10:00:00Z")
        return cast
    }

    @Test("say how often, how lately and for how much they bought, and how they were served")
    func story() async throws {
        let values = try await Self.story().customer(FeatureCast.wang, "2026-09-28T10:00:00Z")
        let expected: [String: FeatureValue] = [
            "tickets_30_days": .number(1), "tickets_90_days": .number(2), "tickets_change_ratio": .number(2),
            "unsolved_tickets": .number(1),
            // Since the first order, which is older than the record.
            "tenure_days": .number(180), "recency_days": .number(60), "orders_total": .number(4),
            "orders_90_days": .number(1), "orders_365_days": .number(4), "spend_365_days": .number(39_000),
            "average_order": .number(13_000),
            // The first order is exactly 180 days old, so it is before: 14500 by 10000.
            "average_order_change_ratio": .number(1.45), "usual_gap_days": .number(30), "days_late": .number(30),
            "expected_orders_90_days": .missing,
            "refunds": .number(5_300), "returns_ratio": .number(0.25), "distinct_products": .number(3),
            "late_payments": .number(1), "late_deliveries": .number(1), "discount_ratio": .number(0.025),
            // The company's only answer is theirs, a two since it was changed.
            "rating_mean": .number(2), "last_rating": .number(2), "last_rating_days": .number(56),
            "surveys_sent": .number(2), "surveys_answered": .number(1),
        ]
        for (name, value) in expected {
            guard case .number(let wanted) = value, case .number(let found)? = values[name] else {
                #expect(values[name] == value, "\(name)")
                continue
            }
            #expect(abs(found - wanted) < 1e-9, "\(name): \(found)")
        }
        #expect(Set(expected.keys) == Set(FeatureCatalogue.customer.map(\.name)))
    }

    @Test("know nothing of gaps, averages and ratings of somebody who is new, and count zero")
    func new() async throws {
        let cast = try await Self.story()
        let values = try await cast.customer(FeatureCast.tom, "2026-10-21T00:00:00Z")
        #expect(values["orders_total"] == .number(0))
        #expect(values["tenure_days"] == .number(1))
        for name in ["recency_days", "average_order", "usual_gap_days", "days_late", "returns_ratio", "last_rating"] {
            #expect(values[name] == .missing, "\(name)")
        }
        #expect(try await cast.customer(FeatureCast.tom, "2026-10-19T00:00:00Z").isEmpty, "not known yet")
        try await cast.run("UPDATE customers SET deleted_at = '2026-10-22T00:00:00Z' WHERE id = '\(FeatureCast.tom)'")
        #expect(try await cast.customer(FeatureCast.tom, "2026-10-21T00:00:00Z").isEmpty == false)
        #expect(try await cast.customer(FeatureCast.tom, "2026-10-22T00:00:00Z").isEmpty)
    }

    @Test("take an imported order as heard of when it was placed")
    func imported() async throws {
        let cast = try await FeatureCast.make()
        try await cast.order(
            11, at: "2025-01-01T10:00:00Z", customer: FeatureCast.tom, source: "import",
            recorded: "2026-11-01T10:00:00Z")
        try await cast.order(12, at: "2025-01-01T10:00:00Z", recorded: "2026-11-01T10:00:00Z")
        #expect(try await cast.customer(FeatureCast.tom, "2025-02-01T10:00:00Z")["orders_total"] == .number(1))
        #expect(try await cast.customer(FeatureCast.wang, "2025-02-01T10:00:00Z").isEmpty)
    }

    @Test("expect orders by a lifetime model that is handed in")
    func expected() async throws {
        let cast = try await Self.story()
        let id = try FeatureCast.uuid(FeatureCast.wang)
        let asOf = FeatureCast.date("2026-09-28T10:00:00Z")
        let model = BetaGeometric(form: .original, r: 0.2426, alpha: 4.4135, a: 0.7929, b: 2.4258)
        let row = try await FeatureStore(cast.database.connection).customers([id], asOf: asOf, lifetime: model).first
        // Four days of buying, 120 days from first to last, 180 observed.
        let history = PurchaseHistory(repeats: 3, lastAt: 120.0 / 7, observed: 180.0 / 7)
        #expect(row?.values["expected_orders_90_days"] == .number(model.expectedPurchases(history, within: 90.0 / 7)))
    }

    @Test("give purchase histories in weeks and one currency, and what segments look at")
    func purchases() async throws {
        let cast = try await Self.story()
        try await cast.order(16, at: "2026-05-01T20:00:00Z", total: 4_000)
        let id = try FeatureCast.uuid(FeatureCast.wang)
        let asOf = FeatureCast.date("2026-09-28T10:00:00Z")
        let store = CustomerPurchases(cast.database.connection)
        let histories = try await store.histories(asOf: asOf)
        #expect(histories.currency == "CNY")
        #expect(!histories.areEnough)
        // Two orders on 1 May are one purchase of 24000; the euros of July are a purchase of an unknown amount.
        #expect(
            histories.byCustomer == [
                id: PurchaseHistory(
                    repeats: 3, lastAt: 120.0 / 7, observed: 180.0 / 7, meanAmount: (24_000 + 9_000) / 2)
            ])
        #expect(
            try await store.activity(asOf: asOf) == [
                id: RFM.Facts(recencyDays: 60, frequency: 5, monetary: 43_000)
            ])
        #expect(try await store.histories(asOf: FeatureCast.date("2026-03-01T00:00:00Z")).byCustomer.isEmpty)
    }

    @Test("count a day as the company's, not as UTC's")
    func companyDays() async throws {
        let cast = try await FeatureCast.make(timeZone: "Asia/Shanghai")
        // 2 and 3 May in Shanghai, though one day apart by UTC's clock only in hours.
        try await cast.order(11, at: "2026-05-02T15:59:00Z")
        try await cast.order(12, at: "2026-05-02T16:01:00Z")
        let values = try await cast.customer(FeatureCast.wang, "2026-05-03T16:01:00Z")
        #expect(values["usual_gap_days"] == .number(1))
        #expect(values["days_late"] == .number(0))
    }

    @Test(
        "count office hours over nights, weekends and special days",
        arguments: [
            // Friday five to Monday ten.
            ("2026-11-06T17:00:00Z", "2026-11-09T10:00:00Z", 7_200.0),
            // A holiday on Wednesday 11 November; Saturday 14 is made up for with a Monday's hours.
            ("2026-11-10T17:00:00Z", "2026-11-12T10:00:00Z", 7_200),
            ("2026-11-13T17:00:00Z", "2026-11-15T10:00:00Z", 36_000),
            // Its own windows: Sunday 15, noon to one.
            ("2026-11-15T00:00:00Z", "2026-11-16T00:00:00Z", 3_600),
            ("2026-11-09T10:00:00Z", "2026-11-09T10:00:00Z", 0),
        ])
    func officeHours(from: String, to: String, seconds: Double) async throws {
        let cast = try await FeatureCast.make()
        try await cast.run(
            """
            UPDATE office_hours SET holidays = '[{"date": "2026-11-11", "name": "Singles"},
                {"date": "2026-11-14", "name": "Made up", "working": true},
                {"date": "2026-11-15", "name": "Fair", "working": true, "windows": [["12:00", "13:00"]]}]'
            """)
        let found = try await cast.database.connection.one(
            { row in try row["seconds"] as Double },
            "SELECT report.open_seconds(\(FeatureCast.hours), \(FeatureCast.date(from)), \(FeatureCast.date(to))) AS seconds"
        )
        #expect(found == seconds)
    }

    @Test("count the hours people are there on the day the clocks go back")
    func summerTimeEnds() async throws {
        let cast = try await FeatureCast.make()
        try await cast.run(
            """
            UPDATE office_hours SET time_zone = 'Europe/Berlin', days = '{"sun": [["01:00", "04:00"]]}'
            """)
        let found = try await cast.database.connection.one(
            { row in try row["seconds"] as Double },
            "SELECT report.open_seconds(\(FeatureCast.hours), '2026-10-24T00:00Z', '2026-10-26T00:00Z') AS seconds")
        // From one to four there are four hours.
        #expect(found == 14_400)
    }
}
