import Basics
import Foundation

/// A member of the demo's staff.
struct DemoPerson: Sendable {
    let id: UUID
    let name: String
    let givenName: String
    let key: String
    let pace: Double
    let speaksChinese: Bool
    let teams: [String]
    /// How much of the work this person takes.
    let share: Double
}

/// A customer of the demo company.
struct DemoCustomer: Sendable {
    let id: UUID
    let name: String
    /// What one calls them in a letter.
    let address: String
    let isChinese: Bool
    let city: String
    let row: [String: JSONValue]
    let emails: [String]
    let phones: [String]
    let wantsMail: Bool?
    let note: String?
    let createdAt: Date
    /// How often they write, against the usual 1.
    let weight: Double
}

extension DemoCustomer {
    /// About 120 people: the Chinese ones first, then those abroad.
    static func all(_ script: DemoScript, companies: [UUID], owner: UUID, now: Date, _ dice: inout DemoDice)
        -> [DemoCustomer]
    {
        let chinese = script.customersZh.map { (name: $0[0], mail: $0[1], country: "CN", city: "") }
        let abroad = script.customersEn.map { (name: $0[0], mail: mailName($0[0]), country: $0[1], city: $0[2]) }
        return (chinese + abroad).enumerated().map { place, person in
            let isChinese = person.country == "CN"
            let city = isChinese ? dice.pick(script.citiesZh) : person.city
            let createdAt = now.addingTimeInterval(-dice.between(95, 700) * DemoHours.daySeconds)
            let id: ID<DemoCustomer> = dice.id(at: createdAt)
            let isVIP = place % 11 == 3
            var emails = ["\(person.mail)@\(isChinese ? "mail.example" : "post.example")"]
            if dice.chance(0.2) { emails.append("\(person.mail)@work.example") }
            var phones = ["\(isChinese ? "+86 199 0000 " : "+44 7700 900 ")\(isChinese ? 1000 + place : 100 + place)"]
            if dice.chance(0.12) { phones.append("+86 571 0000 \(2000 + place)") }
            let company = dice.chance(0.16) ? dice.pick(companies) : nil
            let tags =
                (isVIP ? ["vip"] : []) + (company == nil ? [] : ["wholesale"]) + (dice.chance(0.15) ? ["regular"] : [])
            let seen = now.addingTimeInterval(-dice.between(0.2, 60) * DemoHours.daySeconds)
            let companyID: JSONValue = .id(company)
            let ownerID: JSONValue = .id(isVIP ? owner : nil)
            let zone: JSONValue = .text(isChinese ? "Asia/Shanghai" : nil)
            let handles: JSONValue = .object(
                isChinese && dice.chance(0.4) ? ["wechat": .string("qh_\(person.mail)")] : [:])
            let tea = dice.pick(["green", "oolong", "white", "puer", "jasmine"])
            let row: [String: JSONValue] = [
                "id": .string(id.description), "name": .string(person.name),
                "company_id": companyID,
                "locale": .string(isChinese ? "zh-Hans" : "en"), "country": .string(person.country),
                "city": .string(city),
                "time_zone": zone,
                "vip": .bool(isVIP), "owner_id": ownerID,
                "tags": .array(tags.map { .string($0) }),
                "handles": handles,
                "custom_fields": .object(["favourite_tea": .string(tea)]),
                "last_seen_at": .string(seen.rfc3339), "created_at": .string(createdAt.rfc3339),
                "updated_at": .string(createdAt.rfc3339), "version": .number(1),
            ]
            return DemoCustomer(
                id: id.uuid, name: person.name,
                address: isChinese ? person.name : String(person.name.prefix { $0 != " " }),
                isChinese: isChinese, city: city, row: row, emails: emails, phones: phones,
                wantsMail: dice.chance(0.7) ? dice.chance(0.6) : nil,
                note: dice.chance(0.18) ? script.customerNotes.pick(isChinese, &dice) : nil, createdAt: createdAt,
                weight: isVIP ? 3 : dice.between(0.3, 1.6))
        }
    }

    private static func mailName(_ name: String) -> String {
        let plain = name.folding(options: .diacriticInsensitive, locale: Locale(identifier: "en"))
            .lowercased().replacingOccurrences(of: "ø", with: "o").replacingOccurrences(of: "ł", with: "l")
        return plain.split(separator: " ").joined(separator: ".").filter { $0.isASCII && ($0.isLetter || $0 == ".") }
    }
}
