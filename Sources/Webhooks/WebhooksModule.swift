import Basics
package import EventLoop
import Foundation
package import Helpdesk
package import Jobs
import Postgres
package import Web

/// News of the record sent to addresses of the company, signed, in order, and again after failures.
@Loop package final class WebhooksModule: Module {
    package let name = "webhooks"
    package let sender: WebhookSender
    private let context: AppContext
    private let allowsLoopback: Bool
    private let desk: Desk
    private let answers: AnswerDeliveries

    /// - Parameter allowsLoopback: A test's receiver may live on this machine.
    package init(context: AppContext, desk: Desk, allowsLoopback: Bool = false) {
        self.context = context
        self.allowsLoopback = allowsLoopback
        self.desk = desk
        let answers = AnswerDeliveries(context: context, desk: desk)
        self.answers = answers
        sender = WebhookSender(
            context: context, payload: WebhookPayload(context: context, desk: desk), allowsLoopback: allowsLoopback,
            settled: { delivery in
                guard delivery.kind == .messageSent, let seq = delivery.seq else { return }
                answers.changed(delivery.subjectID, seq: seq)
            })
        answers.follow()
    }

    package var routes: [Route] {
        WebhookRoutes(context: context, allowsLoopback: allowsLoopback).routes
            + WebhookDeliveryRoutes(context: context).routes
            + AnswerRoutes(context: context, desk: desk, deliveries: answers, sender: sender).routes
    }

    package func registerJobs(_ queue: JobQueue) {
        let context = context
        queue.every(seconds: 86_400, name: "webhooks.log") {
            try await WebhookDeliveryStore(context.database.connection).deleteSettled(
                before: context.clock.now.addingTimeInterval(-WebhookRules.keptSeconds))
        }
    }
}
