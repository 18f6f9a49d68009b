import Basics
package import Foundation
import Web

/// What customers are told of a late parcel: a subject and a body with variables such as `{{customer.name|there}}`.
package struct LateParcelText: Codable, Sendable, Equatable {
    package static let locales = ["en", "zh-Hans"]
    package static let variables = [
        "customer.name", "customer.first_name", "company.name", "order.number", "order.reference",
        "shipment.carrier", "shipment.tracking_number", "shipment.tracking_url", "shipment.expected",
    ]

    package var subject: String
    package var body: String

    package init(subject: String, body: String) {
        self.subject = subject
        self.body = body
    }

    private static var variable: Regex<(Substring, Substring, Substring?)> {
        #/\{\{\s*([^{}|]*?)\s*(?:\|([^{}]*))?\}\}/#
    }

    /// The text without blanks around it.
    func checked(_ pointer: String, _ fields: inout Fields) -> LateParcelText {
        let result = LateParcelText(
            subject: fields.text(subject, pointer + "/subject", max: 200),
            body: fields.text(body, pointer + "/body", max: 10_000))
        fields.check(!result.subject.contains(where: \.isNewline), pointer + "/subject", "must be one line")
        for (part, text) in [("/subject", result.subject), ("/body", result.body)] {
            for found in text.matches(of: Self.variable) {
                fields.check(
                    Self.variables.contains(String(found.1)), pointer + part,
                    "knows no variable {{\(found.1)}}; there are \(Self.variables.joined(separator: ", "))")
            }
        }
        return result
    }

    /// The text as one customer gets it.
    ///
    /// - Returns: `nil` when a variable has neither a value nor a fallback: half a sentence is not sent.
    package func filled(_ values: [String: String]) -> LateParcelText? {
        guard let subject = Self.filled(subject, values), let body = Self.filled(body, values) else { return nil }
        return LateParcelText(
            subject: subject.split(whereSeparator: \.isNewline).joined(separator: " "), body: body)
    }

    private static func filled(_ text: String, _ values: [String: String]) -> String? {
        var isWhole = true
        let result = text.replacing(variable) { found -> String in
            let name = String(found.1)
            let value = values[name]?.trimmingBlanks ?? ""
            if !value.isEmpty { return name == "shipment.tracking_url" ? value : harmless(value) }
            let fallback = found.2.map { String($0).trimmingBlanks } ?? ""
            if fallback.isEmpty { isWhole = false }
            return fallback
        }
        return isWhole ? result : nil
    }

    /// What customers call themselves must not become a link or a picture in our mail.
    private static func harmless(_ value: String) -> String {
        value.replacing("://", with: ": //").filter { !"[]()*<>!".contains($0) && !$0.isNewline }
    }

    /// The text in the language closest to `locale`.
    package static func closest(
        _ texts: [String: LateParcelText], to locale: String?
    ) -> (locale: String, text: LateParcelText)? {
        let wanted = (locale ?? "").lowercased().hasPrefix("zh") ? ["zh-Hans", "en"] : ["en", "zh-Hans"]
        return wanted.lazy.compactMap { known in texts[known].map { (known, $0) } }.first
    }
}

/// The parcel and the person a text is filled with.
package struct LateParcel: Sendable {
    package let shipmentID: UUID
    package let customerID: UUID
    let customerName: String
    let locale: String?
    let address: String?
    let orderID: UUID
    let orderNumber: Int
    let reference: String?
    let carrier: String
    let trackingNumber: String
    let trackingURL: String?
    let promisedAt: Date?
    let lateAt: Date

    /// By variable; days are the company's.
    func values(company: String, locale: String, zone: TimeZone) -> [String: String] {
        [
            "customer.name": customerName, "customer.first_name": Self.firstName(customerName),
            "company.name": company, "order.number": String(orderNumber), "order.reference": reference ?? "",
            "shipment.carrier": carrier, "shipment.tracking_number": trackingNumber,
            "shipment.tracking_url": trackingURL ?? "",
            "shipment.expected": promisedAt.map { Self.day($0, locale, zone) } ?? "",
        ]
    }

    /// The name people are greeted by; a Chinese name is used whole.
    private static func firstName(_ name: String) -> String {
        let isChinese = name.unicodeScalars.contains { (0x3400...0x9FFF).contains($0.value) }
        return isChinese ? name : name.split(whereSeparator: \.isWhitespace).first.map(String.init) ?? ""
    }

    private static func day(_ date: Date, _ locale: String, _ zone: TimeZone) -> String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let parts = calendar.dateComponents([.year, .month, .day], from: date)
        let (year, month, day) = (parts.year ?? 0, parts.month ?? 1, parts.day ?? 1)
        if locale == "zh-Hans" { return "\(year)年\(month)月\(day)日" }
        let months = [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November", "December",
        ]
        return "\(day) \(months[month - 1]) \(year)"
    }
}
