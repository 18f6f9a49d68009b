package import Basics
package import Foundation
import Postgres
import Web

/// A deal that may come: with whom, for how much, how far it is, and how it ended.
package struct Opportunity: WireType, JSONWritable {
    /// The conversation a deal came from.
    package struct Source: Sendable, Equatable, JSONWritable {
        package let id: UUID
        package let number: Int

        package func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("id", ID<Source>(id))
                json.field("number", number)
            }
        }
    }

    package let id: ID<Opportunity>
    /// What people say.
    package let number: Int
    package let pipelineID: ID<Pipeline>
    package let stageID: ID<Pipeline.Stage>
    package let state: Pipeline.Stage.Kind
    package let title: String
    package let customer: Named
    package let amount: Money
    /// `YYYY-MM-DD`, by the company's calendar.
    package let expectedCloseOn: String?
    package let owner: Named?
    package let sourceTicket: Source?
    package let lostReason: Named?
    package let lostNote: String
    /// Whether the forecast doubts it because the customer is unhappy (view `report.unhappy_customers`).
    package let isUnhappy: Bool
    /// When the next thing to do about it is due.
    package let nextActivityAt: Date?
    package let wonAt: Date?
    package let lostAt: Date?
    /// Since when it stands in its stage.
    package let movedAt: Date
    package let createdAt: Date
    package let updatedAt: Date
    package let version: Int

    init(_ row: Row) throws {
        id = try row["id"]
        number = try row["number"]
        pipelineID = try row["pipeline_id"]
        stageID = try row["stage_id"]
        state = try row["state"]
        title = try row["title"]
        customer = Named(id: try row["customer_id"], name: try row["customer_name"])
        amount = Money(try row["amount_minor"], try row["currency"])
        expectedCloseOn = try row["expected_close_on"]
        owner = try Named(id: row["owner_id"], name: row["owner_name"])
        let ticket: UUID? = try row["source_ticket_id"]
        let ticketNumber: Int? = try row["ticket_number"]
        sourceTicket = ticket.flatMap { id in ticketNumber.map { Source(id: id, number: $0) } }
        lostReason = try Named(id: row["lost_reason_id"], name: row["lost_reason"])
        lostNote = try row["lost_note"]
        isUnhappy = try row["is_unhappy"]
        nextActivityAt = try row["next_activity_at"]
        wonAt = try row["won_at"]
        lostAt = try row["lost_at"]
        movedAt = try row["moved_at"]
        createdAt = try row["created_at"]
        updatedAt = try row["updated_at"]
        version = try row["version"]
    }

    private init(exampleAt instant: Date) {
        id = ID(Examples.opportunity)
        number = 112
        pipelineID = ID(Examples.pipeline)
        stageID = ID(Examples.stage)
        state = .open
        title = "Tea for the office"
        customer = Named(id: Examples.customer, name: "陈美")
        amount = Money(1_280_000, "CNY")
        expectedCloseOn = "2026-12-15"
        owner = Named(id: Examples.user, name: "Lin")
        sourceTicket = Source(id: Examples.ticket, number: 1042)
        lostReason = Named(id: Examples.reason, name: "Too expensive")
        lostNote = ""
        isUnhappy = false
        nextActivityAt = instant
        wonAt = nil
        lostAt = nil
        movedAt = instant
        createdAt = instant
        updatedAt = instant
        version = 3
    }

    package static var example: Opportunity { Opportunity(exampleAt: Examples.instant) }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("number", number)
            json.field("pipeline_id", pipelineID)
            json.field("stage_id", stageID)
            json.field("state", state)
            json.field("title", title)
            json.field("customer", customer)
            json.field("amount", amount)
            json.field("expected_close_on", expectedCloseOn)
            json.field("owner", owner)
            json.field("source_ticket", sourceTicket)
            json.field("lost_reason", lostReason)
            json.field("lost_note", lostNote)
            json.field("is_unhappy", isUnhappy)
            json.field("next_activity_at", nextActivityAt)
            json.field("won_at", wonAt)
            json.field("lost_at", lostAt)
            json.field("moved_at", movedAt)
            json.field("created_at", createdAt)
            json.field("updated_at", updatedAt)
            json.field("version", version)
        }
    }
}
