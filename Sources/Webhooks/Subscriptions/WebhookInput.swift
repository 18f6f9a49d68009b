import Basics
package import Foundation
package import Web

/// What makes a webhook.
package struct NewWebhook: WireType, Decodable {
    package let name: String
    package let url: String
    package let kinds: [String]
    package var inboxID: UUID?
    package var active: Bool?

    package static var example: NewWebhook {
        NewWebhook(name: "Warehouse", url: "https://erp.example.com/deskbell", kinds: ["order.created"])
    }

    /// - Throws: `Problem.invalid` naming every field at fault.
    func checked(allowsLoopback: Bool) throws -> WebhookDetails {
        var fields = Fields()
        let name = fields.text(name, "/name", max: 100)
        let url = url.trimmingBlanks
        fields.check(
            PublicAddress(url, allowsLoopback: allowsLoopback) != nil, "/url",
            "must be an https address without a user name")
        let known = kinds.compactMap(WebhookKind.init).filter { $0 != .ping }
        fields.check(!kinds.isEmpty, "/kinds", "needs at least one kind of news")
        fields.check(
            known.count == kinds.count, "/kinds",
            "may hold \(WebhookKind.choices.map(\.rawValue).joined(separator: ", "))")
        fields.check(
            inboxID == nil || known.allSatisfy(\.isOfTicket), "/kinds",
            "may hold only news of tickets when the webhook is of one inbox")
        try fields.throwIfAny()
        return WebhookDetails(
            name: name, url: url, kinds: WebhookKind.choices.filter(known.contains), inboxID: inboxID,
            active: active ?? true)
    }
}

/// What changes about a webhook.
package struct WebhookPatch: WireType, Decodable {
    package var name: Patch<String> = .absent
    package var url: Patch<String> = .absent
    package var kinds: Patch<[String]> = .absent
    package var inboxID: Patch<UUID> = .absent
    package var active: Patch<Bool> = .absent

    package static var example: WebhookPatch { WebhookPatch(active: .value(false)) }

    /// - Throws: `Problem.invalid`.
    func applied(to details: WebhookDetails, allowsLoopback: Bool) throws -> WebhookDetails {
        let name: String = name.applied(to: details.name)
        let url: String = url.applied(to: details.url)
        let kinds: [String] = kinds.applied(to: details.kinds.map(\.rawValue))
        let active: Bool = active.applied(to: details.active)
        return try NewWebhook(
            name: name, url: url, kinds: kinds, inboxID: inboxID.applied(to: details.inboxID), active: active
        ).checked(allowsLoopback: allowsLoopback)
    }
}
