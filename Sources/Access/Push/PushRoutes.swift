import Basics
import EventLoop
import Foundation
import Gateway
import Postgres
import Web

/// Paths by which a browser asks to be told of news.
@Loop struct PushRoutes {
    let context: AppContext
    let push: Push

    var routes: [Route] {
        [
            .get(
                "/push-key", "The key a browser needs to subscribe to web push", .signedIn, output: PushKey.self,
                handler: key),
            .get(
                "/push-subscriptions", "The browsers one is told of news in, newest first", .signedIn,
                output: PushSubscription.self, page: true, handler: list),
            .post(
                "/push-subscriptions", "Have this browser told of news", .signedIn, input: PushSubscriptionInput.self,
                output: PushSubscription.self, handler: create),
            .delete("/push-subscriptions/{id}", "Tell this browser no more", .signedIn, handler: delete),
        ]
    }

    private func key(_ request: Request) async throws -> Response {
        _ = try person(request)
        return .json(PushKey(publicKey: try await push.keys.pair().publicKey.base64URL))
    }

    private func list(_ request: Request) async throws -> Response {
        let items = try await PushSubscriptionStore(context.database.connection).subscriptions(of: person(request).user)
        return .json(Page(items: items, nextCursor: nil))
    }

    private func create(_ request: Request) async throws -> Response {
        let (user, session) = try person(request)
        let input = try request.input(PushSubscriptionInput.self)
        let (endpoint, browserKey, secret) = try input.checked(allowsLoopback: push.allowsLoopback)
        let subscription = PushSubscription(
            id: .make(at: context.clock.now, random: context.random), excerpt: input.excerpt ?? true,
            userAgent: String((request.head.headers["user-agent"] ?? "").prefix(300)), createdAt: context.clock.now)
        let target = PushSubscriptionStore.Target(
            endpoint: endpoint, browserKey: browserKey, secret: context.secrets.seal(secret),
            excerpt: subscription.excerpt)
        let kept = try await context.database.transaction { connection in
            try await PushSubscriptionStore(connection).keep(subscription, target, user: user, session: session)
        }
        push.changed()
        return .created(kept)
    }

    private func delete(_ request: Request) async throws -> Response {
        let id: ID<PushSubscription> = try request.id(of: "push subscription")
        guard try await PushSubscriptionStore(context.database.connection).delete(id, of: person(request).user) else {
            throw Problem.notFound("push subscription")
        }
        return .noContent
    }

    /// - Throws: `Problem.forbidden` for programs, which have no browser.
    private func person(_ request: Request) throws -> (user: UUID, session: UUID) {
        guard request.principal.kind == .user, let user = request.principal.id,
            let session = request.principal.sessionID
        else { throw Problem.forbidden("Only people signed in with a browser are told of news.") }
        return (user: user, session: session)
    }
}
