package import Basics
package import Foundation
package import Postgres
import Web

/// A company some customers work for.
package struct Company: WireType, JSONWritable {
    package let id: ID<Company>
    package let name: String
    package let domain: String?
    package let notes: String
    package let phone: String
    /// With line breaks.
    package let address: String
    package let owner: Named?
    /// Whom to ask for first; one of its people.
    package let mainContact: Named?
    package let customFields: JSONValue
    package let customerCount: Int
    package let createdAt: Date
    package let updatedAt: Date
    package let version: Int

    package init(
        id: ID<Company>, name: String, domain: String? = nil, notes: String = "", phone: String = "",
        address: String = "", owner: Named? = nil, mainContact: Named? = nil,
        customFields: JSONValue = .object([:]), customerCount: Int = 0, createdAt: Date, updatedAt: Date,
        version: Int = 1
    ) {
        self.id = id
        self.name = name
        self.domain = domain
        self.notes = notes
        self.phone = phone
        self.address = address
        self.owner = owner
        self.mainContact = mainContact
        self.customFields = customFields
        self.customerCount = customerCount
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.version = version
    }

    package init(_ row: Row) throws {
        id = try row["id"]
        name = try row["name"]
        domain = try row["domain"]
        notes = try row["notes"]
        phone = try row["phone"]
        address = try row["address"]
        owner = try Named(id: row["owner_id"], name: row["owner_name"])
        mainContact = try Named(id: row["main_contact_id"], name: row["main_contact_name"])
        customFields = try row["custom_fields"]
        customerCount = try row["customer_count"]
        createdAt = try row["created_at"]
        updatedAt = try row["updated_at"]
        version = try row["version"]
    }

    /// Whether `name` is a host name.
    static func isDomain(_ name: String) -> Bool {
        name.utf8.count <= 253 && name.contains(".") && !name.hasPrefix(".") && !name.hasSuffix(".")
            && name.unicodeScalars.allSatisfy {
                $0 == "." || $0 == "-" || $0.properties.isAlphabetic || ("0"..."9").contains($0)
            }
    }

    /// Whether nothing a client may change differs.
    func isSame(as other: Company) -> Bool {
        name == other.name && domain == other.domain && notes == other.notes && phone == other.phone
            && address == other.address && owner?.id == other.owner?.id && mainContact?.id == other.mainContact?.id
            && customFields == other.customFields
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("name", name)
            json.field("domain", domain)
            json.field("notes", notes)
            json.field("phone", phone)
            json.field("address", address)
            json.field("owner", owner)
            json.field("main_contact", mainContact)
            json.field("custom_fields", customFields)
            json.field("customer_count", customerCount)
            json.field("created_at", createdAt)
            json.field("updated_at", updatedAt)
            json.field("version", version)
        }
    }

    package static var example: Company {
        Company(
            id: ID(Examples.company), name: "Lantern Tea", domain: "lantern.example", phone: "021 6268 0000",
            address: "南京西路 1 号", owner: Named(id: Examples.user, name: "Ada Park"),
            mainContact: Named(id: Examples.customer, name: "陈美"), customerCount: 3,
            createdAt: Examples.instant, updatedAt: Examples.instant)
    }
}
