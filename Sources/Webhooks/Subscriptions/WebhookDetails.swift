import Access
import Basics
import Foundation
import Web

/// What people set about a webhook.
struct WebhookDetails: Sendable, Equatable {
    let name: String
    let url: String
    let kinds: [WebhookKind]
    let inboxID: UUID?
    let active: Bool

    func changes(to other: WebhookDetails) -> AuditChanges {
        var changes = AuditChanges()
        changes.note("name", name, other.name)
        changes.note("url", url, other.url)
        changes.note("kinds", Self.text(kinds), Self.text(other.kinds))
        changes.note(
            "inbox_id", inboxID.map { ID<Webhook>($0).description }, other.inboxID.map { ID<Webhook>($0).description })
        changes.note("active", .bool(active), .bool(other.active))
        return changes
    }

    static let nothing = WebhookDetails(name: "", url: "", kinds: [], inboxID: nil, active: false)

    private static func text(_ kinds: [WebhookKind]) -> String { kinds.map(\.rawValue).joined(separator: ", ") }
}
