import Basics
import Foundation
import Postgres
import Web

/// How far a change to many customers is.
enum BulkState: String, CaseIterable, Sendable, JSONWritable, SQLText {
    case running
    case done
    case undoing
    case undone
}

/// One change to many customers on its way, or behind us.
struct BulkChange: WireType, JSONWritable {
    /// How long it can be taken back once it is done, in seconds.
    static let undoSeconds = 60.0

    let id: ID<BulkChange>
    let change: JSONValue
    let state: BulkState
    let totalCount: Int
    let changedCount: Int
    /// Changed by somebody else meanwhile, merged or gone.
    let skippedCount: Int
    let restoredCount: Int
    let createdByName: String
    let createdAt: Date
    let finishedAt: Date?

    /// Until when it can be taken back; `nil` while it runs and once it was taken back.
    var undoUntil: Date? { state == .done ? finishedAt?.addingTimeInterval(Self.undoSeconds) : nil }

    static let columns: SQL = """
        b.id, b.change, b.state, b.total_count, b.changed_count, b.skipped_count, b.restored_count, b.created_by_name,
        b.created_at, b.finished_at
        """

    init(_ row: Row) throws {
        id = try row["id"]
        change = try row["change"]
        state = try row["state"]
        totalCount = try row["total_count"]
        changedCount = try row["changed_count"]
        skippedCount = try row["skipped_count"]
        restoredCount = try row["restored_count"]
        createdByName = try row["created_by_name"]
        createdAt = try row["created_at"]
        finishedAt = try row["finished_at"]
    }

    private init(exampleAt instant: Date) {
        id = ID(Examples.entry)
        change = ["add_tags": .array([.string("wholesale")])]
        state = .done
        totalCount = 120
        changedCount = 117
        skippedCount = 1
        restoredCount = 0
        createdByName = "Ada Park"
        createdAt = instant
        finishedAt = instant
    }

    static var example: BulkChange { BulkChange(exampleAt: Examples.instant) }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("change", change)
            json.field("state", state)
            json.field("total_count", totalCount)
            json.field("changed_count", changedCount)
            json.field("skipped_count", skippedCount)
            json.field("restored_count", restoredCount)
            json.field("created_by_name", createdByName)
            json.field("created_at", createdAt)
            json.field("finished_at", finishedAt)
            json.field("undo_until", undoUntil)
        }
    }
}
