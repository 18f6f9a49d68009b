/// Amounts as people and spreadsheets write them.
package enum MoneyText {
    /// How many digits stand behind the point.
    ///
    /// Source: ISO 4217, table A.1.
    package static func digits(of currency: String) -> Int {
        switch currency {
        case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF",
            "XOF", "XPF":
            0
        case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND": 3
        default: 2
        }
    }

    /// "1,299.50", "1.299,50", "¥168" or "168" in the currency's smallest unit; `nil` for anything else, such as a
    /// negative amount or more digits than the currency has.
    package static func minor(_ text: String, currency: String) -> Int? {
        let kept = text.unicodeScalars.filter { ("0"..."9").contains($0) || $0 == "." || $0 == "," }
        let other = text.unicodeScalars.filter { !("0"..."9").contains($0) && $0 != "." && $0 != "," }
        // Signs and codes of currencies and blanks may stand around it, a minus may not.
        guard !kept.isEmpty, kept.count <= 20, other.count <= 8,
            !other.contains(where: { "-−()%".unicodeScalars.contains($0) || ("\u{30}"..."\u{39}").contains($0) })
        else { return nil }
        let plain = String(String.UnicodeScalarView(kept))
        let digits = digits(of: currency)
        let separator = plain.lastIndex { $0 == "." || $0 == "," }
        let tail = separator.map { plain[plain.index(after: $0)...] } ?? ""
        // "1,299" is a thousand and more; "1,29" and "1.299,5" are not.
        let sign = separator.map { plain[$0] }
        let isThousands =
            separator != nil && tail.count == 3 && digits != 3
            && (sign == "," || plain.filter { $0 == sign }.count > 1)
        let whole = isThousands ? plain[...] : plain[..<(separator ?? plain.endIndex)]
        let fraction = isThousands ? "" : tail
        // Zeros beyond the currency's digits say nothing: spreadsheets write 168.000.
        let used = fraction.prefix(digits)
        guard fraction.dropFirst(digits).allSatisfy({ $0 == "0" }) else { return nil }
        let number = whole.filter(\.isNumber) + used + String(repeating: "0", count: digits - used.count)
        return Int(number)
    }

    /// The amount as a table holds it: a point, and as many digits as the currency has.
    package static func text(_ minor: Int, currency: String) -> String {
        let digits = digits(of: currency)
        guard digits > 0 else { return String(minor) }
        let padded = String(repeating: "0", count: max(0, digits + 1 - String(abs(minor)).count)) + String(abs(minor))
        return (minor < 0 ? "-" : "") + padded.dropLast(digits) + "." + padded.suffix(digits)
    }
}
