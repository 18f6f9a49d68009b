import Basics
import Foundation

/// One ticket of the demo as it happened, kept consistent step by step: sequence numbers without gaps, statuses, waits.
struct DemoTicket {
    struct Entry {
        let seq: Int
        let kind: String
        let isPrivate: Bool
        let authorKind: String
        let author: DemoPerson?
        let text: String
        let event: JSONValue?
        let at: Date
    }
    struct StatusChange {
        let at: Date
        let from: String?
        let to: String
        let actorKind: String
        let actor: DemoPerson?
        let assignee: DemoPerson?
    }
    /// What the ticket was from a moment on.
    struct Condition {
        let at: Date
        let status: String
        let waitingSince: Date?
        let assigneeID: UUID?
    }
    struct Survey {
        let solveCount: Int
        let agent: DemoPerson?
        let sentAt: Date
        var rating: Int?
        var comment = ""
        var answeredAt: Date?
    }

    let id: UUID
    let customer: DemoCustomer
    let story: DemoScript.Story
    let subject: String
    let channel: String
    let inboxID: UUID
    let teamID: UUID
    let order: String
    let createdAt: Date
    var status = "open"
    var assignee: DemoPerson?
    var entries: [Entry] = []
    var statusChanges: [StatusChange] = []
    var conditions: [Condition] = []
    var surveys: [Survey] = []
    var lastCustomerSeq = 0
    var lastAgentSeq = 0
    var lastShown: Entry?
    var waitingSince: Date?
    var firstResponseAt: Date?
    var firstResponder: DemoPerson?
    var solvedAt: Date?
    var solvedBy: DemoPerson?
    var snoozedUntil: Date?
    var solveCount = 0
    var reopenCount = 0

    init(
        id: UUID, customer: DemoCustomer, story: DemoScript.Story, subject: String, channel: String, inboxID: UUID,
        teamID: UUID, order: String, createdAt: Date
    ) {
        self.id = id
        self.customer = customer
        self.story = story
        self.subject = subject
        self.channel = channel
        self.inboxID = inboxID
        self.teamID = teamID
        self.order = order
        self.createdAt = createdAt
        statusChanges.append(
            StatusChange(at: createdAt, from: nil, to: "open", actorKind: "customer", actor: nil, assignee: nil))
        conditions.append(Condition(at: createdAt, status: "open", waitingSince: createdAt, assigneeID: nil))
    }

    var updatedAt: Date { max(conditions.map(\.at).max() ?? createdAt, entries.last?.at ?? createdAt) }
    var isSettled: Bool { status == "solved" || status == "closed" }

    mutating func customerWrites(_ text: String, at: Date) {
        if isSettled { reopenCount += 1 }
        add("reply", isPrivate: false, "customer", nil, text, nil, at)
        lastCustomerSeq = entries.count
        if waitingSince == nil { waitingSince = at }
        if status != "open" { become("open", "customer", nil, at) }
        note(at)
    }

    mutating func agentWrites(_ text: String, _ agent: DemoPerson, at: Date) {
        add("reply", isPrivate: false, "agent", agent, text, nil, at)
        lastAgentSeq = entries.count
        waitingSince = nil
        if firstResponseAt == nil {
            firstResponseAt = at
            firstResponder = agent
        }
        if status == "open" { become("waiting", "agent", agent, at) }
        note(at)
    }

    mutating func agentNotes(_ text: String, _ agent: DemoPerson, at: Date) {
        add("note", isPrivate: true, "agent", agent, text, nil, at)
    }

    mutating func assign(to agent: DemoPerson, at: Date) {
        guard assignee?.id != agent.id else { return }
        let former = assignee.map { JSONValue.string($0.name) } ?? .null
        assignee = agent
        add(
            "event", isPrivate: true, "agent", agent, "",
            [
                "type": .string("assigned"), "from": former, "to": .string(agent.name),
            ], at)
        note(at)
    }

    mutating func solve(by agent: DemoPerson, at: Date) {
        solveCount += 1
        solvedAt = at
        solvedBy = agent
        waitingSince = nil
        add("event", isPrivate: false, "agent", agent, "", ["type": .string("solved")], at)
        become("solved", "agent", agent, at)
        note(at)
    }

    mutating func snooze(until: Date, by agent: DemoPerson, at: Date) {
        snoozedUntil = until
        add(
            "event", isPrivate: true, "agent", agent, "",
            [
                "type": .string("snoozed"), "until": .string(until.rfc3339),
            ], at)
        become("snoozed", "agent", agent, at)
        note(at)
    }

    mutating func rated(_ rating: Int, comment: String, at: Date) {
        add(
            "event", isPrivate: true, "system", nil, "",
            [
                "type": .string("rated"), "rating": .number(Double(rating)), "comment": .string(comment),
            ], at)
    }

    /// Status, wait and assignee at `moment`, or `nil` before the ticket was made.
    func condition(at moment: Date) -> Condition? {
        conditions.last { $0.at <= moment }
    }

    private mutating func become(_ next: String, _ actorKind: String, _ actor: DemoPerson?, _ at: Date) {
        statusChanges.append(
            StatusChange(at: at, from: status, to: next, actorKind: actorKind, actor: actor, assignee: assignee))
        status = next
        if next == "open" {
            solvedAt = nil
            solvedBy = nil
            snoozedUntil = nil
        }
    }

    private mutating func note(_ at: Date) {
        conditions.append(Condition(at: at, status: status, waitingSince: waitingSince, assigneeID: assignee?.id))
    }

    private mutating func add(
        _ kind: String, isPrivate: Bool, _ authorKind: String, _ author: DemoPerson?, _ text: String,
        _ event: [String: JSONValue]?, _ at: Date
    ) {
        let entry = Entry(
            seq: entries.count + 1, kind: kind, isPrivate: isPrivate, authorKind: authorKind, author: author,
            text: text,
            event: event.map { .object($0) }, at: at)
        entries.append(entry)
        if kind != "event" { lastShown = entry }
    }
}
