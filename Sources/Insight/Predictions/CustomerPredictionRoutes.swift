import Basics
import EventLoop
import Foundation
import Models
import Postgres
import Web

/// What is predicted of a customer; never for the customer.
@Loop struct CustomerPredictionRoutes {
    let context: AppContext
    let desk: PredictionDesk

    var routes: [Route] {
        [
            .get(
                "/customers/{id}/predictions", "Leaving, buying, worth and segments, with reasons",
                .permission(.predictionsRead), output: CustomerPredictions.self
            ) { try await show($0) }
        ]
    }

    private func show(_ request: Request) async throws -> Response {
        let id: ID<CustomerPredictions> = try request.id(of: "customer")
        let connection = context.database.connection
        let churn = try await view(.churn, id.uuid, connection)
        let purchase = try await view(.purchase, id.uuid, connection)
        let worth = try await CustomerWorthStore(connection).worth(of: id.uuid)
        return .json(
            CustomerPredictions(
                churn: churn, purchase: purchase, lifetimeValue: worth, segments: worth?.segments ?? []))
    }

    private func view(
        _ kind: PredictionKind, _ customer: UUID, _ connection: Connection
    ) async throws -> PredictionView {
        let version = try await desk.model(kind, connection)
        let rows = try await desk.features(kind, of: [customer], asOf: context.clock.now, version, connection)
        guard let row = rows.first else { throw Problem.notFound("customer") }
        // Who never ordered can neither stay away nor come back.
        let hasOrdered = row.values["orders_total"].map { $0 != .missing && $0 != .number(0) } ?? false
        let prediction = hasOrdered ? version.flatMap { Prediction($0, row, cause: .asked) } : nil
        if let prediction { _ = try await desk.keep([prediction], connection) }
        let store = PredictionStore(connection)
        let risk = try await store.risks(kind, of: [customer])[customer]
        return PredictionView(
            kind, prediction, version, facts: kind == .churn ? RiskFact.facts(kind, row) : [],
            hasOrdered: hasOrdered, predictionID: risk?.predictionID,
            previous: try await store.previousProbability(kind, of: customer))
    }
}
