package import Basics
package import Foundation
import Postgres

/// A ticket whose row is locked for change until the caller's transaction ends.
package struct LockedTicket: Sendable {
    package let id: ID<Ticket>
    package let number: Int
    package let subject: String
    package let status: TicketStatus
    package let priority: TicketPriority
    package let channel: String
    package let inboxID: UUID
    package let customerID: UUID
    package let visitorID: UUID?
    package let assigneeID: UUID?
    package let assigneeName: String?
    package let teamID: UUID?
    package let teamName: String?
    package let customFields: JSONValue
    package let lastCustomerSeq: Int
    package let lastAgentSeq: Int
    package let solvedAt: Date?
    package let solveCount: Int
    package let version: Int

    init(_ row: Row) throws {
        id = try row["id"]
        number = try row["number"]
        subject = try row["subject"]
        status = try row["status"]
        priority = try row["priority"]
        channel = try row["channel"]
        inboxID = try row["inbox_id"]
        customerID = try row["customer_id"]
        visitorID = try row["visitor_id"]
        assigneeID = try row["assignee_id"]
        assigneeName = try row["assignee_name"]
        teamID = try row["team_id"]
        teamName = try row["team_name"]
        customFields = try row["custom_fields"]
        lastCustomerSeq = try row["last_customer_seq"]
        lastAgentSeq = try row["last_agent_seq"]
        solvedAt = try row["solved_at"]
        solveCount = try row["solve_count"]
        version = try row["version"]
    }
}
