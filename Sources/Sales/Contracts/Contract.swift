package import Basics
package import Foundation
package import Postgres
import Web

/// What was agreed with a customer for a time.
package struct Contract: WireType, JSONWritable {
    /// Where a contract stands.
    package enum Status: String, CaseIterable, Codable, Sendable, JSONWritable, SQLText {
        case draft
        case active
        case ended
        case cancelled

        /// Whether somebody may say that it now stands at `next`.
        func mayBecome(_ next: Status) -> Bool {
            switch (self, next) {
            case (.draft, .active), (.draft, .cancelled), (.active, .ended), (.active, .cancelled): true
            case (.ended, .active), (.cancelled, .draft): true
            default: self == next
            }
        }
    }

    /// That the contract is about to end.
    package struct RenewalReminder: Sendable, Equatable, JSONWritable {
        package let madeAt: Date
        package let doneAt: Date?

        package func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("made_at", madeAt)
                json.field("done_at", doneAt)
            }
        }
    }

    package let id: ID<Contract>
    package let number: Int
    /// Whose it is.
    package let customer: Named
    package let terms: ContractTerms
    package let status: Status
    /// Who looks after it and is told when its end comes near; `nil` for nobody in particular.
    package let owner: Named?
    /// Of the present end; `nil` before it is due.
    package let reminder: RenewalReminder?
    /// The last day on which it can be given notice, `nil` without an end.
    package let noticeBy: String?
    package let quoteNumber: String?
    /// The contract this one follows, and the one that follows it.
    package let renewsNumber: Int?
    package let renewedByNumber: Int?
    package let createdAt: Date
    package let updatedAt: Date
    package let version: Int
    /// Files, as attachments are shown.
    package var attachments: [JSONBytes] = []

    package init(_ row: Row) throws {
        id = try row["id"]
        number = try row["number"]
        customer = Named(id: try row["customer_id"], name: try row["customer_name"])
        terms = try ContractTerms(row)
        status = try row["status"]
        owner = try (row["owner_id"] as UUID?).map { Named(id: $0, name: try row["owner_name"]) }
        reminder = try (row["reminder_made_at"] as Date?).map { made in
            RenewalReminder(madeAt: made, doneAt: try row["reminder_done_at"])
        }
        noticeBy = try row["notice_by"]
        quoteNumber = try row["quote_number"]
        renewsNumber = try row["renews_number"]
        renewedByNumber = try row["renewed_by_number"]
        createdAt = try row["created_at"]
        updatedAt = try row["updated_at"]
        version = try row["version"]
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("number", number)
            json.field("customer", customer)
            json.field("status", status)
            json.field("owner", owner)
            json.field("title", terms.title)
            json.field("value", terms.value)
            json.field("starts_on", terms.startsOn)
            json.field("ends_on", terms.endsOn)
            json.field("notice_days", terms.noticeDays)
            json.field("notice_by", noticeBy)
            json.field("auto_renew", terms.autoRenew)
            json.field("renewal_months", terms.renewalMonths)
            json.field("reminder_days", terms.reminderDays)
            json.field("reminder", reminder)
            json.field("note", terms.note)
            json.field("attachments", attachments)
            json.field("quote_number", quoteNumber)
            json.field("renews_number", renewsNumber)
            json.field("renewed_by_number", renewedByNumber)
            json.field("created_at", createdAt)
            json.field("updated_at", updatedAt)
            json.field("version", version)
        }
    }

    private init(exampleAt instant: Date) {
        id = ID(QuoteExamples.contract)
        number = 301
        customer = Named(id: QuoteExamples.customer, name: "陈美")
        terms = .example
        status = .active
        owner = Named(id: Examples.user, name: "Mei Lin")
        reminder = RenewalReminder(madeAt: instant, doneAt: instant)
        noticeBy = "2027-11-23"
        quoteNumber = "Q-2026-0001"
        renewsNumber = 287
        renewedByNumber = 315
        createdAt = instant
        updatedAt = instant
        version = 2
        attachments = [
            JSONBytes(
                Array(
                    #"{"id":"01935800-0000-7000-8000-0000000000f5","name":"contract.pdf","content_type":"application/pdf","size_bytes":48213,"url":"/api/v1/attachments/01935800-0000-7000-8000-0000000000f5?expires=1795516800&signature=…"}"#
                        .utf8))
        ]
    }

    package static var example: Contract { Contract(exampleAt: QuoteExamples.instant) }
}

/// What a contract says.
package struct ContractTerms: Sendable, Equatable {
    package var title: String
    package var value: Money
    /// Days are `YYYY-MM-DD` on the company's calendar.
    package var startsOn: String
    /// The last day; `nil` until somebody ends it.
    package var endsOn: String?
    package var noticeDays = 30
    package var autoRenew = false
    package var renewalMonths = 12
    /// How many days before the end the renewal is brought up.
    package var reminderDays = 60
    package var note = ""
    package var attachmentIDs: [UUID] = []

    init(title: String, value: Money, startsOn: String, endsOn: String? = nil) {
        self.title = title
        self.value = value
        self.startsOn = startsOn
        self.endsOn = endsOn
    }

    init(_ row: Row) throws {
        title = try row["title"]
        value = Money(try row["value_minor"], try row["currency"])
        startsOn = try row["starts_on"]
        endsOn = try row["ends_on"]
        noticeDays = try row["notice_days"]
        autoRenew = try row["auto_renew"]
        renewalMonths = try row["renewal_months"]
        reminderDays = try row["reminder_days"]
        note = try row["note"]
        attachmentIDs = try row["attachment_ids"]
    }

    static let example = ContractTerms(
        title: "Office tea, weekly", value: Money(1_200_000, "CNY"), startsOn: "2026-12-23", endsOn: "2027-12-23")
}

extension Contract {
    /// The condition on `contracts AS k` that its end is to be thought of: its reminder is due, or the last day to give
    /// notice is a week away.
    ///
    /// - Parameter today: The day as a SQL expression.
    static func isNearItsEnd(today: SQL) -> SQL {
        "(k.ends_on >= \(today) AND k.ends_on - GREATEST(k.reminder_days, k.notice_days + 7) <= \(today))"
    }
}
