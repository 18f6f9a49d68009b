import Basics
import Web

/// A telephone number as people write it, and its digits for comparing.
package struct PhoneNumber: Sendable, Equatable {
    package let number: String
    /// Digits only, without the prefix that means "abroad", so that `+86 138…` and `0086 138…` are the same.
    package let digits: String

    /// - Returns: `nil` for fewer than 3 or more than 20 digits (ITU-T E.164 allows 15; extensions are common), or
    ///   with characters nobody writes in a number.
    package init?(_ text: String) {
        let number = text.trimmingBlanks
        var digits = ""
        for scalar in number.unicodeScalars {
            switch scalar {
            case "0"..."9": digits.unicodeScalars.append(scalar)
            case "\u{FF10}"..."\u{FF19}":  // Full-width digits of Chinese keyboards.
                digits += String(scalar.value - 0xFF10)
            case "+", " ", "-", "(", ")", ".", "/", "\u{00A0}", "\u{2010}"..."\u{2015}", "\u{FF0B}", "\u{FF08}",
                "\u{FF09}", "\u{FF0D}", "x", "#", ",", "*":
                break
            default: return nil
            }
        }
        if digits.hasPrefix("00"), digits.count > 8 { digits = String(digits.dropFirst(2)) }
        guard (3...20).contains(digits.count), number.unicodeScalars.count <= 40 else { return nil }
        self.number = number
        self.digits = digits
    }

    /// The last digits two spellings of one number share, with or without the country's code.
    package var tail: String { String(digits.suffix(9)) }
}
