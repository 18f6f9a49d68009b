package import Basics
import Foundation
import Postgres
import Web

/// One line of a deal's history: what was done, by whom, and how the deal stood afterwards.
package struct OpportunityChange: WireType, JSONWritable {
    package enum Kind: String, CaseIterable, Sendable, JSONWritable, SQLText {
        case created
        case changed
        case moved
        case won
        case lost
        case reopened
        case removed
        case restored
    }

    let kind: Kind
    let at: Date
    let actorName: String
    let stageID: UUID
    let stageName: String
    let title: String
    let amount: Money
    let expectedCloseOn: String?
    let ownerName: String?
    let lostReason: String?
    let version: Int

    init(_ row: Row) throws {
        kind = try row["kind"]
        at = try row["at"]
        actorName = try row["actor_name"]
        stageID = try row["stage_id"]
        stageName = try row["stage_name"]
        title = try row["title"]
        amount = Money(try row["amount_minor"], try row["currency"])
        expectedCloseOn = try row["expected_close_on"]
        ownerName = try row["owner_name"]
        lostReason = try row["lost_reason"]
        version = try row["version"]
    }

    private init(exampleAt instant: Date) {
        kind = .moved
        at = instant
        actorName = "Lin"
        stageID = Examples.stage
        stageName = "Proposal"
        title = "Tea for the office"
        amount = Money(1_280_000, "CNY")
        expectedCloseOn = "2026-12-15"
        ownerName = "Lin"
        lostReason = nil
        version = 2
    }

    package static var example: OpportunityChange { OpportunityChange(exampleAt: Examples.instant) }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("kind", kind)
            json.field("at", at)
            json.field("actor_name", actorName)
            json.field("stage_id", ID<Pipeline.Stage>(stageID))
            json.field("stage_name", stageName)
            json.field("title", title)
            json.field("amount", amount)
            json.field("expected_close_on", expectedCloseOn)
            json.field("owner_name", ownerName)
            json.field("lost_reason", lostReason)
            json.field("version", version)
        }
    }
}
