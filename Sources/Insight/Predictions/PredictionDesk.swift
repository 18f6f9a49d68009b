import Basics
package import EventLoop
package import Foundation
import Models
package import Postgres
package import Web

/// Scores tickets and customers with the models that serve, and keeps what changed.
@Loop package final class PredictionDesk {
    /// A smaller change of the chance, within the same band, is not worth a row.
    static let change = 0.005

    private let context: AppContext
    private var serving: [PredictionKind: ModelVersion] = [:]

    package init(context: AppContext) {
        self.context = context
    }

    /// The model that serves; `nil` before the first training.
    ///
    /// A model another node trained is noticed by its id.
    package func model(_ kind: PredictionKind, _ connection: Connection) async throws -> ModelVersion? {
        let now = try await ModelVersionStore(connection).serving(of: kind)
        if let known = serving[kind], known.id == now?.id, known.withdrawnAt == now?.withdrawnAt { return known }
        serving[kind] = try await ModelVersionStore(connection).serving(kind)
        return serving[kind]
    }

    /// What was known of the subjects at `moment`; subjects that do not exist have no row.
    package func features(
        _ kind: PredictionKind, of subjects: [UUID], asOf moment: Date, _ version: ModelVersion?,
        _ connection: Connection
    ) async throws -> [FeatureRow] {
        let store = FeatureStore(connection)
        return kind.isOfTickets
            ? try await store.tickets(subjects.map { ($0, moment) })
            : try await store.customers(subjects, asOf: moment, lifetime: version?.model.lifetime)
    }

    /// Predicts for the subjects as of now and adds what changed.
    ///
    /// - Returns: The predictions whose risk was kept anew, with the one before by the same model.
    @discardableResult package func score(
        _ kind: PredictionKind, _ subjects: [UUID], cause: Prediction.Cause, _ connection: Connection
    ) async throws -> [(prediction: Prediction, before: PredictionStore.Risk?)] {
        guard let version = try await model(kind, connection), version.serves else {
            return []
        }
        let now = context.clock.now
        let rows = try await features(kind, of: subjects, asOf: now, version, connection)
        let predictions = rows.compactMap { Prediction(version, $0, cause: cause) }
        return try await keep(predictions, connection)
    }

    /// Adds those predictions that differ from their subject's latest.
    func keep(
        _ predictions: [Prediction], _ connection: Connection
    ) async throws -> [(prediction: Prediction, before: PredictionStore.Risk?)] {
        guard let kind = predictions.first?.kind else { return [] }
        let store = PredictionStore(connection)
        let known = try await store.risks(kind, of: predictions.map(\.row.subject))
        var kept: [(prediction: Prediction, before: PredictionStore.Risk?)] = []
        for prediction in predictions {
            let before = known[prediction.row.subject].flatMap { $0.modelID == prediction.modelID ? $0 : nil }
            if let before, before.band == prediction.score.band.rawValue,
                abs(before.probability - prediction.probability) < Self.change
            {
                continue
            }
            let id = ID<Prediction>.make(at: prediction.row.asOf, random: context.random)
            try await store.append(prediction, id: id.uuid)
            kept.append((prediction, before))
        }
        return kept
    }
}
