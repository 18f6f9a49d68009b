import Access
import Basics
import Channels
import EventLoop
import Foundation
import Postgres
import Web

/// Paths about the addresses that are told what happens.
@Loop struct WebhookRoutes {
    let context: AppContext
    let allowsLoopback: Bool
    private static let limit = 50

    var routes: [Route] {
        [
            .get(
                "/webhooks", "Addresses that are told what happens", .permission(.webhooksManage),
                output: Webhook.self, page: true, handler: list),
            .post(
                "/webhooks", "Adds an address and shows its secret this once", .permission(.webhooksManage),
                input: NewWebhook.self, output: Webhook.self, handler: create),
            .get("/webhooks/{id}", "One address", .permission(.webhooksManage), output: Webhook.self, handler: show),
            .patch(
                "/webhooks/{id}", "Changes an address or what it is told", .permission(.webhooksManage),
                input: WebhookPatch.self, output: Webhook.self, handler: change),
            .delete(
                "/webhooks/{id}", "Removes an address with its log", .permission(.webhooksManage), handler: remove),
            .post(
                "/webhooks/{id}/secret", "Makes a new secret and shows it this once; the old one ends at once",
                .permission(.webhooksManage), output: Webhook.self, body: .none, handler: renewSecret),
            .post(
                "/webhooks/{id}/trial", "Sends a ping", .permission(.webhooksManage), output: WebhookDelivery.self,
                body: .none, handler: ping),
        ]
    }

    private var now: Date { context.clock.now }

    private func list(_ request: Request) async throws -> Response {
        .json(Page(items: try await WebhookStore(context.database.connection).webhooks(), nextCursor: nil))
    }

    private func show(_ request: Request) async throws -> Response {
        let webhook = try await WebhookStore(context.database.connection).webhook(try request.id(of: "webhook"))
        guard let webhook else { throw Problem.notFound("webhook") }
        return .json(webhook, version: webhook.version)
    }

    private func create(_ request: Request) async throws -> Response {
        let details = try request.input(NewWebhook.self).checked(allowsLoopback: allowsLoopback)
        let secret = WebhookSecret(context.random)
        var webhook = Webhook(id: .make(at: now, random: context.random), details, at: now)
        try await context.database.transaction { connection in
            let store = WebhookStore(connection)
            guard try await store.count() < Self.limit else {
                throw Problem.conflict("too-many-webhooks", "There are enough webhooks", "Remove one first.")
            }
            try await check(details, store)
            try await store.insert(webhook, sealedSecret: secret.sealed(context.secrets))
            try await AuditStore(connection, clock: context.clock).record(
                "webhook.created", "webhook", webhook.id.uuid, WebhookDetails.nothing.changes(to: details), by: request)
        }
        webhook.secret = secret.text
        return .created(webhook, version: webhook.version)
    }

    private func change(_ request: Request) async throws -> Response {
        let patch = try request.input(WebhookPatch.self)
        let webhook = try await changing(request) { webhook, store, audit in
            try request.requireMatch(webhook.version)
            let details = try patch.applied(to: webhook.details, allowsLoopback: allowsLoopback)
            let changes = webhook.details.changes(to: details)
            guard !changes.changes.isEmpty else { return }
            try await check(details, store)
            try await store.update(webhook.id, details, at: now)
            try await audit.record("webhook.updated", "webhook", webhook.id.uuid, changes, by: request)
        }
        return .json(webhook, version: webhook.version)
    }

    private func renewSecret(_ request: Request) async throws -> Response {
        let secret = WebhookSecret(context.random)
        var webhook = try await changing(request) { webhook, store, audit in
            try await store.setSecret(webhook.id, sealed: secret.sealed(context.secrets), at: now)
            try await audit.record("webhook.secret_renewed", "webhook", webhook.id.uuid, by: request)
        }
        webhook.secret = secret.text
        return .created(webhook, version: webhook.version)
    }

    private func remove(_ request: Request) async throws -> Response {
        let id: ID<Webhook> = try request.id(of: "webhook")
        try await context.database.transaction { connection in
            let store = WebhookStore(connection)
            guard let webhook = try await store.webhook(id, locked: true) else { throw Problem.notFound("webhook") }
            try request.requireMatch(webhook.version)
            try await store.delete(id)
            try await AuditStore(connection, clock: context.clock).record(
                "webhook.deleted", "webhook", id.uuid, webhook.details.changes(to: .nothing), by: request)
        }
        return .noContent
    }

    private func ping(_ request: Request) async throws -> Response {
        let id: ID<Webhook> = try request.id(of: "webhook")
        let delivery = try await context.database.transaction { connection in
            guard let webhook = try await WebhookStore(connection).webhook(id, locked: true) else {
                throw Problem.notFound("webhook")
            }
            guard webhook.active else {
                throw Problem.conflict("webhook-off", "The webhook is off", "Switch it on first.")
            }
            return try await WebhookDeliveryStore(connection).insertPing(
                .make(at: now, random: context.random), of: id, at: now)
        }
        guard let delivery else { throw Problem.internalFault }
        return .created(delivery)
    }

    /// Runs `change` on the locked webhook.
    ///
    /// - Returns: The webhook as it is then.
    private func changing(
        _ request: Request, _ change: @Loop (Webhook, WebhookStore, AuditStore) async throws -> Void
    ) async throws -> Webhook {
        let id: ID<Webhook> = try request.id(of: "webhook")
        return try await context.database.transaction { connection in
            let store = WebhookStore(connection)
            guard let webhook = try await store.webhook(id, locked: true) else { throw Problem.notFound("webhook") }
            try await change(webhook, store, AuditStore(connection, clock: context.clock))
            return try await store.webhook(id) ?? webhook
        }
    }

    private func check(_ details: WebhookDetails, _ store: WebhookStore) async throws {
        var kind: ChannelKind?
        if let inbox = details.inboxID {
            kind = try await store.kind(ofInbox: inbox)
            guard kind != nil else { throw Problem.invalid("/inbox_id", "is no inbox") }
        }
        guard kind == .api || !details.kinds.contains(where: \.isForProgram) else {
            throw Problem.invalid(
                "/kinds", "may hold message.sent and survey.offered only for an inbox of the kind api")
        }
    }
}
