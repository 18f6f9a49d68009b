package import Basics
package import Foundation
package import Postgres
import Web

/// How far an export is.
package enum ExportState: String, CaseIterable, Sendable, JSONWritable, SQLText {
    case running
    case done
    case failed
}

/// A list on its way out; its file can be fetched for a day.
package struct Export: WireType, JSONWritable {
    package let id: ID<Export>
    package let name: String
    package let state: ExportState
    package let rowCount: Int
    package let sizeBytes: Int
    package let createdByName: String
    package let createdAt: Date
    package let finishedAt: Date?

    static let columns: SQL =
        "e.id, e.name, e.state, e.row_count, e.size_bytes, e.created_by_name, e.created_at, e.finished_at"

    package init(_ row: Row) throws {
        id = try row["id"]
        name = try row["name"]
        state = try row["state"]
        rowCount = try row["row_count"]
        sizeBytes = try row["size_bytes"]
        createdByName = try row["created_by_name"]
        createdAt = try row["created_at"]
        finishedAt = try row["finished_at"]
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("name", name)
            json.field("state", state)
            json.field("row_count", rowCount)
            json.field("size_bytes", sizeBytes)
            json.field("created_by_name", createdByName)
            json.field("created_at", createdAt)
            json.field("finished_at", finishedAt)
        }
    }

    private init(exampleAt instant: Date) {
        id = ID(Examples.item)
        name = "customers"
        state = .done
        rowCount = 250
        sizeBytes = 31_400
        createdByName = "Ada Park"
        createdAt = instant
        finishedAt = instant
    }

    package static var example: Export { Export(exampleAt: Examples.instant) }
}

/// The body of `POST /exports`.
struct ExportInput: Decodable, WireType {
    /// `customers`, `companies`, `tickets`, `orders`, `products`, `deals`, `quotes`, `contracts`, `activities`,
    /// `campaigns`, `audit`, or `customers-of-` and a segment's id.
    let name: String
    /// The parameters of the list as it is shown; only customers have such.
    let filters: [String: String]?

    static var example: ExportInput { ExportInput(name: "customers", filters: ["tag": "wholesale"]) }
}
