import Basics
import Foundation
import Postgres

/// A delivery whose turn it is, with what is needed to send it.
struct DueWebhookDelivery: Sendable {
    let id: ID<WebhookDelivery>
    let webhookID: ID<Webhook>
    let kind: WebhookKind
    let subjectID: UUID
    let seq: Int?
    let body: String?
    /// Counting this one, from 1.
    let attempt: Int
    let createdAt: Date
    let url: String
    let sealedSecret: [UInt8]
    /// How often in a row the address did not answer before.
    let failures: Int

    init(_ row: Row) throws {
        id = try row["id"]
        webhookID = try row["webhook_id"]
        kind = try row["kind"]
        subjectID = try row["subject_id"]
        seq = try row["seq"]
        body = try row["body"]
        attempt = try row["attempts"]
        createdAt = try row["created_at"]
        url = try row["url"]
        sealedSecret = try row["secret"]
        failures = try row["failures"]
    }
}
