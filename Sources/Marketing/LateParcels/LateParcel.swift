import Basics
package import Foundation
import Web

/// A parcel that is late, and the person a letter about it is filled with.
package struct LateParcel: Sendable {
    package static let variables = [
        "customer.name", "customer.first_name", "company.name", "order.number", "order.reference",
        "shipment.carrier", "shipment.tracking_number", "shipment.tracking_url", "shipment.expected",
    ]

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

    /// The letter about this parcel; days are the company's.
    ///
    /// - Returns: `nil` when a variable has neither a value nor a fallback: half a sentence is not sent.
    package func fill(_ letter: LetterText, company: String, locale: String, zone: TimeZone) -> LetterText? {
        let values = values(company: company, locale: locale, zone: zone)
        guard letter.needed.allSatisfy({ values[$0]?.trimmingBlanks.isEmpty == false }) else { return nil }
        return letter.filled(values, links: ["shipment.tracking_url"])
    }

    private func values(company: String, locale: String, zone: TimeZone) -> [String: String] {
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
