import Basics
import Foundation
import Postgres
import Web

/// How long what people wrote by one channel is kept.
struct RetentionRule: WireType, JSONWritable {
    let channel: String
    /// Days after a ticket was solved; `nil` for ever.
    let keepDays: Int?
    /// Tickets the next run empties.
    let dueCount: Int

    init(_ row: Row) throws {
        channel = try row["channel"]
        keepDays = try row["keep_days"]
        dueCount = try row["due_count"]
    }

    private init() {
        channel = "chat"
        keepDays = 730
        dueCount = 12
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("channel", channel)
            json.field("keep_days", keepDays)
            json.field("due_count", dueCount)
        }
    }

    static var example: RetentionRule { RetentionRule() }
}

/// The body of `PUT /retention-rules/{channel}`.
struct RetentionRuleInput: Decodable, WireType {
    let keepDays: Patch<Int>

    static var example: RetentionRuleInput { RetentionRuleInput(keepDays: .value(730)) }
}

/// The proof of one run.
struct RetentionRun: WireType, JSONWritable {
    let id: ID<RetentionRun>
    let at: Date
    let channel: String
    let keepDays: Int
    let ticketCount: Int
    let counts: [Erasure.Count]
    let digest: String
    let fileCount: Int

    init(_ row: Row) throws {
        id = try row["id"]
        at = try row["at"]
        channel = try row["channel"]
        keepDays = try row["keep_days"]
        ticketCount = try row["ticket_count"]
        counts = Erasure.Count.list(try row["counts"])
        digest = try row["digest"]
        fileCount = try row["file_count"]
    }

    private init(exampleID: UUID) {
        id = ID(exampleID)
        at = Examples.instant
        channel = "chat"
        keepDays = 730
        ticketCount = 12
        counts = [Erasure.Count(table: "messages", treatment: "emptied", count: 140)]
        digest = "9f2c…"
        fileCount = 3
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("at", at)
            json.field("channel", channel)
            json.field("keep_days", keepDays)
            json.field("ticket_count", ticketCount)
            json.field("counts", counts)
            json.field("digest", digest)
            json.field("file_count", fileCount)
        }
    }

    static var example: RetentionRun { RetentionRun(exampleID: Examples.entry) }
}
