import Access
import Basics
import Foundation
import Gateway
package import Web

/// Who acts on a ticket: somebody asking, a customer by any channel, or Deskbell itself.
package struct Actor: Sendable {
    package let principal: Principal?
    package let remoteAddress: String?
    /// The actor as the author of an event or a message.
    package let author: MessageAuthor

    package init(_ principal: Principal, remoteAddress: String? = nil) {
        self.principal = principal
        self.remoteAddress = remoteAddress
        author = Self.author(principal)
    }

    package init(_ request: Request) {
        self.init(request.principal, remoteAddress: request.head.remoteAddress)
    }

    /// Somebody without a principal of their own, such as the sender of a mail.
    package init(author: MessageAuthor) {
        principal = nil
        remoteAddress = nil
        self.author = author
    }

    /// Jobs and rules.
    package static let system = Actor(author: .system)

    private static func author(_ principal: Principal) -> MessageAuthor {
        switch principal.kind {
        case .user, .apiKey: MessageAuthor(kind: .agent, id: principal.id, name: principal.name)
        case .visitor: MessageAuthor(kind: .customer, id: principal.visitor?.customerID, name: principal.name)
        case .anonymous: .system
        }
    }

    var auditActor: AuditActor {
        if let principal { return AuditActor(principal) }
        return author.kind == .customer ? AuditActor(kind: .customer, id: author.id, name: author.name) : .system
    }
}
