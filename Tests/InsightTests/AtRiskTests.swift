import Basics
import EventLoop
import Foundation
import Insight
import Models
import Postgres
import TestSupport
import Testing
import Web

@Suite("Those at risk")
@Loop struct AtRiskTests {
    private func numbers(_ answer: JSONValue) -> [Double] {
        guard case .object(let page) = answer, case .array(let items)? = page["items"] else { return [] }
        return items.compactMap { item in
            guard case .object(let fields) = item, case .number(let number)? = fields["number"] else { return nil }
            return number
        }
    }

    @Test("stand by risk times value, page by page, and leave when somebody has looked after them")
    func order() async throws {
        let world = try await PredictionCast(labels: 300)
        try await world.cast.order(1, at: "2026-10-01T00:00:00Z", customer: FeatureCast.tom, total: 500_000)
        for number in 900...902 {
            try await world.cast.open(
                number, at: "2026-11-19T11:00:00Z", customer: number == 901 ? FeatureCast.tom : FeatureCast.wang)
            try await world.cast.says(number, "customer", "Where is it?", at: "2026-11-19T11:00:00Z")
        }
        // Answered at once: no risk, and not in the list.
        try await world.cast.open(903, at: "2026-11-20T11:55:00Z")
        try await world.cast.says(903, "customer", "Where is it?", at: "2026-11-20T11:55:00Z")
        try await world.cast.says(903, "agent", "Here.", at: "2026-11-20T11:56:00Z", by: FeatureCast.mei)
        try await world.training.train(.satisfaction, cause: .command)
        let all = numbers(await world.client.call("GET", "/at-risk?kind=tickets").json)
        #expect(all.first == 901)
        #expect(Set(all) == [900, 901, 902])
        let first = await world.client.call("GET", "/at-risk?kind=tickets&limit=2")
        guard case .object(let page) = first.json, case .string(let cursor)? = page["next_cursor"] else {
            throw Problem.internalFault
        }
        let second = numbers(await world.client.call("GET", "/at-risk?kind=tickets&limit=2&cursor=\(cursor)").json)
        #expect(numbers(first.json) + second == all)

        let id = ReportCast.id(901)
        let called = await world.client.call(
            "POST", "/at-risk/interventions",
            json: #"{"kind": "tickets", "subject_id": "\#(id)", "action": "called", "note": "Sent another one."}"#)
        #expect(called.status == 201)
        #expect(!numbers(await world.client.call("GET", "/at-risk?kind=tickets").json).contains(901))
        #expect(numbers(await world.client.call("GET", "/at-risk?kind=tickets&handled=true").json).contains(901))
    }

    @Test("are filtered by the feature that raises the risk, which is counted")
    func reasons() async throws {
        let world = try await PredictionCast(labels: 300)
        _ = try await world.waiting(900, since: "2026-11-19T11:00:00Z")
        try await world.training.train(.satisfaction, cause: .command)
        guard case .object(let page) = await world.client.call("GET", "/at-risk/reasons?kind=tickets").json,
            case .array(let counts)? = page["items"], case .object(let first)? = counts.first,
            case .string(let feature)? = first["feature"]
        else { throw Problem.internalFault }
        #expect(first["count"] == .number(1))
        #expect(numbers(await world.client.call("GET", "/at-risk?kind=tickets&reason=\(feature)").json) == [900])
        #expect(numbers(await world.client.call("GET", "/at-risk?kind=tickets&reason=moon").json).isEmpty)
    }

    @Test("are counted by the reason that raises the risk most and by band, and open to those customers")
    func mainReasons() async throws {
        let world = try await PredictionCast(labels: 0)
        let model = "00000000-0000-7000-9300-000000000001"
        try await world.cast.run(
            """
            INSERT INTO model_versions (id, kind, version, trained_at, labels, rarer, ladder, verdict, artifact, sha256)
            VALUES ('\(model)', 'churn', 1, '2026-11-01T00:00:00Z', 300, 90, 'logistic', 'usable', '{}', '');
            CREATE TEMPORARY TABLE risky AS
            SELECT ('00000000-0000-7000-9400-00000000000' || n)::uuid AS id, name, band, reasons::text[] AS reasons
            FROM (VALUES (1, 'Ada', 'high', '{recency_days,tenure_days}'), (2, 'Bo', 'typical', '{recency_days}'),
                (3, 'Cy', 'high', '{late_deliveries,recency_days}'), (4, 'Di', 'typical', '{}'),
                (5, 'Ed', 'low', '{recency_days}'), (6, 'Flo', 'high', '{recency_days}')) AS r (n, name, band, reasons);
            INSERT INTO customers (id, name, deleted_at)
            SELECT id, name, CASE WHEN name = 'Flo' THEN timestamptz '2026-11-19' END FROM risky;
            INSERT INTO predictions (id, kind, subject_id, as_of, model_id, probability, low, high, band, features, reasons,
                cause)
            SELECT id, 'churn', id, '2026-11-20T00:00:00Z', '\(model)', 0.5, 0.4, 0.6, band, '{}', '[]', 'nightly' FROM risky;
            INSERT INTO current_risks (kind, subject_id, prediction_id, model_id, probability, band, reasons, as_of)
            SELECT 'churn', id, id, '\(model)', 0.5, band, reasons, '2026-11-20T00:00:00Z' FROM risky;
            """)
        #expect(
            await world.client.call("GET", "/at-risk/main-reasons").text == """
                {"items":[{"main_reason":"recency_days","high_count":1,"typical_count":1,"customer_count":2},\
                {"main_reason":"late_deliveries","high_count":1,"typical_count":0,"customer_count":1},\
                {"main_reason":null,"high_count":0,"typical_count":1,"customer_count":1}],"next_cursor":null}
                """)
        func names(_ query: String) async -> Set<String> {
            let answer = await world.client.call("GET", "/at-risk?\(query)").json
            guard case .object(let page) = answer, case .array(let items)? = page["items"] else { return [] }
            return Set(items.compactMap { $0["customer"]?["name"]?.string })
        }
        #expect(await names("main_reason=recency_days") == ["Ada", "Bo"])
        #expect(await names("main_reason=recency_days&band=high") == ["Ada"])
        #expect(await names("main_reason=none") == ["Di"])
        #expect(await names("reason=recency_days") == ["Ada", "Bo", "Cy"])
        #expect(await world.client.call("GET", "/at-risk?band=huge").status == 422)
        let csv = await world.client.call("GET", "/at-risk/main-reasons?format=csv")
        #expect(csv.header("Content-Type") == "text/csv; charset=utf-8")
        #expect(csv.text.contains("late_deliveries,1,0,1\r\n,0,1,1\r\n"))
        let audited = try await world.number(
            "SELECT count(*)::integer AS n FROM audit_entries WHERE action = 'report.exported'")
        #expect(audited == 1)
    }

    @Test("refuse interventions for nobody, and show an agent of limited scope only their own tickets")
    func scope() async throws {
        let world = try await PredictionCast(labels: 300)
        _ = try await world.waiting(900, since: "2026-11-19T11:00:00Z")
        try await world.cast.change(900, "assignee_id = '\(FeatureCast.mei)'", at: "2026-11-19T11:00:00Z")
        try await world.training.train(.satisfaction, cause: .command)
        let liam = Principal(
            kind: .user, id: UUID(uuidString: FeatureCast.liam), name: "Liam", role: "agent",
            permissions: [.ticketsRead, .predictionsRead], ticketScope: .own)
        #expect(numbers(await world.client.call("GET", "/at-risk?kind=tickets", as: liam).json).isEmpty)
        #expect(await world.client.call("GET", "/tickets/900/prediction", as: liam).status == 404)
        for subject in [ReportCast.id(900), ReportCast.id(7)] {
            let answer = await world.client.call(
                "POST", "/at-risk/interventions",
                json: #"{"kind": "tickets", "subject_id": "\#(subject)", "action": "called"}"#, as: liam)
            #expect(answer.status == 404)
        }
        let wrong = await world.client.call(
            "POST", "/at-risk/interventions", json: #"{"kind": "tickets", "subject_id": "x", "action": "shouted"}"#)
        #expect(wrong.status == 422)
        #expect(await world.client.call("POST", "/models/churn/training", as: liam).status == 403)
    }
}
