import Basics
package import EventLoop
package import Foundation
import Postgres
package import Web

/// Paths by which customers the shop vouched for follow their own orders in the chat.
///
/// Nobody else learns that there is anything here: a visitor without a signed identity gets what an unknown path gives.
@Loop package struct VisitorOrderRoutes {
    /// Sends a visitor's question and notes for the staff which order it is about (its id and number).
    package typealias Ask = @Loop @Sendable (LiveSend, UUID, Int, Principal) async throws -> LiveSent

    let context: AppContext
    /// Without it there is nobody to ask.
    let ask: Ask?

    var routes: [Route] {
        [
            .get(
                "/widget/orders", "A vouched-for visitor's own orders, newest first", .visitor,
                output: VisitorOrder.self, page: true, handler: list),
            .post(
                "/widget/orders/{id}/questions", "Asks about one's own order in the conversation", .visitor,
                input: OrderQuestionInput.self, handler: question),
        ]
    }

    private func list(_ request: Request) async throws -> Response {
        let limit = try request.limit(default: 5, max: 20)
        var filter = OrderStore.Filter()
        filter.customerID = try Self.customerID(request)
        let orders = try await OrderStore(context.database.connection).orders(filter, before: nil, limit: limit)
        let now = context.clock.now
        return .json(Page(items: orders.map { VisitorOrder($0, at: now) }, nextCursor: nil))
    }

    private func question(_ request: Request) async throws -> Response {
        let customerID = try Self.customerID(request)
        let message = try request.input(OrderQuestionInput.self).message()
        let order = try await OrderRoutes.found(request, in: context.database.connection, locked: false)
        guard order.customer.id == customerID, let ask else { throw Problem.notFound("order") }
        let sent = try await ask(message, order.id.uuid, order.number, request.principal)
        var json = JSONWriter()
        json.object { json in json.field("message", JSONBytes(sent.message)) }
        return .json(bytes: json.bytes, status: 201)
    }

    private static func customerID(_ request: Request) throws -> UUID {
        guard let reach = request.principal.visitor, reach.verified, let id = reach.customerID else {
            throw Problem.notFound()
        }
        return id
    }
}
