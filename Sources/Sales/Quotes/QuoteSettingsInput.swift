import Basics
import Foundation
import Web

/// The body of `PUT /quote-settings`.
package struct QuoteSettingsInput: WireType, Decodable {
    let address: String
    let pricesIncludeTax: Bool
    let validDays: Int
    let terms: String
    let inboxID: UUID?
    /// 1 to 10 letters; without it they stay.
    var numberPrefix: String?
    /// A PNG or JPEG picture uploaded before; without it the present one stays.
    var logoID: Patch<UUID> = .absent

    package static var example: QuoteSettingsInput {
        QuoteSettingsInput(
            address: "88 Longjing Road\nHangzhou", pricesIncludeTax: true, validDays: 30,
            terms: "Payment within 14 days.", inboxID: QuoteExamples.quote, numberPrefix: "Q",
            logoID: .value(QuoteExamples.product))
    }

    func checked(replacing old: QuoteSettings) throws -> QuoteSettings {
        var fields = Fields()
        fields.check((1...365).contains(validDays), "/valid_days", "must be from 1 to 365")
        let prefix = (numberPrefix ?? old.numberPrefix).trimmingBlanks
        // Digits and dashes part the rest of a number.
        fields.check(
            (1...10).contains(prefix.unicodeScalars.count) && prefix.allSatisfy(\.isLetter), "/number_prefix",
            "must be 1 to 10 letters, such as Q or QT")
        let settings = QuoteSettings(
            address: fields.text(address, "/address", max: 500, required: false), pricesIncludeTax: pricesIncludeTax,
            validDays: validDays,
            terms: fields.text(terms, "/terms", max: 4_000, required: false), inboxID: inboxID, numberPrefix: prefix,
            logoID: logoID.applied(to: old.logoID), version: 1)
        try fields.throwIfAny()
        return settings
    }
}
