import Basics
import Foundation
import Web

/// How a customer's record stood at a moment: what people had written there, and what stood around it.
struct CustomerPast: WireType, JSONWritable {
    let at: Date
    /// False before the record was made.
    let existed: Bool
    let name: String
    let company: String?
    let owner: String?
    let emails: [String]
    let phones: [String]
    let country: String?
    let city: String?
    let vip: Bool
    let tags: [String]
    let customFields: JSONValue
    let consent: Consents
    let openTicketCount: Int
    let ticketCount: Int
    let orderCount: Int
    /// `low`, `typical` or `high`; `nil` when nothing was predicted.
    let churnBand: String?

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("at", at)
            json.field("existed", existed)
            json.field("name", name)
            json.field("company", company)
            json.field("owner", owner)
            json.field("emails", emails)
            json.field("phones", phones)
            json.field("country", country)
            json.field("city", city)
            json.field("vip", vip)
            json.field("tags", tags)
            json.field("custom_fields", customFields)
            json.field("consent", consent)
            json.field("open_ticket_count", openTicketCount)
            json.field("ticket_count", ticketCount)
            json.field("order_count", orderCount)
            json.field("churn_band", churnBand)
        }
    }

    static var example: CustomerPast {
        CustomerPast(
            at: Examples.instant, existed: true, name: "陈美", company: "Lantern Tea", owner: "Ada Park",
            emails: ["mei@example.com"], phones: ["+86 138 0013 8000"], country: "CN", city: "上海", vip: false,
            tags: ["wholesale"], customFields: .object([:]), consent: Consents([.email: .example]), openTicketCount: 1,
            ticketCount: 3, orderCount: 2, churnBand: "typical")
    }
}
