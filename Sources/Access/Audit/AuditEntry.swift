package import Basics
package import Foundation
package import Web

/// Who did something, as the audit log names them.
package struct AuditActor: Sendable, Equatable {
    package enum Kind: String, Sendable, JSONWritable {
        case user
        case apiKey = "api_key"
        case customer
        case system
    }

    package let kind: Kind
    package let id: UUID?
    package let name: String

    package init(kind: Kind, id: UUID?, name: String) {
        self.kind = kind
        self.id = id
        self.name = name
    }

    /// Deskbell itself: jobs and the command line.
    package static let system = AuditActor(kind: .system, id: nil, name: "Deskbell")

    package init(_ principal: Principal) {
        switch principal.kind {
        case .user: self.init(kind: .user, id: principal.id, name: principal.name)
        case .apiKey: self.init(kind: .apiKey, id: principal.id, name: principal.name)
        case .visitor:
            self.init(kind: .customer, id: principal.visitor?.customerID ?? principal.id, name: principal.name)
        case .anonymous: self = .system
        }
    }
}

/// One act to be remembered: who did what to which thing, with old and new values.
///
/// Secrets never go into it.
package struct AuditEntry: Sendable {
    package let actor: AuditActor
    /// `noun.verb`, such as `ticket.assigned`.
    package let action: String
    package let subjectKind: String
    package let subjectID: UUID?
    package let changes: [String: (from: JSONValue, to: JSONValue)]

    package init(
        actor: AuditActor, action: String, subjectKind: String, subjectID: UUID?,
        changes: [String: (from: JSONValue, to: JSONValue)] = [:]
    ) {
        self.actor = actor
        self.action = action
        self.subjectKind = subjectKind
        self.subjectID = subjectID
        self.changes = changes
    }

    package init(
        actor: Principal, action: String, subjectKind: String, subjectID: UUID?,
        changes: [String: (from: JSONValue, to: JSONValue)] = [:]
    ) {
        self.init(
            actor: AuditActor(actor), action: action, subjectKind: subjectKind, subjectID: subjectID, changes: changes)
    }

    var changesValue: JSONValue {
        .object(changes.mapValues { .object(["from": $0.from, "to": $0.to]) })
    }
}

/// Collects the fields that differ between two states of a thing.
package struct AuditChanges {
    package private(set) var changes: [String: (from: JSONValue, to: JSONValue)] = [:]

    package init() {}

    /// Notes the field when its values differ.
    package mutating func note(_ field: String, _ from: JSONValue, _ to: JSONValue) {
        if from != to { changes[field] = (from, to) }
    }

    package mutating func note(_ field: String, _ from: String?, _ to: String?) {
        note(field, from.map(JSONValue.string) ?? .null, to.map(JSONValue.string) ?? .null)
    }

    package mutating func note<Subject>(_ field: String, _ from: [ID<Subject>], _ to: [ID<Subject>]) {
        note(
            field, .array(from.sorted().map { .string($0.description) }),
            .array(to.sorted().map { .string($0.description) }))
    }
}
