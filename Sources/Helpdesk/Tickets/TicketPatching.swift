import Access
import Basics
import EventLoop
import Foundation
import Web

extension TicketChange {
    /// Applies the fields that were sent, each with its event and its line in the audit log.
    ///
    /// - Throws: `Problem.invalid` for values no ticket has, `Problem` of kind `ticket-status-refused`.
    func apply(_ input: TicketPatch) async throws {
        var fields = Fields()
        let subject = input.subject.map { fields.text($0, "/subject", max: 300) } ?? ticket.subject
        let priority = input.priority.map { TicketPriority(rawValue: $0) } ?? ticket.priority
        fields.check(priority != nil, "/priority", "must be low, normal, high or urgent")
        let status = input.status.map { TicketStatus(rawValue: $0) } ?? ticket.status
        fields.check(
            status == .open || status == .waiting || status == ticket.status, "/status",
            "must be open or waiting; to solve or snooze there are paths of their own")
        let tags = input.tags.map { TagNames.checked($0, &fields) }
        try fields.throwIfAny()
        var changes = AuditChanges()
        try await applyFields(input, subject: subject, priority: priority ?? .normal, &changes)
        if let status, status != ticket.status {
            try ticket.status.require(status)
            try await store.setStatus(ticket, to: status, actor: actor.author, at: now)
            event("status", from: ticket.status, to: status)
            changes.note("status", ticket.status.rawValue, status.rawValue)
        }
        if let tags { try await applyTags(tags, &changes) }
        if !changes.changes.isEmpty { audit("ticket.changed", changes) }
    }

    private func applyFields(
        _ input: TicketPatch, subject: String, priority: TicketPriority, _ changes: inout AuditChanges
    ) async throws {
        let customFields = merged(input.customFields)
        let customerID = input.customerID ?? ticket.customerID
        guard
            subject != ticket.subject || priority != ticket.priority || customFields != ticket.customFields
                || customerID != ticket.customerID
        else { return }
        if subject != ticket.subject {
            event("subject", ["from": .string(ticket.subject), "to": .string(subject)])
            changes.note("subject", ticket.subject, subject)
        }
        if priority != ticket.priority {
            event("priority", ["from": .string(ticket.priority.rawValue), "to": .string(priority.rawValue)])
            changes.note("priority", ticket.priority.rawValue, priority.rawValue)
        }
        changes.note("custom_fields", ticket.customFields, customFields)
        if customerID != ticket.customerID {
            let next = try await RequesterStore(connection).find(
                Requester(customerID: customerID, isTrusted: true), at: now)
            event("identified", ["from": .string(ticket.customerID.text), "to": .string(next.name)])
            changes.note("customer_id", ticket.customerID.text, customerID.text)
        }
        try await store.setFields(
            ticket.id, subject: subject, priority: priority, customFields: customFields, customerID: customerID, at: now
        )
    }

    /// The ticket's fields with those sent laid over; `null` removes one.
    private func merged(_ sent: [String: JSONValue]?) -> JSONValue {
        guard let sent, case .object(var fields) = ticket.customFields else { return ticket.customFields }
        for (name, value) in sent { fields[name] = value == .null ? nil : value }
        return .object(fields)
    }

    private func applyTags(_ names: [String], _ changes: inout AuditChanges) async throws {
        let (added, removed) = try await TagStore(connection).set(names, on: ticket.id, at: now)
        guard !added.isEmpty || !removed.isEmpty else { return }
        try await store.touch(ticket.id, at: now)
        event("tags", ["added": .array(added.map(JSONValue.string)), "removed": .array(removed.map(JSONValue.string))])
        changes.note("tags", .array(removed.map(JSONValue.string)), .array(added.map(JSONValue.string)))
    }
}
