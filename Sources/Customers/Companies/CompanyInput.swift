import Basics
import Foundation
import Web

/// The body of `PATCH /companies/{id}` and, with the same fields, of `POST /companies`.
package struct CompanyInput: Decodable, WireType {
    var name: Patch<String> = .absent
    var domain: Patch<String> = .absent
    var notes: Patch<String> = .absent
    var phone: Patch<String> = .absent
    var address: Patch<String> = .absent
    var ownerID: Patch<UUID> = .absent
    var mainContactID: Patch<UUID> = .absent
    var customFields: Patch<[String: JSONValue]> = .absent

    package static var example: CompanyInput {
        var input = CompanyInput()
        input.name = .value("Lantern Tea")
        input.domain = .value("lantern.example")
        input.notes = .value("Wholesale.")
        input.phone = .value("021 6268 0000")
        input.address = .value("南京西路 1 号")
        input.ownerID = .value(Examples.user)
        input.mainContactID = .value(Examples.customer)
        input.customFields = .value([:])
        return input
    }

    /// What the company becomes; faults are noted.
    func applied(to old: Company, _ definitions: [CustomField], at now: Date, _ fields: inout Fields) -> Company {
        var stored: [String: JSONValue] = [:]
        if case .object(let values) = old.customFields { stored = values }
        let phone = fields.text(phone.applied(to: old.phone), "/phone", max: 40, required: false)
        fields.check(phone.isEmpty || PhoneNumber(phone) != nil, "/phone", "must be a telephone number")
        return Company(
            id: old.id, name: fields.text(name.applied(to: old.name), "/name", max: 200),
            domain: Self.checked(domain: domain.applied(to: old.domain), &fields),
            notes: fields.text(notes.applied(to: old.notes), "/notes", max: 10_000, required: false), phone: phone,
            address: fields.text(address.applied(to: old.address), "/address", max: 1000, required: false),
            owner: ownerID.applied(to: old.owner?.id).map { Named(id: $0, name: "") },
            mainContact: mainContactID.applied(to: old.mainContact?.id).map { Named(id: $0, name: "") },
            customFields: .object(
                CustomFieldRules.merged(customFields.sent ?? [:], into: stored, definitions, &fields)),
            customerCount: old.customerCount, createdAt: old.createdAt, updatedAt: now, version: old.version + 1)
    }

    /// A host name in small letters.
    private static func checked(domain: String?, _ fields: inout Fields) -> String? {
        let name = (domain ?? "").trimmingBlanks.lowercased()
        guard !name.isEmpty else { return nil }
        fields.check(Company.isDomain(name), "/domain", "must be a host name such as shop.example")
        return name
    }
}
