import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// Keeps the recommendation model of this node fresh: made off the loop, at most once a minute, when orders came in.
@Loop final class RecommendationDesk {
    private static let minimumAgeSeconds = 60.0
    private let context: AppContext
    private var model: RecommendationModel?
    private var mark = ""
    private var lookedAt = Date.distantPast
    private var making: Task<RecommendationModel, any Error>?

    init(context: AppContext) {
        self.context = context
    }

    /// The model as of the last minute; whoever asks first waits until it is made.
    func current() async throws -> RecommendationModel {
        if let model, context.clock.now.timeIntervalSince(lookedAt) < Self.minimumAgeSeconds { return model }
        if let making { return try await making.value }
        let task = Task { @Loop in try await self.refreshed() }
        making = task
        defer { making = nil }
        return try await task.value
    }

    private func refreshed() async throws -> RecommendationModel {
        let connection = context.database.connection
        let store = RecommendationStore(connection)
        let mark = try await store.mark()
        if let model, mark == self.mark {
            lookedAt = context.clock.now
            return model
        }
        let products = try await ProductStore(connection).all()
        let purchases = try await store.purchases()
        let made = await Self.make(products, purchases)
        model = made
        self.mark = mark
        lookedAt = context.clock.now
        return made
    }

    /// Off the loop: EASE may take seconds.
    @concurrent nonisolated private static func make(
        _ products: [Product], _ purchases: [(customer: UUID, product: UUID)]
    ) async -> RecommendationModel {
        RecommendationModel(products: products, purchases: purchases)
    }
}
