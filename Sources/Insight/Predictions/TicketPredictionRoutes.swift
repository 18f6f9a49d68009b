import Basics
import EventLoop
import Foundation
import Models
import Postgres
import Web

/// How a ticket's customer will rate it, what staff think of that, and what would change it; never for visitors.
@Loop struct TicketPredictionRoutes {
    let context: AppContext
    let desk: PredictionDesk
    let visibleTickets: VisibleTickets

    var routes: [Route] {
        [
            .get(
                "/tickets/{id}/prediction", "How likely the customer is dissatisfied, with reasons",
                .permission(.predictionsRead), output: PredictionView.self
            ) { try await show($0) },
            .post(
                "/tickets/{id}/prediction/feedback", "Say whether the prediction is right or wrong",
                .permission(.predictionsRead), input: PredictionFeedback.self, output: PredictionView.self, status: 200
            ) { try await takeFeedback($0) },
            .post(
                "/tickets/{id}/prediction/what-if", "The prediction if some things were otherwise; nothing is kept",
                .permission(.predictionsRead), input: WhatIf.self, output: PredictionView.self, status: 200
            ) { try await whatIf($0) },
        ]
    }

    private func show(_ request: Request) async throws -> Response {
        let ticket = try await ticket(request)
        return .json(try await view(ticket, request))
    }

    private func view(_ ticket: UUID, _ request: Request) async throws -> PredictionView {
        let connection = context.database.connection
        let version = try await desk.model(.satisfaction, connection)
        let row = try await row(ticket, version, connection)
        let prediction = version.flatMap { Prediction($0, row, cause: .asked) }
        if let prediction { _ = try await desk.keep([prediction], connection) }
        let store = PredictionStore(connection)
        let risk = try await store.risks(.satisfaction, of: [ticket])[ticket]
        return PredictionView(
            .satisfaction, prediction, version, facts: RiskFact.facts(.satisfaction, row),
            predictionID: risk?.predictionID,
            previous: try await store.previousProbability(.satisfaction, of: ticket),
            feedback: try await FeedbackStore(connection).verdict(of: risk?.predictionID, by: request.principal.id))
    }

    private func row(
        _ ticket: UUID, _ version: ModelVersion?, _ connection: Connection
    ) async throws -> FeatureRow {
        let rows = try await desk.features(
            .satisfaction, of: [ticket], asOf: context.clock.now, version, connection)
        guard let row = rows.first else { throw Problem.notFound("ticket") }
        return row
    }

    private func takeFeedback(_ request: Request) async throws -> Response {
        let ticket = try await ticket(request)
        let feedback = try request.input(PredictionFeedback.self)
        let note = try StaffNote.checked(feedback.note)
        guard request.principal.kind == .user, let userID = request.principal.id else {
            throw Problem.forbidden("Only people say what they think of a prediction.")
        }
        let connection = context.database.connection
        guard let risk = try await PredictionStore(connection).risks(.satisfaction, of: [ticket])[ticket] else {
            throw Problem.conflict(
                "no-prediction", "There is no prediction to judge", "Nothing was predicted for this ticket yet.")
        }
        try await FeedbackStore(connection).put(
            feedback.verdict, note: note, of: risk.predictionID, by: userID, at: context.clock.now)
        return .json(try await view(ticket, request))
    }

    private func whatIf(_ request: Request) async throws -> Response {
        let ticket = try await ticket(request)
        let changes = try request.input(WhatIf.self).checked(against: PredictionKind.satisfaction.features)
        let connection = context.database.connection
        let version = try await desk.model(.satisfaction, connection)
        var row = try await row(ticket, version, connection)
        let before = version.flatMap { Prediction($0, row, cause: .asked) }
        for (name, value) in changes { row = row.setting(name, to: .number(value)) }
        return .json(
            PredictionView(
                .satisfaction, version.flatMap { Prediction($0, row, cause: .asked) }, version,
                facts: RiskFact.facts(.satisfaction, row), previous: before?.probability))
    }

    /// The ticket of the path by its id or number.
    ///
    /// - Throws: `Problem.notFound` when there is none the asker may see.
    private func ticket(_ request: Request) async throws -> UUID {
        try await visibleTickets.id(
            request.parameter("id"), for: request.principal, in: context.database.connection)
    }
}
