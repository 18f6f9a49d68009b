import Basics
import Commerce
import Foundation
import Web

/// The body of `POST /opportunities`.
package struct OpportunityInput: Decodable, WireType {
    var customerID: UUID
    var title: String
    var amount: MoneyInput?
    var pipelineID: UUID?
    /// Without it: the first stage.
    var stageID: UUID?
    var expectedCloseOn: String?
    /// Without it: who asks.
    var ownerID: UUID?

    package static var example: OpportunityInput {
        OpportunityInput(
            customerID: Examples.customer, title: "Tea for the office",
            amount: MoneyInput(amountMinor: 1_280_000, currency: "CNY"), pipelineID: Examples.pipeline,
            stageID: Examples.stage, expectedCloseOn: "2026-12-15", ownerID: Examples.user)
    }
}

/// The body of `PATCH /opportunities/{id}`.
package struct OpportunityChangeInput: Decodable, WireType {
    var title: Patch<String> = .absent
    var amount: Patch<MoneyInput> = .absent
    var expectedCloseOn: Patch<String> = .absent
    var ownerID: Patch<UUID> = .absent
    var customerID: Patch<UUID> = .absent

    package static var example: OpportunityChangeInput {
        OpportunityChangeInput(
            title: .value("Tea for the office"),
            amount: .value(MoneyInput(amountMinor: 1_280_000, currency: "CNY")),
            expectedCloseOn: .value("2026-12-15"), ownerID: .value(Examples.user),
            customerID: .value(Examples.customer))
    }
}

/// The body of `PUT /opportunities/{id}/stage`.
package struct StageMove: Decodable, WireType {
    let stageID: UUID
    /// Where the stage is the one of lost deals.
    let lostReasonID: UUID?
    let lostNote: String?

    package static var example: StageMove {
        StageMove(stageID: Examples.stage, lostReasonID: Examples.reason, lostNote: "Wanted two weeks sooner")
    }
}

extension Fields {
    /// A day of the calendar written `YYYY-MM-DD`.
    mutating func day(_ text: String?, _ pointer: String) -> String? {
        guard let text else { return nil }
        check(text.utf8.count == 10 && Date(rfc3339: text) != nil, pointer, "must be a date such as 2026-12-15")
        return text
    }
}
