package import Basics
package import Foundation
import Postgres
import Web

/// Something to do about a deal or a customer: a call, a meeting, a mail, a task.
package struct Activity: WireType, JSONWritable {
    package enum Kind: String, CaseIterable, Codable, Sendable, JSONWritable, SQLText {
        case call
        case meeting
        case mail
        case task
    }

    /// The deal it is about.
    package struct Deal: Sendable, Equatable, JSONWritable {
        package let id: UUID
        package let number: Int
        package let title: String

        package func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("id", ID<Deal>(id))
                json.field("number", number)
                json.field("title", title)
            }
        }
    }

    package let id: ID<Activity>
    package let kind: Kind
    package let subject: String
    package let note: String
    package let opportunity: Deal?
    package let customer: Named?
    package let owner: Named?
    package let dueAt: Date?
    package let doneAt: Date?
    package let createdAt: Date
    package let updatedAt: Date
    package let version: Int

    init(_ row: Row) throws {
        id = try row["id"]
        kind = try row["kind"]
        subject = try row["subject"]
        note = try row["note"]
        let deal: UUID? = try row["opportunity_id"]
        let number: Int? = try row["number"]
        let title: String? = try row["title"]
        opportunity = deal.flatMap { id in number.map { Deal(id: id, number: $0, title: title ?? "") } }
        customer = try Named(id: row["customer_id"], name: row["customer_name"])
        owner = try Named(id: row["owner_id"], name: row["owner_name"])
        dueAt = try row["due_at"]
        doneAt = try row["done_at"]
        createdAt = try row["created_at"]
        updatedAt = try row["updated_at"]
        version = try row["version"]
    }

    private init(exampleAt instant: Date) {
        id = ID(Examples.activity)
        kind = .call
        subject = "Ask whether the samples came"
        note = ""
        opportunity = Deal(id: Examples.opportunity, number: 112, title: "Tea for the office")
        customer = Named(id: Examples.customer, name: "陈美")
        owner = Named(id: Examples.user, name: "Lin")
        dueAt = instant
        doneAt = nil
        createdAt = instant
        updatedAt = instant
        version = 1
    }

    package static var example: Activity { Activity(exampleAt: Examples.instant) }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("kind", kind)
            json.field("subject", subject)
            json.field("note", note)
            json.field("opportunity", opportunity)
            json.field("customer", customer)
            json.field("owner", owner)
            json.field("due_at", dueAt)
            json.field("done_at", doneAt)
            json.field("created_at", createdAt)
            json.field("updated_at", updatedAt)
            json.field("version", version)
        }
    }
}
