import Basics
import EventLoop
import Foundation
import Insight
import Models
import Postgres
import TestSupport
import Testing
import Web

@Suite("Predictions of customers")
@Loop struct CustomerPredictionTests {
    private func predictions(_ world: PredictionCast, _ customer: String) async -> [String: JSONValue] {
        guard case .object(let fields) = await world.client.call("GET", "/customers/\(customer)/predictions").json
        else {
            return [:]
        }
        return fields
    }

    @Test("say what somebody is worth by the simple formula and where they stand, and what is missing for the rest")
    func worth() async throws {
        let world = try await PredictionCast(labels: 0)
        // Two orders of 600.00, the first 60 days ago: 600 × 2 / (60 / 30.4375) × 12.
        try await world.cast.order(1, at: "2026-09-21T12:00:00Z", customer: FeatureCast.wang, total: 60_000)
        try await world.cast.order(2, at: "2026-11-10T12:00:00Z", customer: FeatureCast.wang, total: 60_000)
        for kind in PredictionKind.allCases { try await world.training.train(kind, cause: .command) }
        try await CustomerValueJobs(context: world.context).run()
        let wang = await predictions(world, FeatureCast.wang)
        guard case .object(let churn)? = wang["churn"], case .object(let value)? = wang["lifetime_value"],
            case .array(let segments)? = wang["segments"]
        else { throw Problem.internalFault }
        #expect(churn["state"] == .string("not_enough_data"))
        #expect(value["expected"] == .null, "two customers are too few for a model")
        #expect(
            value["simple"] == .object(["amount_minor": .number(730_500), "currency": .string("CNY")]))
        #expect(segments.contains(.object(["by": .string("frequency"), "name": .string("low")])))
        #expect(segments.contains(.object(["by": .string("order_value"), "name": .string("medium")])))
    }

    @Test("stand in the segments the company has drawn, which only its owners move")
    func bounds() async throws {
        let world = try await PredictionCast(labels: 0)
        try await world.cast.order(1, at: "2026-09-21T12:00:00Z", customer: FeatureCast.wang, total: 60_000)
        try await world.cast.order(2, at: "2026-11-10T12:00:00Z", customer: FeatureCast.wang, total: 60_000)
        let jobs = CustomerValueJobs(context: world.context)
        try await jobs.run()
        let owner = Principal(
            kind: .user, id: UUID(uuidString: FeatureCast.mei), name: "Mei", role: "owner",
            permissions: [.reportsRead, .companyWrite])
        let usual = await world.client.call("GET", "/segment-bounds", as: owner)
        #expect(
            usual.text == """
                {"age_low":30.0,"age_high":50.0,"frequency_low":5.0,"frequency_high":10.0,"order_value_low":500.0,\
                "order_value_high":1000.0}
                """)
        func put(_ frequencyHigh: Int, _ principal: Principal, match: String? = nil) async -> RouteClient.Answer {
            await world.client.call(
                "PUT", "/segment-bounds",
                json: """
                    {"age_low": 30, "age_high": 50, "frequency_low": 1, "frequency_high": \(frequencyHigh),
                        "order_value_low": 100, "order_value_high": 200.5}
                    """, as: principal, headers: match.map { [("If-Match", "\"\($0)\"")] } ?? [])
        }
        #expect(await put(1, owner).pointers == ["/frequency_high"])
        let reader = Principal(
            kind: .user, id: UUID(uuidString: FeatureCast.liam), name: "Liam", role: "supervisor",
            permissions: [.reportsRead])
        #expect(await put(9, reader).status == 403)
        let changed = await put(9, owner, match: "0")
        #expect(changed.status == 200 && changed.json["order_value_high"] == .number(200.5))
        #expect(await put(8, owner, match: "0").status == 412, "somebody else was first")
        let waiting = try await world.number(
            "SELECT count(*)::integer AS n FROM jobs WHERE name = 'insight.customer-values'")
        #expect(waiting == 1)
        try await jobs.runIfDue()
        let store = CustomerValueReportStore(world.cast.database.connection)
        #expect(try await store.report().bounds.orderValue.high == 200.5)
        for segmentation in ["order_value", "frequency"] {
            let page = try await store.customers(
                segmentation: segmentation, segment: segmentation == "frequency" ? "medium" : "high", after: nil,
                limit: 9)
            #expect(page.items.map(\.orderCount) == [2], "\(segmentation)")
        }
    }

    @Test("tell nothing of what somebody who never ordered will do, and refuse who is not there")
    func nobody() async throws {
        let world = try await PredictionCast(labels: 0)
        let tom = await predictions(world, FeatureCast.tom)
        guard case .object(let churn)? = tom["churn"] else { throw Problem.internalFault }
        #expect(churn["state"] == .string("no_orders"))
        #expect(tom["lifetime_value"] == .null)
        #expect(tom["segments"] == .array([]))
        #expect(await world.client.call("GET", "/customers/\(ReportCast.id(7))/predictions").status == 404)
        #expect(await world.client.call("GET", "/customers/nobody/predictions").status == 404)
    }
}
