import Basics
package import Foundation
package import Postgres
package import Web

/// Which tickets a list shows.
///
/// Query parameters, saved views and counts all become the same condition here, so that a count always agrees with its
/// list.
package struct TicketFilter: Sendable, Equatable {
    /// The query parameters that narrow a list.
    package static let keys = [
        "status", "assignee", "team", "channel", "tag", "customer_id", "inbox", "priority", "unread", "at_risk", "q",
    ]

    package enum Holder: Sendable, Equatable {
        case me
        case nobody
        case one(UUID)
        /// For teams: those the asker belongs to.
        case mine
    }

    package var statuses: [TicketStatus]?
    package var assignee: Holder?
    package var team: Holder?
    package var channels: [String] = []
    package var tags: [String] = []
    package var customerID: UUID?
    package var inboxKey: String?
    package var priorities: [TicketPriority] = []
    package var isUnread: Bool?
    /// Whether a customer likely to be dissatisfied is waited for, or the contrary.
    package var isAtRisk: Bool?
    package var question: String?

    package init() {}

    /// - Throws: `Problem.invalid` naming the parameter that has no such value.
    package init(_ value: (String) -> String?) throws {
        if let text = value("status") { statuses = try TicketFilter.statuses(text) }
        assignee = try value("assignee").map { try TicketFilter.holder($0, "/assignee") }
        team = try value("team").map { try TicketFilter.holder($0, "/team") }
        channels = value("channel").map(TicketFilter.words) ?? []
        tags = value("tag").map(TicketFilter.words) ?? []
        if let text = value("customer_id") {
            guard let id = UUID(uuidString: text) else { throw Problem.invalid("/customer_id", "must be a UUID") }
            customerID = id
        }
        inboxKey = value("inbox")
        priorities = try (value("priority").map(TicketFilter.words) ?? []).map { word in
            guard let priority = TicketPriority(rawValue: word) else {
                throw Problem.invalid("/priority", "must be low, normal, high or urgent")
            }
            return priority
        }
        isUnread = try TicketFilter.flag(value("unread"), "/unread")
        isAtRisk = try TicketFilter.flag(value("at_risk"), "/at_risk")
        question = value("q").flatMap { $0.trimmingBlanks.isEmpty ? nil : String($0.prefix(200)) }
    }

    private static func flag(_ text: String?, _ pointer: String) throws -> Bool? {
        switch text {
        case nil: nil
        case "true": true
        case "false": false
        default: throw Problem.invalid(pointer, "must be true or false")
        }
    }

    private static func words(_ text: String) -> [String] {
        text.split(separator: ",").map(\.trimmingBlanks).filter { !$0.isEmpty }
    }

    private static func statuses(_ text: String) throws -> [TicketStatus]? {
        var chosen: [TicketStatus] = []
        for word in words(text) {
            switch word {
            case "all": return nil
            case "unsolved": chosen += TicketStatus.unsolved
            default:
                guard let status = TicketStatus(rawValue: word) else {
                    throw Problem.invalid(
                        "/status", "must be open, waiting, snoozed, solved, closed, unsolved or all, joined by commas")
                }
                chosen.append(status)
            }
        }
        return chosen
    }

    private static func holder(_ text: String, _ pointer: String) throws -> Holder {
        switch text {
        case "me": return .me
        case "mine": return .mine
        case "none": return .nobody
        default:
            guard let id = UUID(uuidString: text) else {
                throw Problem.invalid(pointer, "must be me, none or a UUID")
            }
            return .one(id)
        }
    }

    /// The condition on `tickets AS t`, the asker's scope included.
    ///
    /// - Throws: `Problem.forbidden` for those who may read no tickets.
    package func condition(for principal: Principal) throws -> SQL {
        var parts = [try TicketScope.condition(for: principal)]
        if let statuses {
            parts.append(
                statuses == TicketStatus.unsolved
                    ? "t.status IN ('open', 'waiting', 'snoozed')" : "t.status = ANY (\(statuses.map(\.rawValue)))")
        }
        switch assignee {
        case .me, .mine: parts.append("t.assignee_id = \(principal.id)")
        case .nobody: parts.append("t.assignee_id IS NULL")
        case .one(let id): parts.append("t.assignee_id = \(id)")
        case nil: break
        }
        switch team {
        case .me, .mine: parts.append("t.team_id = ANY (\(principal.teamIDs))")
        case .nobody: parts.append("t.team_id IS NULL")
        case .one(let id): parts.append("t.team_id = \(id)")
        case nil: break
        }
        if !channels.isEmpty { parts.append("t.channel = ANY (\(channels))") }
        if let customerID {
            parts.append(
                """
                (t.customer_id = kept_customer(\(customerID)) OR EXISTS (
                    SELECT FROM ticket_participants AS p
                    WHERE p.ticket_id = t.id AND p.customer_id = kept_customer(\(customerID))))
                """)
        }
        if let inboxKey { parts.append("t.inbox_id = (SELECT b.id FROM inboxes AS b WHERE b.key = \(inboxKey))") }
        if !priorities.isEmpty { parts.append("t.priority = ANY (\(priorities.map(\.rawValue)))") }
        parts += detailConditions(for: principal)
        return SQL.joined(parts, separator: " AND ")
    }

    private func detailConditions(for principal: Principal) -> [SQL] {
        var parts: [SQL] = tags.map { tag in
            """
            EXISTS (
                SELECT FROM ticket_tags AS tt JOIN tags AS x ON x.id = tt.tag_id
                WHERE tt.ticket_id = t.id AND lower(x.name) = lower(\(tag)))
            """
        }
        if let isUnread {
            let read: SQL = """
                COALESCE((SELECT r.seq FROM ticket_reads AS r
                    WHERE r.ticket_id = t.id AND r.user_id = \(principal.id)), 0)
                """
            parts.append(isUnread ? "t.last_customer_seq > \(read)" : "t.last_customer_seq <= \(read)")
        }
        if let isAtRisk {
            let risk: SQL = """
                EXISTS (
                    SELECT FROM current_risks AS k
                    WHERE k.kind = 'satisfaction' AND k.subject_id = t.id AND k.band = 'high'
                        AND t.status IN ('open', 'waiting', 'snoozed'))
                """
            parts.append(isAtRisk ? risk : "NOT \(risk)")
        }
        if let question { parts.append("t.id IN (SELECT f.ticket_id FROM ticket_search(\(question)) AS f)") }
        return parts
    }
}
