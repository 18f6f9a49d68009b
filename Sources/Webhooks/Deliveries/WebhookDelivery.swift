package import Basics
package import Foundation
import Postgres
import Web

/// One thing told to one address.
package struct WebhookDelivery: WireType, JSONWritable {
    package enum State: String, CaseIterable, Sendable, JSONWritable, SQLText {
        case waiting
        case delivered
        /// Given up; it can be sent again by hand.
        case failed
    }

    package let id: ID<WebhookDelivery>
    package let webhookID: UUID
    package let position: Int
    package let kind: WebhookKind
    /// What is told in order, such as `ticket:0192…`.
    package let stream: String
    package let state: State
    package let attempts: Int
    package let nextAt: Date?
    package let createdAt: Date
    package let settledAt: Date?
    /// Of the last attempt.
    package let lastStatus: Int?
    package let lastFault: String

    init(_ row: Row) throws {
        id = try row["id"]
        webhookID = try row["webhook_id"]
        position = try row["position"]
        kind = try row["kind"]
        stream = try row["stream"]
        state = try row["state"]
        attempts = try row["attempts"]
        nextAt = state == .waiting ? try row["next_at"] : nil
        createdAt = try row["created_at"]
        settledAt = try row["settled_at"]
        lastStatus = try row["last_status"]
        lastFault = try row["last_fault"] ?? ""
    }

    private init(exampleAt now: Date) {
        id = ID(Webhook.exampleID)
        webhookID = Webhook.exampleID
        position = 1
        kind = .orderCreated
        stream = "order:\(ID<Webhook>(Webhook.exampleID))"
        state = .delivered
        attempts = 1
        nextAt = nil
        createdAt = now
        settledAt = now
        lastStatus = 204
        lastFault = ""
    }

    package static var example: WebhookDelivery {
        WebhookDelivery(exampleAt: Date(timeIntervalSince1970: 1_795_430_400))
    }

    package func write(to json: inout JSONWriter) {
        json.object(fields)
    }

    func fields(_ json: inout JSONWriter) {
        json.field("id", id)
        json.field("webhook_id", ID<Webhook>(webhookID))
        json.field("kind", kind)
        json.field("stream", stream)
        json.field("state", state)
        json.field("attempts", attempts)
        json.field("next_at", nextAt)
        json.field("created_at", createdAt)
        json.field("settled_at", settledAt)
        json.field("last_status", lastStatus)
        json.field("last_fault", lastFault)
    }
}
