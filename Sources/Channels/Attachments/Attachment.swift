package import Basics
package import Foundation
package import Postgres

/// A file somebody uploaded: its bytes lie under their SHA-256, its name is only data.
package struct Attachment: Sendable {
    /// Who may put it on a message.
    package enum OwnerKind: String, CaseIterable, Sendable, SQLText {
        case user
        case apiKey = "api_key"
        case visitor
        case form
        case mail
    }

    package let id: ID<Attachment>
    package let sha256: String
    package let name: String
    package let contentType: String
    package let sizeBytes: Int
    package let width: Int?
    package let height: Int?
    package let ownerKind: OwnerKind
    package let ownerID: UUID?
    /// Set once, when a message takes it.
    package let ticketID: UUID?
    /// On a private note: never for customers.
    package let isPrivate: Bool
    package let createdAt: Date

    package init(_ row: Row) throws {
        id = try row["id"]
        sha256 = try row["sha256"]
        name = try row["name"]
        contentType = try row["content_type"]
        sizeBytes = try row["size_bytes"]
        width = try row["width"]
        height = try row["height"]
        ownerKind = try row["owner_kind"]
        ownerID = try row["owner_id"]
        ticketID = try row["ticket_id"]
        isPrivate = try row["private"]
        createdAt = try row["created_at"]
    }

    init(
        id: ID<Attachment>, sha256: String, name: String, contentType: String, sizeBytes: Int, width: Int?,
        height: Int?,
        ownerKind: OwnerKind, ownerID: UUID?, createdAt: Date
    ) {
        self.id = id
        self.sha256 = sha256
        self.name = name
        self.contentType = contentType
        self.sizeBytes = sizeBytes
        self.width = width
        self.height = height
        self.ownerKind = ownerKind
        self.ownerID = ownerID
        ticketID = nil
        isPrivate = false
        self.createdAt = createdAt
    }
}
