import Foundation
import Web

/// The body of `POST /activities`: about a deal, or about a customer.
package struct ActivityInput: Decodable, WireType {
    var kind: Activity.Kind
    var subject: String
    var note: String?
    var opportunityID: UUID?
    var customerID: UUID?
    /// Without it: who asks.
    var ownerID: UUID?
    var dueAt: Date?

    package static var example: ActivityInput {
        ActivityInput(
            kind: .call, subject: "Ask whether the samples came", note: "", opportunityID: Examples.opportunity,
            customerID: Examples.customer, ownerID: Examples.user, dueAt: Examples.instant)
    }
}

/// The body of `PATCH /activities/{id}`.
package struct ActivityChange: Decodable, WireType {
    var kind: Patch<Activity.Kind> = .absent
    var subject: Patch<String> = .absent
    var note: Patch<String> = .absent
    var ownerID: Patch<UUID> = .absent
    var dueAt: Patch<Date> = .absent
    var done: Patch<Bool> = .absent

    package static var example: ActivityChange {
        ActivityChange(
            kind: .value(.call), subject: .value("Ask whether the samples came"), note: .value(""),
            ownerID: .value(Examples.user), dueAt: .value(Examples.instant), done: .value(true))
    }
}
