package import Basics
import Web

/// The console's fixed folders: each is a filter, so a count and its list cannot disagree.
package enum TicketFolder: String, CaseIterable, Sendable {
    case mine
    case unassigned
    case team
    case allOpen = "all_open"
    case atRisk = "at_risk"
    case snoozed
    case solved
    case unread

    /// The folder's filter, laid over what the asker narrows further.
    package func filter(within base: TicketFilter) -> TicketFilter {
        var filter = base
        switch self {
        case .mine:
            filter.statuses = [.open, .waiting]
            filter.assignee = .me
        case .unassigned:
            filter.statuses = [.open, .waiting]
            filter.assignee = .nobody
        case .team:
            filter.statuses = [.open, .waiting]
            filter.team = .mine
        case .allOpen: filter.statuses = [.open, .waiting]
        case .atRisk:
            filter.statuses = TicketStatus.unsolved
            filter.isAtRisk = true
        case .snoozed: filter.statuses = [.snoozed]
        case .solved: filter.statuses = [.solved, .closed]
        case .unread:
            filter.statuses = TicketStatus.unsolved
            filter.isUnread = true
        }
        return filter
    }
}

/// How many tickets each folder and each saved view holds.
package struct TicketCounts: WireType, JSONWritable {
    package let folders: [(TicketFolder, Int)]
    package let views: [(ID<SavedView>, Int)]

    package func write(to json: inout JSONWriter) {
        json.object { json in
            for (folder, count) in folders { json.field(folder.rawValue, count) }
            json.object("views") { json in
                for (id, count) in views { json.field(id.description, count) }
            }
        }
    }

    package static var example: TicketCounts {
        TicketCounts(folders: TicketFolder.allCases.map { ($0, 3) }, views: [(ID(ExampleIDs.other), 2)])
    }
}
