import Basics
import Foundation
import Web

/// What an activity is from now on.
struct ActivityDraft: Sendable {
    let kind: Activity.Kind
    let subject: String
    let note: String
    let opportunityID: UUID?
    let customerID: UUID?
    let ownerID: UUID?
    let dueAt: Date?
    let doneAt: Date?

    /// A new one.
    ///
    /// - Parameter deal: The one it is about, which also says with whom.
    init(_ input: ActivityInput, deal: Opportunity?, asker: UUID?, _ fields: inout Fields) {
        kind = input.kind
        subject = fields.text(input.subject, "/subject", max: 200)
        note = fields.text(input.note ?? "", "/note", max: 5_000, required: false)
        opportunityID = deal?.id.uuid
        customerID = deal?.customer.id ?? input.customerID
        ownerID = input.ownerID ?? asker
        dueAt = input.dueAt
        doneAt = nil
        fields.check(
            input.opportunityID == nil || deal != nil, "/opportunity_id", "names no deal")
        fields.check(
            input.opportunityID != nil || input.customerID != nil, "/customer_id", "is required without a deal")
    }

    /// One that is there, changed.
    init(_ old: Activity, _ input: ActivityChange, at now: Date, _ fields: inout Fields) {
        kind = input.kind.applied(to: old.kind)
        subject = fields.text(input.subject.applied(to: old.subject), "/subject", max: 200)
        note = fields.text(input.note.applied(to: old.note), "/note", max: 5_000, required: false)
        opportunityID = old.opportunity?.id
        customerID = old.customer?.id
        ownerID = input.ownerID.applied(to: old.owner?.id)
        dueAt = input.dueAt.applied(to: old.dueAt)
        doneAt = input.done.applied(to: old.doneAt != nil) ? old.doneAt ?? now : nil
    }

    /// What is noted with a time that is past counts as told of: who notes it knows.
    func remindedAt(_ now: Date) -> Date? {
        dueAt.flatMap { $0 <= now ? now : nil }
    }
}
