/// Who makes the offer, as it stands at the head of a quote.
package struct QuoteSender: Sendable, Equatable {
    package let name: String
    /// With line breaks.
    package let address: String
}
