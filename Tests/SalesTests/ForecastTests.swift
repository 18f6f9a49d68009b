import Basics
import EventLoop
import Foundation
import Postgres
import TestSupport
import Testing
import Web

@Suite("Forecast") @Loop struct ForecastTests {
    /// 2026-11-23 in Shanghai.
    private static let now = Date(timeIntervalSince1970: 1_795_430_400)

    private func forecast(_ floor: SalesFloor, _ query: String = "") async -> JSONValue {
        await floor.client.call("GET", "/forecast\(query)").json
    }

    /// The rows of the first currency: period or month, then open, weighted, won and expected in minor units.
    private func rows(_ forecast: JSONValue) -> [[String]] {
        (forecast["currencies"]?.array?.first?["rows"]?.array ?? []).map { row in
            [row["month"]?.string ?? row["period"]?.string ?? ""]
                + ["open", "weighted", "won", "expected"].map { amount(row, $0) }
        }
    }

    private func amount(_ json: JSONValue?, _ name: String) -> String {
        json?[name]?["amount_minor"]?.number.map { String(Int($0)) } ?? ""
    }

    /// Gives the customer a high risk of leaving.
    private func makeUnhappy(_ floor: SalesFloor, _ customer: String) async throws {
        try await floor.database.connection.script(
            """
            INSERT INTO model_versions (id, kind, version, trained_at, labels, rarer, ladder, verdict, artifact, sha256)
            VALUES ('01935800-0000-7000-8000-00000000aaaa', 'churn', 1, now(), 100, 40, 'logistic', 'usable', '{}', '');
            INSERT INTO predictions (id, kind, subject_id, as_of, model_id, probability, low, high, band, features, reasons,
                cause)
            VALUES ('01935800-0000-7000-8000-00000000bbbb', 'churn', '\(customer)', now(),
                '01935800-0000-7000-8000-00000000aaaa', 0.9, 0.8, 0.95, 'high', '{}', '[]', 'nightly');
            INSERT INTO current_risks (kind, subject_id, prediction_id, model_id, probability, band, reasons, as_of)
            VALUES ('churn', '\(customer)', '01935800-0000-7000-8000-00000000bbbb',
                '01935800-0000-7000-8000-00000000aaaa', 0.9, 'high', '{}', now());
            """)
    }

    @Test("weighs each deal by its stage and the service, adds up unrounded and rounds half up at the end")
    func figures() async throws {
        try await SalesFloor.open(at: Self.now) { floor in
            let unhappy =
                await floor.client.call("POST", "/customers", json: #"{"name": "Bo"}"#).json["id"]?.string ?? ""
            try await makeUnhappy(floor, unhappy)
            // November: 33 335 × 0.10 = 3 333.5 and 101 × 0.25 = 25.25, together 3 358.75: 3 359.
            _ = try await floor.deal("A", 33_335, .lead, closes: "2026-11-30")
            _ = try await floor.deal("B", 101, .qualified, closes: "2026-11-24")
            // December: 1 001 × 0.50 × 0.8 = 400.4 of an unhappy customer, and 99 × 0.75 = 74.25: 474.65, so 475.
            _ = try await floor.deal("C", 1_001, .proposal, closes: "2026-12-01", customer: unhappy)
            _ = try await floor.deal("D", 99, .negotiation, closes: "2026-12-31")
            // January: 5 × 0.10 = 0.5, half up: 1.
            _ = try await floor.deal("E", 5, .lead, closes: "2027-01-01")
            // Overdue, later, without a day: 400 × 0.5, 1 000 × 0.25, 50 × 0.1.
            _ = try await floor.deal("F", 400, .proposal, closes: "2026-10-31")
            _ = try await floor.deal("G", 1_000, .qualified, closes: "2027-02-01")
            _ = try await floor.deal("H", 50, .lead)
            // Won this month by the company's calendar, for 700.
            _ = await floor.move(try await floor.deal("I", 700, .proposal, closes: "2027-05-01"), to: .won)
            _ = await floor.move(
                try await floor.deal("J", 900), to: .lost,
                more: #", "lost_reason_id": "\#(SalesFloor.tooExpensive)""#)
            let forecast = await forecast(floor, "?months=3")
            #expect(forecast["this_month"] == .string("2026-11") && forecast["unhappy_ratio"] == .number(0.8))
            #expect(
                rows(forecast) == [
                    ["overdue", "400", "200", "0", "200"], ["2026-11", "33436", "3359", "700", "4059"],
                    ["2026-12", "1100", "475", "0", "475"], ["2027-01", "5", "1", "0", "1"],
                    ["later", "1000", "250", "0", "250"], ["undated", "50", "5", "0", "5"],
                ])
            // 200 + 3 358.75 + 474.65 + 0.5 + 250 + 5 = 4 288.9: 4 289, though the rows above add up to 4 290.
            let total = forecast["currencies"]?.array?.first?["total"]
            #expect(amount(total, "weighted") == "4289" && amount(total, "expected") == "4989")
            #expect(amount(total, "unhappy") == "1001" && total?["unhappy_count"] == .number(1))
            let stages = forecast["currencies"]?.array?.first?["stages"]?.array ?? []
            // Lead: (33 335 + 5 + 50) × 0.1 = 3 339; qualified: 1 101 × 0.25 = 275.25; proposal: 400.4 + 200; negotiation: 74.25.
            #expect(stages.map { amount($0, "weighted") } == ["3339", "275", "600", "74"])
            #expect(stages.map { $0["count"]?.number } == [3, 2, 2, 1])
        }
    }

    @Test("the share of unhappy customers' deals is a setting")
    func setting() async throws {
        try await SalesFloor.open(at: Self.now) { floor in
            try await makeUnhappy(floor, floor.customerID)
            let deal = try await floor.deal("A", 1_000, .proposal, closes: "2026-11-30")
            #expect(deal["is_unhappy"] == .bool(true))
            // 1 000 × 0.5 × 0.8, then × 0.5.
            #expect(rows(await forecast(floor, "?months=1")) == [["2026-11", "1000", "400", "0", "400"]])
            let path = "/forecast/settings"
            #expect(
                await floor.client.call("PATCH", path, json: #"{"unhappy_ratio": 1.2}"#).pointers == ["/unhappy_ratio"])
            #expect(await floor.client.call("PATCH", path, json: #"{"unhappy_ratio": 0.5}"#).status == 200)
            #expect(rows(await forecast(floor, "?months=1")) == [["2026-11", "1000", "250", "0", "250"]])
        }
    }

    @Test("of two who set a target or the factor at once, the second is told; one taken away goes on counting")
    func versions() async throws {
        try await SalesFloor.open(at: Self.now) { floor in
            func set(_ minor: Int, _ version: String?) async -> RouteClient.Answer {
                await floor.client.call(
                    "PUT", "/forecast/targets/2026-12",
                    json: #"{"amount": {"amount_minor": \#(minor), "currency": "CNY"}}"#,
                    headers: version.map { [("If-Match", "\"\($0)\"")] } ?? [])
            }
            func shown() async -> Double? {
                await forecast(floor, "?months=2")["currencies"]?.array?.first?["rows"]?.array?.last?["target_version"]?
                    .number
            }
            #expect(await shown() == 0)
            async let first = set(5_000, "0")
            async let second = set(6_000, "0")
            let statuses = await [first.status, second.status].sorted()
            #expect(statuses == [200, 412])
            #expect(await shown() == 1)
            #expect(await set(0, "1").header("ETag") == "\"2\"")
            #expect(await set(7_000, "1").status == 412, "taken away meanwhile")
            let kept = await forecast(floor, "?months=2")["currencies"]?.array?.first
            #expect(amount(kept?["total"], "target") != "7000")
            #expect(await set(8_000, "2").status == 200)
            #expect(await set(9_000, nil).status == 200, "a program that does not care")
            #expect(await shown() == 4)

            #expect(await forecast(floor)["settings_version"]?.number == 1)
            func factor(_ ratio: Double, _ version: Int) async -> RouteClient.Answer {
                await floor.client.call(
                    "PATCH", "/forecast/settings", json: #"{"unhappy_ratio": \#(ratio)}"#,
                    headers: [("If-Match", "\"\(version)\"")])
            }
            let changed = await factor(0.7, 1)
            #expect(changed.status == 200 && changed.json["version"]?.number == 2)
            let stale = await factor(0.6, 1)
            #expect(stale.status == 412)
            #expect(await forecast(floor)["unhappy_ratio"]?.number == 0.7)
        }
    }

    @Test("stands against targets, each currency by itself, the company's own first")
    func targets() async throws {
        try await SalesFloor.open(at: Self.now) { floor in
            _ = try await floor.deal("A", 1_000, .proposal, closes: "2026-11-30", currency: "EUR")
            for (month, minor) in [("2026-11", 5_000), ("2026-12", 7_000)] {
                let set = await floor.client.call(
                    "PUT", "/forecast/targets/\(month)",
                    json: #"{"amount": {"amount_minor": \#(minor), "currency": "CNY"}}"#)
                #expect(set.status == 200)
            }
            let both = await forecast(floor, "?months=2")["currencies"]?.array ?? []
            #expect(both.map { $0["currency"]?.string } == ["CNY", "EUR"])
            #expect((both.first?["rows"]?.array ?? []).map { amount($0, "target") } == ["5000", "7000"])
            #expect(amount(both.first?["total"], "target") == "12000")
            #expect(amount(both.last?["total"], "weighted") == "500")
            _ = await floor.client.call(
                "PUT", "/forecast/targets/2026-12", json: #"{"amount": {"amount_minor": 0, "currency": "CNY"}}"#)
            let left = await forecast(floor, "?months=2")["currencies"]?.array?.first
            #expect(amount(left?["total"], "target") == "5000")
            #expect(await floor.client.call("PUT", "/forecast/targets/2026-13", json: "{}").status == 404)
            #expect(await floor.client.call("GET", "/forecast?months=0").pointers == ["/months"])
            #expect(await floor.client.call("GET", "/forecast?since=soon").pointers == ["/since"])
        }
    }

    @Test("says what changed since a day: new, won, lost, moved, another amount, another day, removed")
    func changes() async throws {
        try await SalesFloor.open(at: Self.now) { floor in
            let moved = try await floor.deal("Moved", 1_000, .lead, closes: "2026-12-01")
            let dearer = try await floor.deal("Dearer", 2_000, .proposal, closes: "2026-12-01")
            let later = try await floor.deal("Later", 400, .proposal, closes: "2026-12-01")
            let won = try await floor.deal("Won", 800, .negotiation, closes: "2026-12-01")
            let lost = try await floor.deal("Lost", 600, .proposal)
            let removed = try await floor.deal("Removed", 100, .lead)
            _ = try await floor.deal("Same", 300, .lead)
            floor.wait(days: 8)
            _ = await floor.move(moved, to: .qualified)
            _ = await floor.move(won, to: .won)
            _ = await floor.move(lost, to: .lost, more: #", "lost_reason_id": "\#(SalesFloor.tooExpensive)""#)
            func change(_ deal: JSONValue, _ json: String) async {
                _ = await floor.client.call("PATCH", "/opportunities/\(deal["id"]?.string ?? "")", json: json)
            }
            await change(dearer, #"{"amount": {"amount_minor": 3000, "currency": "CNY"}}"#)
            await change(later, #"{"expected_close_on": "2027-01-15"}"#)
            _ = await floor.client.call("DELETE", "/opportunities/\(removed["id"]?.string ?? "")")
            _ = try await floor.deal("New", 500, .lead)
            floor.wait(days: 1)
            let changes = await forecast(floor)["changes"]
            let kinds = (changes?["items"]?.array ?? []).map {
                "\($0["title"]?.string ?? "") \($0["kind"]?.string ?? "")"
            }
            #expect(
                kinds.sorted() == [
                    "Dearer amount", "Later postponed", "Lost lost", "Moved moved", "New new", "Removed removed",
                    "Won won",
                ])
            let line = changes?["items"]?.array?.first { $0["title"] == .string("Moved") }
            #expect(
                line?["then"]?["stage_name"] == .string("Lead") && line?["now"]?["stage_name"] == .string("Qualified"))
            // Then: 100 + 1 000 + 200 + 600 + 300 + 10 + 30. Now: 250 + 1 500 + 200 + 30 + 50.
            let worth = changes?["worth"]?.array?.first
            #expect(amount(worth, "weighted_then") == "2240" && amount(worth, "weighted_now") == "2030")
            let since = await forecast(floor, "?since=2026-12-02")["changes"]
            #expect(since?["items"] == .array([]))
            // The day begins in Shanghai, eight hours before it does in Greenwich.
            #expect(since?["since"] == .string("2026-12-01T16:00:00.000000Z"))
        }
    }
}
