package import Basics
package import Foundation
package import Postgres
package import Web

/// The company that uses this Deskbell.
package struct CompanyProfile: WireType, JSONWritable, Equatable {
    package let name: String
    /// An IANA name; days in reports begin in this zone.
    package let timeZone: String
    package let locale: String
    /// ISO 4217.
    package let currency: String
    package let version: Int

    package var zone: TimeZone { TimeZone(identifier: timeZone) ?? .gmt }

    package init(_ row: Row) throws {
        name = try row["name"]
        timeZone = try row["time_zone"]
        locale = try row["locale"]
        currency = try row["currency"]
        version = try row["version"]
    }

    init(name: String, timeZone: String, locale: String, currency: String, version: Int = 1) {
        self.name = name
        self.timeZone = timeZone
        self.locale = locale
        self.currency = currency
        self.version = version
    }

    package static var example: CompanyProfile {
        CompanyProfile(name: "Lantern Shop", timeZone: "Asia/Shanghai", locale: "zh-Hans", currency: "CNY")
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("name", name)
            json.field("time_zone", timeZone)
            json.field("locale", locale)
            json.field("currency", currency)
            json.field("version", version)
        }
    }
}

/// What changes about the company.
package struct CompanyPatch: WireType, Decodable {
    package var name: Patch<String> = .absent
    package var timeZone: Patch<String> = .absent
    package var locale: Patch<String> = .absent
    package var currency: Patch<String> = .absent

    package static var example: CompanyPatch {
        CompanyPatch(name: .value("Lantern Shop"), timeZone: .value("Asia/Shanghai"))
    }

    /// - Throws: `Problem.invalid`.
    func applied(to company: CompanyProfile) throws -> CompanyProfile {
        var fields = Fields()
        let changed = CompanyProfile(
            name: fields.text(name.applied(to: company.name), "/name", max: 200),
            timeZone: fields.timeZone(timeZone.applied(to: company.timeZone)),
            locale: fields.locale(locale.applied(to: company.locale)),
            currency: fields.currency(currency.applied(to: company.currency)), version: company.version)
        try fields.throwIfAny()
        return changed
    }
}

extension Fields {
    /// An IANA time zone this machine knows.
    package mutating func timeZone(_ name: String, _ pointer: String = "/time_zone") -> String {
        check(
            TimeZone.knownTimeZoneIdentifiers.contains(name) || name == "UTC", pointer,
            "must be an IANA time zone such as Asia/Shanghai")
        return name
    }

    /// A language Deskbell speaks.
    package mutating func locale(_ name: String, _ pointer: String = "/locale") -> String {
        check(User.locales.contains(name), pointer, "must be one of \(User.locales.joined(separator: ", "))")
        return name
    }

    /// Three capital letters (ISO 4217).
    mutating func currency(_ code: String, _ pointer: String = "/currency") -> String {
        check(
            code.utf8.count == 3 && code.utf8.allSatisfy { (65...90).contains($0) }, pointer,
            "must be an ISO 4217 code such as CNY")
        return code
    }

    /// An address a person can be written to.
    package mutating func email(_ text: String, _ pointer: String = "/email") -> String {
        let checked = EmailAddress.checked(text)
        check(checked != nil, pointer, "must be an e-mail address")
        return checked ?? text
    }
}
