/// An amount in a currency's smallest unit, written `{"amount_minor": 1299, "currency": "CNY"}`.
package struct Money: Sendable, Hashable, Codable, JSONWritable {
    package var amountMinor: Int
    /// ISO 4217, three capital letters.
    package let currency: String

    package init(_ amountMinor: Int, _ currency: String) {
        self.amountMinor = amountMinor
        self.currency = currency
    }

    /// Whether `code` has the shape of an ISO 4217 currency.
    package static func isCurrency(_ code: String) -> Bool {
        code.utf8.count == 3 && code.utf8.allSatisfy { (65...90).contains($0) }
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("amount_minor", amountMinor)
            json.field("currency", currency)
        }
    }
}
