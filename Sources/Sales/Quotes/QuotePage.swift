package import Basics
import Foundation
import Web

/// What a customer sees of a quote by its link.
package struct QuotePage: WireType, JSONWritable {
    let number: String
    let state: QuoteState
    let edition: QuoteEdition
    let becomes: QuoteOutcome
    let locale: String
    let customerName: String
    let companyName: String
    let companyAddress: String
    /// The picture at the paper's head; works for a day.
    let logoURL: String?
    let decidedAt: Date?
    let decisionName: String
    let orderNumber: Int?

    /// - Parameter today: On the company's calendar; a quote whose last day has passed has lapsed, noticed or not.
    init(_ quote: Quote, company: QuoteCompany, address: String, logoURL: String? = nil) {
        number = quote.number ?? ""
        state = quote.state == .sent && quote.edition.validUntil < company.today ? .lapsed : quote.state
        edition = quote.edition
        becomes = quote.becomes
        locale = quote.locale
        customerName = quote.customer.name
        companyName = quote.edition.sender?.name ?? company.name
        companyAddress = quote.edition.sender?.address ?? address
        self.logoURL = logoURL
        decidedAt = quote.decision?.at
        decisionName = quote.decision?.name ?? ""
        orderNumber = quote.orderNumber
    }

    package static var example: QuotePage {
        QuotePage(
            .example,
            company: QuoteCompany(name: "Qinghe Tea", locale: "zh-Hans", currency: "CNY", today: "2026-11-23"),
            address: "88 Longjing Road\nHangzhou",
            logoURL: "/api/v1/attachments/01935800-0000-7000-8000-0000000000f6?expires=1795516800&signature=…")
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("number", number)
            json.field("state", state)
            json.field("edition", edition)
            json.field("becomes", becomes)
            json.field("locale", locale)
            json.field("customer_name", customerName)
            json.field("company_name", companyName)
            json.field("company_address", companyAddress)
            json.field("logo_url", logoURL)
            json.field("decided_at", decidedAt)
            json.field("decision_name", decisionName)
            json.field("order_number", orderNumber)
        }
    }
}

/// The body of `POST /quote-links/{token}/acceptance`.
package struct QuoteAcceptanceInput: WireType, Decodable {
    /// Who accepts, as they type it.
    let name: String
    /// The version they read.
    let edition: Int

    package static var example: QuoteAcceptanceInput { QuoteAcceptanceInput(name: "陈美", edition: 1) }
}

/// The body of `POST /quote-links/{token}/refusal`.
package struct QuoteRefusalInput: WireType, Decodable {
    let note: String?

    package static var example: QuoteRefusalInput { QuoteRefusalInput(note: "We need it next year.") }
}
