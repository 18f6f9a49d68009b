import Basics
package import EventLoop
import Foundation
import Jobs
import Postgres
import Web

/// Tells addresses what waits for them: in order within a ticket, a customer or an order, each until it has arrived or
/// was given up.
///
/// Several nodes may do it at once: a delivery is leased by one of them. A crash after the other side took it leads to
/// a second delivery under the same id.
@Loop package final class WebhookSender {
    private static let runningLimit = 8
    private static let leaseSeconds = 60.0
    private let context: AppContext
    private let payload: WebhookPayload
    private let transport: OutgoingPost
    private let allowsLoopback: Bool
    private let settled: @Loop (DueWebhookDelivery) -> Void
    private let lease = UUID()
    private let bell = WakeUp()
    private var running = 0

    /// - Parameter settled: Hears of each attempt, after its outcome is written down.
    init(
        context: AppContext, payload: WebhookPayload, allowsLoopback: Bool,
        settled: @escaping @Loop (DueWebhookDelivery) -> Void = { _ in }
    ) {
        self.context = context
        self.payload = payload
        self.allowsLoopback = allowsLoopback
        self.settled = settled
        transport = OutgoingPost(allowsLoopback: allowsLoopback)
    }

    private var now: Date { context.clock.now }

    /// Something is due now.
    func ring() { bell.ring() }

    /// Works until the task is cancelled.
    package func run() async {
        while !Task.isCancelled {
            for delivery in await takeDue() {
                running += 1
                // A task of its own: one cancelled in the middle could not write down what the other side said.
                Task { @Loop in await self.perform(delivery) }
            }
            await bell.wait(seconds: 1)
        }
    }

    /// Does what is due now, and waits for it.
    ///
    /// - Returns: How many deliveries were in hand.
    @discardableResult package func turn() async -> Int {
        let due = await takeDue()
        let tasks = due.map { delivery in
            running += 1
            return Task { @Loop in await self.perform(delivery) }
        }
        for task in tasks { await task.value }
        return due.count
    }

    private func takeDue() async -> [DueWebhookDelivery] {
        let room = Self.runningLimit - running
        guard room > 0 else { return [] }
        do {
            let now = now
            return try await WebhookDeliveryStore(context.database.connection).take(
                limit: room, now: now, lease: lease, until: now.addingTimeInterval(Self.leaseSeconds))
        } catch {
            if !(error is CancellationError) { Log.debug("webhooks cannot be read", ["reason": "\(error)"]) }
            return []
        }
    }

    private func perform(_ delivery: DueWebhookDelivery) async {
        defer {
            running -= 1
            bell.ring()
        }
        do {
            try await send(delivery)
        } catch {
            // The lease runs out and it is sent again.
            Log.warning("webhook not told yet", ["delivery": delivery.id.description, "reason": "\(error)"])
        }
    }

    private func send(_ delivery: DueWebhookDelivery) async throws {
        let began = now
        if let body = try await body(of: delivery) {
            let answer = await post(body, of: delivery)
            try await record(answer, of: delivery, began: began)
        } else {
            try await giveUp(delivery, at: began)
        }
        settled(delivery)
    }

    /// Nothing is left to tell: a receiver that knew the record hears of its end by a kind of its own.
    private func giveUp(_ delivery: DueWebhookDelivery, at now: Date) async throws {
        try await context.database.transaction { connection in
            let store = WebhookDeliveryStore(connection)
            try await store.log(
                WebhookAttempt(
                    number: delivery.attempt, at: now, status: nil, fault: "what it was about is gone", milliseconds: 0),
                of: delivery.id)
            try await store.settle(delivery.id, .failed, next: nil, at: now)
        }
    }

    private func body(of delivery: DueWebhookDelivery) async throws -> String? {
        if let body = delivery.body { return body }
        guard let body = try await payload.body(of: delivery) else { return nil }
        try await WebhookDeliveryStore(context.database.connection).setBody(delivery.id, body)
        return body
    }

    private func post(_ body: String, of delivery: DueWebhookDelivery) async -> OutgoingPost.Answer {
        guard let address = PublicAddress(delivery.url, allowsLoopback: allowsLoopback) else { return .refused }
        guard let secret = WebhookSecret(sealed: delivery.sealedSecret, context.secrets) else {
            return .unreachable("the secret cannot be read with this master key; make a new one")
        }
        let headers =
            secret.headers(id: delivery.id.description, at: now, body: body) + [
                "Content-Type: application/json", "User-Agent: Deskbell", "Expect:",
            ]
        return await transport.post(Array(body.utf8), headers: headers, to: address)
    }

    private func record(_ answer: OutgoingPost.Answer, of delivery: DueWebhookDelivery, began: Date) async throws {
        let now = now
        let verdict = WebhookVerdict(answer)
        let attempt = WebhookAttempt(
            number: delivery.attempt, at: began, status: verdict.status, fault: verdict.fault,
            milliseconds: Int(now.timeIntervalSince(began) * 1_000))
        try await context.database.transaction { connection in
            let deliveries = WebhookDeliveryStore(connection)
            let webhooks = WebhookStore(connection)
            try await deliveries.log(attempt, of: delivery.id)
            switch verdict.outcome {
            case .taken:
                try await deliveries.settle(delivery.id, .delivered, next: nil, at: now)
                try await webhooks.succeeded(delivery.webhookID, at: now)
                return
            case .refused, .away:
                // A test is for the address as it is now; whoever mends it tests again.
                let pause = delivery.kind == .ping ? nil : WebhookRules.pause(afterAttempt: delivery.attempt)
                try await deliveries.settle(
                    delivery.id, pause == nil ? .failed : .waiting, next: pause.map(now.addingTimeInterval), at: now)
            case .gone:
                try await deliveries.settle(delivery.id, .failed, next: nil, at: now)
                try await webhooks.switchOff(delivery.webhookID, at: now)
            }
            if verdict.outcome == .away {
                let rest = WebhookRules.rest(afterFailures: delivery.failures)
                try await webhooks.failed(delivery.webhookID, resumeAt: now.addingTimeInterval(rest))
            }
        }
    }
}
