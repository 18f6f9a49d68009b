package import Basics
package import Foundation
package import Postgres
import Web

/// What a colleague wrote down about a customer; customers never see it.
package struct CustomerNote: WireType, JSONWritable {
    package let id: ID<CustomerNote>
    package let text: String
    /// `nil` when the author's account is gone.
    package let author: Named?
    package let createdAt: Date

    init(id: ID<CustomerNote>, text: String, author: Named?, createdAt: Date) {
        self.id = id
        self.text = text
        self.author = author
        self.createdAt = createdAt
    }

    package init(_ row: Row) throws {
        id = try row["id"]
        text = try row["text"]
        author = try Named(id: row["author_id"], name: row["author_name"])
        createdAt = try row["created_at"]
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("text", text)
            json.field("author", author)
            json.field("created_at", createdAt)
        }
    }

    package static var example: CustomerNote {
        CustomerNote(
            id: ID(Examples.entry), text: "Prefers to be called in the morning.",
            author: Named(id: Examples.user, name: "Ada Park"), createdAt: Examples.instant)
    }
}

/// The body of `POST /customers/{id}/notes`.
package struct NewCustomerNote: Decodable, WireType {
    let text: String

    package static var example: NewCustomerNote { NewCustomerNote(text: "Prefers to be called in the morning.") }
}
