import Basics
import Foundation
import Postgres
import Web

/// The proof that a person was erased; it says nothing about who it was.
struct Erasure: WireType, JSONWritable {
    enum Cause: String, Sendable, JSONWritable {
        case asked
        /// A restored backup held the person again.
        case replayed
    }

    struct Count: Sendable, Equatable, JSONWritable {
        let table: String
        let treatment: String
        let count: Int

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("table", table)
                json.field("treatment", treatment)
                json.field("count", count)
            }
        }

        /// The counts as `value` wrote them.
        static func list(_ value: JSONValue) -> [Count] {
            (value.array ?? []).compactMap { count in
                guard let table = count["table"]?.string, case .number(let number)? = count["count"] else { return nil }
                return Count(table: table, treatment: count["treatment"]?.string ?? "", count: Int(number))
            }
        }

        var value: JSONValue {
            .object(["table": .string(table), "treatment": .string(treatment), "count": .number(Double(count))])
        }
    }

    let id: ID<Erasure>
    let at: Date
    let cause: String
    let actorName: String
    let recordIDs: [UUID]
    let identifierHashes: [String]
    let counts: [Count]
    let fileCount: Int

    init(_ row: Row) throws {
        id = try row["id"]
        at = try row["at"]
        cause = try row["cause"]
        actorName = try row["actor_name"]
        recordIDs = try row["record_ids"]
        identifierHashes = try row["identifier_hashes"]
        counts = Count.list(try row["counts"])
        fileCount = try row["file_count"]
    }

    private init(exampleID: UUID) {
        id = ID(exampleID)
        at = Examples.instant
        cause = Cause.asked.rawValue
        actorName = "Ada Park"
        recordIDs = [Examples.customer]
        identifierHashes = ["9f2c…"]
        counts = [Count(table: "messages", treatment: "emptied", count: 12)]
        fileCount = 2
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("at", at)
            json.field("cause", cause)
            json.field("actor_name", actorName)
            json.field("record_ids", recordIDs.map { ID<Customer>($0) })
            json.field("identifier_hashes", identifierHashes)
            json.field("counts", counts)
            json.field("file_count", fileCount)
        }
    }

    static var example: Erasure { Erasure(exampleID: Examples.entry) }
}

/// A reason for which nothing about a person may be erased.
struct LegalHold: WireType, JSONWritable {
    let reason: String
    let setByName: String
    let setAt: Date

    init(_ row: Row) throws {
        reason = try row["reason"]
        setByName = try row["set_by_name"]
        setAt = try row["set_at"]
    }

    private init() {
        reason = "Lawsuit 2026-17 about a broken teapot"
        setByName = "Ada Park"
        setAt = Examples.instant
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("reason", reason)
            json.field("set_by_name", setByName)
            json.field("set_at", setAt)
        }
    }

    static var example: LegalHold { LegalHold() }
}

/// The body of `PUT /customers/{id}/legal-hold`.
struct LegalHoldInput: Decodable, WireType {
    let reason: String

    static var example: LegalHoldInput { LegalHoldInput(reason: "Lawsuit 2026-17 about a broken teapot") }
}
