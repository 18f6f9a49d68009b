import Basics
package import Foundation

/// How tickets of one inbox are worked, for every kind of entrance.
package struct WorkSettings: Sendable, Equatable {
    /// What a customer's message does to a solved ticket.
    package enum Reopen: String, CaseIterable, Sendable {
        case reopen
        case reopenWithinDays = "reopen_within_days"
        case newTicket = "new_ticket"
    }

    /// Who gets a new ticket.
    package enum Assignment: String, CaseIterable, Sendable {
        /// Nobody until somebody takes it.
        case manual
        /// The online member of the team with most room.
        case roundRobin = "round_robin"
    }

    package var assignment = Assignment.manual
    /// Whether customers are asked how it went.
    package var asksForRating = true
    /// How long after solving they are asked.
    package var ratingDelaySeconds = 0
    /// Days within which a customer is not asked again, whatever the ticket.
    package var ratingPauseDays = 7
    package var reopen = Reopen.reopen
    package var reopenDays = 7
    /// Days after which a ticket that waits for the customer is closed; `nil` never closes.
    package var autoCloseDays: Int?
    /// The mailbox answers leave by, for tickets of a form or a chat; the oldest one unless said here.
    package var replyMailboxID: UUID?

    init() {}

    init(_ reader: inout SettingsReader) {
        reader.object("csat") { csat in
            asksForRating = csat.bool("enabled") ?? asksForRating
            ratingDelaySeconds = csat.integer("delay_seconds", 0...2_592_000) ?? ratingDelaySeconds
            ratingPauseDays = csat.integer("cool_down_days", 0...365) ?? ratingPauseDays
        }
        reader.object("reopen") { rule in
            reopen = rule.choice("mode") ?? reopen
            reopenDays = rule.integer("days", 1...365) ?? reopenDays
        }
        assignment = reader.choice("assignment") ?? assignment
        autoCloseDays = reader.integer("auto_close_days", 1...365)
        replyMailboxID = reader.uuid("reply_mailbox_id")
    }

    var values: [String: JSONValue] {
        [
            "assignment": .string(assignment.rawValue),
            "csat": .object([
                "enabled": .bool(asksForRating), "delay_seconds": .number(Double(ratingDelaySeconds)),
                "cool_down_days": .number(Double(ratingPauseDays)),
            ]),
            "reopen": .object(["mode": .string(reopen.rawValue), "days": .number(Double(reopenDays))]),
            "auto_close_days": autoCloseDays.map { .number(Double($0)) } ?? .null,
            "reply_mailbox_id": replyMailboxID.map { .string($0.uuidString.lowercased()) } ?? .null,
        ]
    }
}
