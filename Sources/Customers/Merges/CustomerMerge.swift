import Basics
import Foundation
import Postgres
import Web

/// The body of `POST /customers/{id}/merges`.
struct MergeInput: Decodable, WireType {
    /// The record that goes into the one the path names.
    let otherID: UUID
    /// Whose value wins, by field; what is not named is decided as the preview shows it.
    let fields: [String: String]?

    static var example: MergeInput { MergeInput(otherID: Examples.company, fields: ["city": "merged"]) }
}

/// How many rows of a table go along, and how many cannot.
struct MergeCount: Sendable, Equatable, JSONWritable {
    let table: String
    let moved: Int
    let left: Int

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("table", table)
            json.field("moved", moved)
            json.field("left", left)
        }
    }
}

/// What a merge would do.
struct MergePreview: WireType, JSONWritable {
    let kept: Customer
    let merged: Customer
    let fields: [MergeField]
    let rows: [MergeCount]

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("kept", kept)
            json.field("merged", merged)
            json.field("fields", fields)
            json.field("rows", rows)
        }
    }

    static var example: MergePreview {
        MergePreview(
            kept: .example, merged: .example,
            fields: [
                MergeField(
                    field: "city", kept: .string("上海"), merged: .string("杭州"), choice: .kept, choices: [.kept, .merged])
            ],
            rows: [MergeCount(table: "tickets", moved: 3, left: 0)])
    }
}

/// One merge that was done, and whether it was taken back.
struct CustomerMerge: WireType, JSONWritable {
    /// Something taking a merge back could not restore.
    struct Conflict: Sendable, Equatable, JSONWritable {
        enum Kind: String, Sendable, JSONWritable {
            /// The field was changed after the merge and keeps what it says now.
            case fieldChanged = "field_changed"
            /// Rows are gone or somebody else's since.
            case rowsGone = "rows_gone"
        }

        let kind: Kind
        let subject: String
        let count: Int
        let detail: String

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("kind", kind)
                json.field("subject", subject)
                json.field("count", count)
                json.field("detail", detail)
            }
        }
    }

    let id: ID<CustomerMerge>
    let kept: Named
    let mergedID: UUID
    let mergedName: String
    let movedCount: Int
    let mergedByName: String
    let mergedAt: Date
    let undoneAt: Date?
    let undoneByName: String?
    var conflicts: [Conflict] = []

    init(_ row: Row) throws {
        id = try row["id"]
        kept = Named(id: try row["kept_id"], name: try row["kept_name"])
        mergedID = try row["merged_id"]
        mergedName = try row["merged_name"]
        movedCount = try row["moved_count"]
        mergedByName = try row["merged_by_name"]
        mergedAt = try row["merged_at"]
        undoneAt = try row["undone_at"]
        undoneByName = try row["undone_by_name"]
    }

    private init(exampleID: UUID) {
        id = ID(exampleID)
        kept = Named(id: Examples.customer, name: "陈美")
        mergedID = Examples.company
        mergedName = "Mei Chen"
        movedCount = 12
        mergedByName = "Ada Park"
        mergedAt = Examples.instant
        undoneAt = nil
        undoneByName = nil
        conflicts = [
            Conflict(
                kind: .fieldChanged, subject: "city", count: 1,
                detail: "city was changed after the merge and keeps what it says now.")
        ]
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("kept", kept)
            json.field("merged_id", ID<Customer>(mergedID))
            json.field("merged_name", mergedName)
            json.field("moved_count", movedCount)
            json.field("merged_by_name", mergedByName)
            json.field("merged_at", mergedAt)
            json.field("undone_at", undoneAt)
            json.field("undone_by_name", undoneByName)
            json.field("conflicts", conflicts)
        }
    }

    static var example: CustomerMerge { CustomerMerge(exampleID: Examples.entry) }
}
