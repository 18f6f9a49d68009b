import Basics
import Foundation
import Web

/// The body of `POST /contracts` and, with the same fields, of `PATCH /contracts/{id}`.
package struct ContractInput: WireType, Decodable {
    var customerID: Patch<UUID> = .absent
    var title: Patch<String> = .absent
    var value: Patch<Money> = .absent
    /// Days are `YYYY-MM-DD`.
    var startsOn: Patch<String> = .absent
    var endsOn: Patch<String> = .absent
    var noticeDays: Patch<Int> = .absent
    var autoRenew: Patch<Bool> = .absent
    var renewalMonths: Patch<Int> = .absent
    var reminderDays: Patch<Int> = .absent
    var note: Patch<String> = .absent
    var attachmentIDs: Patch<[UUID]> = .absent
    var status: Patch<Contract.Status> = .absent
    /// Who looks after it; without it whoever notes it.
    var ownerID: Patch<UUID> = .absent

    package static var example: ContractInput {
        ContractInput(
            customerID: .value(QuoteExamples.customer), title: .value("Office tea, weekly"),
            value: .value(Money(1_200_000, "CNY")), startsOn: .value("2026-12-23"), endsOn: .value("2027-12-23"),
            noticeDays: .value(30), autoRenew: .value(true), renewalMonths: .value(12), reminderDays: .value(60),
            note: .value(""), attachmentIDs: .value([]), status: .value(.active),
            ownerID: .value(Examples.user))
    }

    /// `terms` with what the client sent put in.
    func applied(to terms: ContractTerms, _ fields: inout Fields) -> ContractTerms {
        var result = terms
        result.title = fields.text(title.applied(to: terms.title), "/title", max: 200)
        result.value = value.applied(to: terms.value)
        fields.check(
            (0...QuoteTotals.largest).contains(result.value.amountMinor), "/value/amount_minor",
            "must be from 0 to \(QuoteTotals.largest)")
        fields.check(
            Money.isCurrency(result.value.currency), "/value/currency", "must be an ISO 4217 code such as CNY or EUR")
        result.startsOn = startsOn.applied(to: terms.startsOn)
        result.endsOn = endsOn.applied(to: terms.endsOn)
        Self.checkDay(result.startsOn, "/starts_on", &fields)
        if let end = result.endsOn {
            Self.checkDay(end, "/ends_on", &fields)
            fields.check(end >= result.startsOn, "/ends_on", "must not lie before the start")
        }
        result.noticeDays = noticeDays.applied(to: terms.noticeDays)
        fields.check((0...3650).contains(result.noticeDays), "/notice_days", "must be from 0 to 3650")
        result.autoRenew = autoRenew.applied(to: terms.autoRenew)
        fields.check(!result.autoRenew || result.endsOn != nil, "/ends_on", "is required of a contract that renews")
        result.renewalMonths = renewalMonths.applied(to: terms.renewalMonths)
        fields.check((1...120).contains(result.renewalMonths), "/renewal_months", "must be from 1 to 120")
        result.reminderDays = reminderDays.applied(to: terms.reminderDays)
        fields.check((0...3650).contains(result.reminderDays), "/reminder_days", "must be from 0 to 3650")
        result.note = fields.text(note.applied(to: terms.note), "/note", max: 4_000, required: false)
        result.attachmentIDs = attachmentIDs.applied(to: terms.attachmentIDs)
        fields.check(result.attachmentIDs.count <= 20, "/attachment_ids", "may hold at most 20")
        return result
    }

    private static func checkDay(_ day: String, _ pointer: String, _ fields: inout Fields) {
        fields.check(
            day.utf8.count == 10 && Date(rfc3339: day) != nil && day >= "1970-01-01", pointer,
            "must be a day such as 2026-12-23")
    }
}
