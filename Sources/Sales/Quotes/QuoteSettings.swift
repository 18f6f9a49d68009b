package import Basics
import EventLoop
package import Foundation
import Postgres
import Web

/// What stands on every quote of the company, and what new ones begin with.
package struct QuoteSettings: WireType, JSONWritable, Equatable {
    /// Of the company, with line breaks.
    package let address: String
    package let pricesIncludeTax: Bool
    package let validDays: Int
    package let terms: String
    /// The mailbox quotes leave by; `nil`: the first that can send.
    package let inboxID: UUID?
    /// The letters before the numbers of quotes to come: Q in Q-2026-0001.
    package let numberPrefix: String
    /// The picture at the head of the paper.
    package let logoID: UUID?
    /// Where the picture is shown, for a day.
    package var logoURL: String?
    package let version: Int

    init(_ row: Row) throws {
        address = try row["address"]
        pricesIncludeTax = try row["prices_include_tax"]
        validDays = try row["valid_days"]
        terms = try row["terms"]
        inboxID = try row["inbox_id"]
        numberPrefix = try row["number_prefix"]
        logoID = try row["logo_id"]
        version = try row["version"]
    }

    init(
        address: String, pricesIncludeTax: Bool, validDays: Int, terms: String, inboxID: UUID?, numberPrefix: String,
        logoID: UUID?, version: Int
    ) {
        self.address = address
        self.pricesIncludeTax = pricesIncludeTax
        self.validDays = validDays
        self.terms = terms
        self.inboxID = inboxID
        self.numberPrefix = numberPrefix
        self.logoID = logoID
        self.version = version
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("address", address)
            json.field("prices_include_tax", pricesIncludeTax)
            json.field("valid_days", validDays)
            json.field("terms", terms)
            json.field("inbox_id", inboxID.map { ID<QuoteSettings>($0) })
            json.field("number_prefix", numberPrefix)
            json.field("logo_id", logoID.map { ID<QuoteSettings>($0) })
            json.field("logo_url", logoURL)
            json.field("version", version)
        }
    }

    package static var example: QuoteSettings {
        var settings = QuoteSettings(
            address: "88 Longjing Road\nHangzhou", pricesIncludeTax: true, validDays: 30,
            terms: "Payment within 14 days.", inboxID: QuoteExamples.quote, numberPrefix: "Q",
            logoID: QuoteExamples.product, version: 1)
        settings.logoURL = "/api/v1/attachments/01935800-0000-7000-8000-0000000000f3?expires=1795516800&signature=…"
        return settings
    }
}
