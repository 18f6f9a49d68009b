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

    /// How many of its smallest unit make one of the currency: 100 for most.
    ///
    /// Source: ISO 4217, table A.1.
    package static func minorPerUnit(_ currency: String) -> Double {
        switch currency {
        case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF",
            "XOF",
            "XPF":
            1
        case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND": 1000
        default: 100
        }
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("amount_minor", amountMinor)
            json.field("currency", currency)
        }
    }
}
