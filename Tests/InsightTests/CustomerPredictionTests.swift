import Basics
import EventLoop
import Foundation
import Insight
import Postgres
import TestSupport
import Testing

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
