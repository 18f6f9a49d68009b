import Basics
import Customers
import EventLoop
import Foundation
import Postgres
import Web

/// The path of what may be offered to a customer.
@Loop struct RecommendationRoutes {
    let context: AppContext
    let desk: RecommendationDesk

    var routes: [Route] {
        [
            .get(
                "/customers/{id}/recommendations", "Products worth offering, best first, each with its reason",
                .permission(.ordersRead),
                query: [
                    QueryParameter("method", "hybrid (without it), collaborative, content or popular.")
                ], output: Recommendation.self, page: true, handler: list)
        ]
    }

    private func list(_ request: Request) async throws -> Response {
        let id: ID<Customer> = try request.id(of: "customer")
        let method = try request.query("method", as: RecommendationModel.Method.self) ?? .hybrid
        let limit = try request.limit(default: 5, max: 50)
        guard let owned = try await RecommendationStore(context.database.connection).owned(by: id.uuid) else {
            throw Problem.notFound("customer")
        }
        let offers = try await desk.current().recommendations(owned: owned, method: method, limit: limit)
        return .json(Page(items: offers, nextCursor: nil))
    }
}
