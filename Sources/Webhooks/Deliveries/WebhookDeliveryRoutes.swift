import Access
import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// Paths to the log of what addresses were told.
@Loop struct WebhookDeliveryRoutes {
    let context: AppContext

    var routes: [Route] {
        [
            .get(
                "/webhooks/{id}/deliveries", "What the address was told, newest first", .permission(.webhooksManage),
                query: [QueryParameter("state", "Only `waiting`, `delivered` or `failed` ones.")],
                output: WebhookDelivery.self, page: true, handler: list),
            .get(
                "/webhooks/{id}/deliveries/{delivery}", "One delivery with its body and every attempt",
                .permission(.webhooksManage), output: WebhookDeliveryDetail.self, handler: show),
            .post(
                "/webhooks/{id}/deliveries/{delivery}/replay", "Sends the same again", .permission(.webhooksManage),
                output: WebhookDelivery.self, body: .none, handler: replay),
        ]
    }

    private func list(_ request: Request) async throws -> Response {
        let webhook = try await found(request, context.database.connection)
        let limit = try request.limit()
        let state = try request.query("state", as: WebhookDelivery.State.self)
        let before = try request.cursor(parts: 1)?.parts[0].flatMap { Int($0) }
        let rows = try await WebhookDeliveryStore(context.database.connection).deliveries(
            of: webhook, state: state, before: before, limit: limit + 1)
        return .json(Page(rows, limit: limit) { Cursor([String($0.position)]) })
    }

    private func show(_ request: Request) async throws -> Response {
        let store = WebhookDeliveryStore(context.database.connection)
        return .json(try await store.detail(try await delivery(request, context.database.connection)))
    }

    private func replay(_ request: Request) async throws -> Response {
        let delivery = try await context.database.transaction { connection in
            let delivery = try await self.delivery(request, connection)
            guard delivery.state != .waiting else {
                throw Problem.conflict(
                    "still-waiting", "It is on its way", "It will be sent by itself; nothing to send again.")
            }
            try await WebhookDeliveryStore(connection).replay(delivery.id, at: context.clock.now)
            try await AuditStore(connection, clock: context.clock).record(
                "webhook.replayed", "webhook", delivery.webhookID, by: request)
            return try await self.delivery(request, connection)
        }
        return .created(delivery)
    }

    private func found(_ request: Request, _ connection: Connection) async throws -> ID<Webhook> {
        let id: ID<Webhook> = try request.id(of: "webhook")
        guard try await WebhookStore(connection).webhook(id) != nil else { throw Problem.notFound("webhook") }
        return id
    }

    private func delivery(_ request: Request, _ connection: Connection) async throws -> WebhookDelivery {
        let webhook = try await found(request, connection)
        guard let id = ID<WebhookDelivery>(request.parameter("delivery")),
            let delivery = try await WebhookDeliveryStore(connection).delivery(id, of: webhook)
        else { throw Problem.notFound("delivery") }
        return delivery
    }
}
