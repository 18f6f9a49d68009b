package import Basics
import EventLoop
import Foundation
import Web

/// What a canned reply does to the ticket besides answering.
package struct TicketActions: Decodable, WireType, JSONWritable {
    /// `solved` or `snoozed`.
    let status: String?
    /// How long it sleeps when `status` is `snoozed`.
    let snoozeSeconds: Int?
    let priority: String?
    let addTags: [String]?
    let removeTags: [String]?
    /// `me`, whoever sends it, or the id of a member of staff.
    let assignee: String?
    let teamID: UUID?
    /// Left behind as a private note.
    let note: String?

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("status", status)
            json.field("snooze_seconds", snoozeSeconds)
            json.field("priority", priority)
            json.field("add_tags", addTags ?? [])
            json.field("remove_tags", removeTags ?? [])
            json.field("assignee", assignee)
            json.field("team_id", teamID.map { ID<TicketActions>($0) })
            json.field("note", note)
        }
    }

    package static let example = TicketActions(
        status: "snoozed", snoozeSeconds: 86_400, priority: "high", addTags: ["parcel"], removeTags: ["new"],
        assignee: "me", teamID: ExampleIDs.team, note: "Ask the carrier tomorrow.")

    private static let longestSnoozeSeconds = 366 * 86_400

    var isEmpty: Bool {
        status == nil && priority == nil && (addTags ?? []).isEmpty && (removeTags ?? []).isEmpty && assignee == nil
            && teamID == nil && note == nil
    }

    /// The person it goes to when `me` sends it.
    func assigneeID(for me: UUID?) -> UUID? {
        assignee == "me" ? me : assignee.flatMap { UUID(uuidString: $0) }
    }

    /// The same, tidied; every field at fault is noted in `fields`, below `pointer`.
    func checked(_ fields: inout Fields, at pointer: String = "") -> TicketActions {
        fields.check(
            status.map { ["solved", "snoozed"].contains($0) } ?? true, pointer + "/status",
            "must be solved, snoozed or null")
        fields.check(
            (status == "snoozed") == (snoozeSeconds != nil), pointer + "/snooze_seconds",
            status == "snoozed" ? "is required to snooze" : "goes with the status snoozed only")
        fields.check(
            snoozeSeconds.map { (60...Self.longestSnoozeSeconds).contains($0) } ?? true, pointer + "/snooze_seconds",
            "must be 60 to \(Self.longestSnoozeSeconds)")
        fields.check(
            priority.map { TicketPriority(rawValue: $0) != nil } ?? true, pointer + "/priority",
            "must be low, normal, high, urgent or null")
        fields.check(
            assignee.map { $0 == "me" || UUID(uuidString: $0) != nil } ?? true, pointer + "/assignee",
            "must be me, the id of a member of staff, or null")
        let added = TagNames.checked(addTags ?? [], &fields, pointer + "/add_tags")
        let removed = TagNames.checked(removeTags ?? [], &fields, pointer + "/remove_tags")
        let both = Set(added.map { $0.lowercased() }).intersection(removed.map { $0.lowercased() })
        fields.check(both.isEmpty, pointer + "/remove_tags", "must not name a tag that is added too")
        let note = note.map { fields.text($0, pointer + "/note", max: TicketInput.textLimit, required: false) }
        return TicketActions(
            status: status, snoozeSeconds: snoozeSeconds, priority: priority, addTags: added, removeTags: removed,
            assignee: assignee?.lowercased(), teamID: teamID, note: note == "" ? nil : note)
    }
}

extension TicketChange {
    /// Does to the ticket what `actions` say, each with the event and the line in the audit log it has when done alone.
    ///
    /// - Parameter pointer: Where the actions stand in the request, for the problems.
    /// - Throws: What the single acts throw; an action that is fulfilled already is passed over.
    func act(_ actions: TicketActions, at pointer: String, _ desk: Desk) async throws {
        if let note = actions.note { add(self.note(note)) }
        try await apply(try await patch(actions))
        if actions.assignee != nil || actions.teamID != nil {
            guard actions.assignee != "me" || actor.principal?.kind == .user else {
                throw Problem.invalid(pointer + "/assignee", "must name a person: a program is nobody's me")
            }
            try await assign(
                user: actions.assigneeID(for: actor.principal?.id).map { .value($0) } ?? .absent,
                team: actions.teamID.map { .value($0) } ?? .absent,
                pointers: (user: pointer + "/assignee", team: pointer + "/team_id"))
        }
        if actions.status == "solved", ticket.status != .solved { try await solve(desk) }
        if actions.status == "snoozed", let seconds = actions.snoozeSeconds {
            try await snooze(until: now.addingTimeInterval(Double(seconds)))
        }
    }

    private func patch(_ actions: TicketActions) async throws -> TicketPatch {
        var tags: [String]?
        if !(actions.addTags ?? []).isEmpty || !(actions.removeTags ?? []).isEmpty {
            let removed = Set((actions.removeTags ?? []).map { $0.lowercased() })
            tags =
                try await TagStore(connection).names(on: ticket.id).filter { !removed.contains($0.lowercased()) }
                + (actions.addTags ?? [])
        }
        return TicketPatch(
            subject: nil, priority: actions.priority, status: nil, tags: tags, customFields: nil, customerID: nil)
    }
}
