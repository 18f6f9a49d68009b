package import Basics
package import Foundation
import Postgres
import Web

/// Somebody, or a ticket, one should look after: as one row of the list.
package struct AtRisk: WireType, JSONWritable {
    /// What the list shows.
    package enum Kind: String, CaseIterable, Sendable, Decodable, JSONWritable {
        /// Customers likely to stay away.
        case customers
        /// Unsolved tickets whose customer is likely to be dissatisfied.
        case tickets

        var prediction: PredictionKind { self == .customers ? .churn : .satisfaction }
    }

    /// The customer or the ticket.
    package let subjectID: UUID
    /// Of a ticket.
    package let number: Int?
    package let subject: String?
    package let customerID: UUID
    package let customerName: String
    package let riskRatio: Double
    package let band: String
    package let value: Money
    /// Risk × value, in minor units: what is expected to be lost.
    package let expectedLossMinor: Int
    package let reasons: [UInt8]
    package let asOf: Date
    /// What was done about it last.
    package let action: String?
    package let actedAt: Date?
    package let isExact: Bool

    init(_ row: Row) throws {
        subjectID = try row["subject_id"]
        number = try row["number"]
        subject = try row["subject"]
        customerID = try row["customer_id"]
        customerName = try row["customer_name"]
        riskRatio = try row["probability"]
        band = try row["band"]
        value = Money(try row["value_minor"], try row["currency"])
        expectedLossMinor = try row["expected_loss_minor"]
        reasons = row.bytes("reasons") ?? []
        asOf = try row["as_of"]
        action = try row["action"]
        actedAt = try row["acted_at"]
        isExact = try row["is_exact"]
    }

    private init(example id: UUID) {
        subjectID = id
        number = 1042
        subject = "Late parcel"
        customerID = id
        customerName = "王梅"
        riskRatio = 0.71
        band = "high"
        value = Money(48_000, "CNY")
        expectedLossMinor = 34_080
        reasons = Array("[]".utf8)
        asOf = Date(timeIntervalSince1970: 1_793_500_000)
        action = nil
        actedAt = nil
        isExact = true
    }

    package static var example: AtRisk {
        AtRisk(example: ID<AtRisk>("0192e4a0-7c1f-7abc-8def-0123456789ab")?.uuid ?? UUID())
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("subject_id", ID<AtRisk>(subjectID))
            json.field("number", number)
            json.field("subject", subject)
            json.object("customer") { json in
                json.field("id", ID<AtRisk>(customerID))
                json.field("name", customerName)
            }
            json.field("risk_ratio", isExact ? riskRatio : nil)
            json.field("band", band)
            json.field("value", value)
            json.field("expected_loss", isExact ? Money(expectedLossMinor, value.currency) : nil)
            json.field("reasons", JSONBytes(reasons))
            json.field("as_of", asOf)
            json.field("action", action)
            json.field("acted_at", actedAt)
        }
    }
}
