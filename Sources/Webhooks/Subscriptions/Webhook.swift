import Access
package import Basics
package import Foundation
import Postgres
import Web

/// An address of the company that is told what happens.
package struct Webhook: WireType, JSONWritable {
    /// How it stands with the address.
    package enum Health: String, CaseIterable, Sendable, JSONWritable {
        case unused
        case working
        /// The address did not answer lately; deliveries wait.
        case failing
        case off
    }

    package let id: ID<Webhook>
    package let name: String
    package let url: String
    package let kinds: [WebhookKind]
    /// Only what happens to tickets of this inbox.
    package let inboxID: UUID?
    package let active: Bool
    package let failures: Int
    package let resumeAt: Date?
    package let lastSuccessAt: Date?
    package let waitingCount: Int
    package let failedCount: Int
    package let createdAt: Date
    package let version: Int
    /// The secret that signs, shown when it is made and never again.
    package var secret: String?

    init(_ row: Row) throws {
        id = try row["id"]
        name = try row["name"]
        url = try row["url"]
        // A kind a later version of Deskbell knew is not sent here.
        kinds = try (row["kinds"] as [String]).compactMap(WebhookKind.init)
        inboxID = try row["inbox_id"]
        active = try row["active"]
        failures = try row["failures"]
        resumeAt = try row["resume_at"]
        lastSuccessAt = try row["last_success_at"]
        waitingCount = try row["waiting_count"]
        failedCount = try row["failed_count"]
        createdAt = try row["created_at"]
        version = try row["version"]
    }

    init(id: ID<Webhook>, _ details: WebhookDetails, at now: Date) {
        self.id = id
        name = details.name
        url = details.url
        kinds = details.kinds
        inboxID = details.inboxID
        active = details.active
        failures = 0
        resumeAt = nil
        lastSuccessAt = nil
        waitingCount = 0
        failedCount = 0
        createdAt = now
        version = 1
    }

    package static var example: Webhook {
        var example = Webhook(
            id: ID(exampleID),
            WebhookDetails(
                name: "Warehouse", url: "https://erp.example.com/deskbell", kinds: [.orderCreated], inboxID: nil,
                active: true), at: Date(timeIntervalSince1970: 1_795_430_400))
        example.secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
        return example
    }

    static let exampleID = UUID(uuid: (1, 154, 180, 64, 16, 0, 112, 0, 128, 0, 0, 0, 0, 0, 1, 16))

    var details: WebhookDetails {
        WebhookDetails(name: name, url: url, kinds: kinds, inboxID: inboxID, active: active)
    }

    var health: Health {
        guard active else { return .off }
        if failures > 0 { return .failing }
        return lastSuccessAt == nil ? .unused : .working
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("name", name)
            json.field("url", url)
            json.field("kinds", kinds)
            json.field("inbox_id", inboxID.map { ID<Webhook>($0) })
            json.field("active", active)
            json.field("health", health)
            json.field("resume_at", resumeAt)
            json.field("last_success_at", lastSuccessAt)
            json.field("waiting_count", waitingCount)
            json.field("failed_count", failedCount)
            if let secret { json.field("secret", secret) }
            json.field("created_at", createdAt)
            json.field("version", version)
        }
    }
}
