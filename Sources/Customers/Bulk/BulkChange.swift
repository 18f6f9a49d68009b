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

/// The body of `POST /customers/bulk-changes` and of its preview.
struct BulkInput: WireType, Decodable {
    /// The most customers one change may name one by one.
    static let mostIDs = 10_000

    /// These customers; without it those of `filter`.
    let ids: [UUID]?
    /// The parameters of the list of customers; an empty object means everybody.
    let filter: [String: String]?
    let change: BulkEdit

    static var example: BulkInput { BulkInput(ids: [Examples.customer], filter: ["tag": "tea"], change: .example) }

    /// - Throws: `Problem.invalid` naming every field at fault.
    func check() throws {
        var fields = Fields()
        fields.check((ids == nil) != (filter == nil), "/ids", "is required unless there is a filter, and not with one")
        fields.check((ids?.count ?? 1) > 0, "/ids", "must name somebody")
        fields.check((ids?.count ?? 0) <= Self.mostIDs, "/ids", "may hold at most \(Self.mostIDs)")
        for key in filter?.keys.sorted() ?? [] where !CustomerFilter.keys.contains(key) {
            fields.refuse("/filter/\(key)", "is not a filter of the list of customers")
        }
        change.check(&fields)
        try fields.throwIfAny()
    }
}

/// What becomes of each of the customers; what is not named stays.
struct BulkEdit: WireType, Decodable, JSONWritable {
    /// An answer about one purpose, the same for all.
    struct Answer: Decodable, Sendable {
        let purpose: ConsentPurpose
        let granted: Bool
        let source: String
    }

    var addTags: [String]?
    var removeTags: [String]?
    /// The empty text takes the owner away.
    var ownerID: String?
    /// The empty text takes the company away.
    var companyID: String?
    var vip: Bool?
    var consent: Answer?

    static var example: BulkEdit {
        BulkEdit(
            addTags: ["wholesale"], removeTags: ["retail"], ownerID: Examples.user.text,
            companyID: Examples.company.text,
            vip: true, consent: Answer(purpose: .phone, granted: true, source: "checkout"))
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            if let addTags { json.field("add_tags", addTags) }
            if let removeTags { json.field("remove_tags", removeTags) }
            if let ownerID { json.field("owner_id", ownerID) }
            if let companyID { json.field("company_id", companyID) }
            if let vip { json.field("vip", vip) }
            if let consent {
                json.object("consent") { json in
                    json.field("purpose", consent.purpose)
                    json.field("granted", consent.granted)
                    json.field("source", consent.source)
                }
            }
        }
    }

    var tagsToAdd: [String] { (addTags ?? []).map(\.trimmingBlanks) }
    var tagsToRemove: [String] { (removeTags ?? []).map(\.trimmingBlanks) }
    var owner: UUID? { ownerID.flatMap { UUID(uuidString: $0) } }
    var company: UUID? { companyID.flatMap { UUID(uuidString: $0) } }

    func check(_ fields: inout Fields) {
        fields.check(
            addTags != nil || removeTags != nil || ownerID != nil || companyID != nil || vip != nil || consent != nil,
            "/change", "must change something")
        for (name, tags) in [("add_tags", tagsToAdd), ("remove_tags", tagsToRemove)] {
            fields.check(tags.count <= 20, "/change/\(name)", "may hold at most 20")
            for (place, tag) in tags.enumerated() { _ = fields.text(tag, "/change/\(name)/\(place)", max: 60) }
        }
        for (name, sent, id) in [("owner_id", ownerID, owner), ("company_id", companyID, company)] {
            fields.check(
                sent == nil || sent == "" || id != nil, "/change/\(name)", "must be an id, or empty for nobody")
        }
        if let consent {
            fields.check(
                !consent.source.trimmingBlanks.isEmpty, "/change/consent/source", "is required: where they said so")
            fields.check(consent.source.count <= 200, "/change/consent/source", "may have at most 200 characters")
        }
    }
}

/// How many customers a change would reach.
struct BulkPreview: WireType, JSONWritable {
    let count: Int
    /// Those who are not as the change wants them already.
    let changeCount: Int

    static var example: BulkPreview { BulkPreview(count: 120, changeCount: 118) }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("count", count)
            json.field("change_count", changeCount)
        }
    }
}
