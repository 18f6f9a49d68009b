import Basics
import Foundation
import Insight

/// The pictures the job would have taken at the end of each day of the demo's past.
enum DemoBacklog {
    /// The days before today with the moment each ended, in Shanghai.
    static func dayEnds(now: Date) -> [(day: CalendarDay, end: Date)] {
        let today = DemoHours.midnight(now)
        let number = Int(((today.timeIntervalSince1970 + DemoHours.zoneSeconds) / DemoHours.daySeconds).rounded())
        return (1...DemoHistory.days).map { back in
            (
                CalendarDay(number: number - back),
                today.addingTimeInterval(-Double(back - 1) * DemoHours.daySeconds - 60)
            )
        }
    }

    static func rows(_ tickets: [DemoTicket], now: Date) -> [[String: JSONValue]] {
        dayEnds(now: now).flatMap { day, end in
            var groups: [Key: Counts] = [:]
            for ticket in tickets {
                guard let condition = ticket.condition(at: end), let place = places[condition.status] else { continue }
                let key = Key(
                    agentID: condition.assigneeID, teamID: ticket.teamID, channel: ticket.channel,
                    inboxID: ticket.inboxID)
                groups[key, default: Counts()].byStatus[place] += 1
                if condition.assigneeID == nil { groups[key, default: Counts()].unassigned += 1 }
                if let since = condition.waitingSince {
                    let waited = Int(end.timeIntervalSince(since))
                    groups[key, default: Counts()].oldest = max(groups[key]?.oldest ?? 0, waited)
                }
            }
            return groups.map { row(day, $0, $1) }
        }
    }

    private static func row(_ day: CalendarDay, _ key: Key, _ counts: Counts) -> [String: JSONValue] {
        let oldest: JSONValue = counts.oldest.map { JSONValue.int($0) } ?? .null
        return [
            "day": .string(day.description), "agent_id": .id(key.agentID), "team_id": .id(key.teamID),
            "channel": .string(key.channel), "inbox_id": .id(key.inboxID), "open_count": .int(counts.byStatus[0]),
            "waiting_count": .int(counts.byStatus[1]), "snoozed_count": .int(counts.byStatus[2]),
            "unassigned_count": .int(counts.unassigned), "oldest_waiting_seconds": oldest,
        ]
    }

    private static let places = ["open": 0, "waiting": 1, "snoozed": 2]

    private struct Key: Hashable {
        let agentID: UUID?
        let teamID: UUID
        let channel: String
        let inboxID: UUID
    }

    private struct Counts {
        var byStatus = [0, 0, 0]
        var unassigned = 0
        var oldest: Int?
    }
}
