import Postgres

/// What can become of a campaign's mail: each figure of its page, and the people behind it.
enum CampaignOutcome: String, CaseIterable, Sendable {
    case waiting
    case sent
    case failed
    case uncertain
    case bounced
    case opened
    case clicked
    case machine
    case optedOut = "opted_out"
    case replied
    case ordered
    /// What the founding response rate counts: clicked, answered or bought.
    case reacted

    /// Of a row of `CampaignSendStore.outcomes`.
    var condition: SQL {
        switch self {
        case .waiting: "state = 'waiting'"
        case .sent: "state = 'sent'"
        case .failed: "state = 'failed'"
        case .uncertain: "state = 'uncertain'"
        case .bounced: "state = 'bounced'"
        case .opened: "opened_at IS NOT NULL"
        case .clicked: "clicked_at IS NOT NULL"
        case .machine: "machine"
        case .optedOut: "opted_out_at IS NOT NULL"
        case .replied: "replied_at IS NOT NULL"
        case .ordered: "n > 0"
        case .reacted: "state = 'sent' AND (clicked_at IS NOT NULL OR replied_at IS NOT NULL OR n > 0)"
        }
    }

    var column: SQL {
        switch self {
        case .waiting: "waiting"
        case .sent: "sent"
        case .failed: "failed"
        case .uncertain: "uncertain"
        case .bounced: "bounced"
        case .opened: "opened"
        case .clicked: "clicked"
        case .machine: "machine"
        case .optedOut: "opted_out"
        case .replied: "replied"
        case .ordered: "ordered"
        case .reacted: "reacted"
        }
    }
}
