package import Basics
package import Foundation
package import Postgres
import Web

/// Someone with the widget open.
package struct Visitor: Sendable {
    package let id: ID<Visitor>
    package let inboxID: UUID
    /// Set from the first message or the signed identity on.
    package let customerID: UUID?
    /// Whether the shop's signed identity vouched for them.
    package let verified: Bool
    package let name: String
    /// As typed.
    package let email: String?
    package let phone: String?
    package let locale: String

    package init(_ row: Row) throws {
        id = try row["id"]
        inboxID = try row["inbox_id"]
        customerID = try row["customer_id"]
        verified = try row["verified"]
        name = try row["name"]
        email = try row["email"]
        phone = try row["phone"]
        locale = try row["locale"]
    }

    var reach: Principal.VisitorReach {
        Principal.VisitorReach(visitorID: id.uuid, inboxID: inboxID, customerID: customerID, verified: verified)
    }

    var principal: Principal {
        Principal(kind: .visitor, id: id.uuid, name: name, visitor: reach)
    }
}

/// The secret that continues a visitor's conversation: 192 random bits, of which we keep only the hash.
struct VisitorToken: Sendable {
    static let prefix = "dv_"
    let text: String

    init(_ random: Randomness) {
        text = Self.prefix + random.token(byteCount: 24)
    }

    /// `nil` for what cannot be one of ours.
    init?(_ text: String) {
        guard text.hasPrefix(Self.prefix), (20...100).contains(text.utf8.count) else { return nil }
        self.text = text
    }

    var hash: [UInt8] { Digest.sha256(text) }
}
