/// The company as a quote names it, and its calendar.
package struct QuoteCompany: Sendable {
    package let name: String
    package let locale: String
    package let currency: String
    /// `YYYY-MM-DD` in the company's time zone.
    package let today: String
    package var year: Int { Int(today.prefix(4)) ?? 0 }
}
