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
    package let customerCount: Int
    package let createdAt: Date
    package let updatedAt: Date
    package let version: Int

    package init(
        id: ID<Company>, name: String, domain: String? = nil, notes: String = "", customerCount: Int = 0,
        createdAt: Date, updatedAt: Date, version: Int = 1
    ) {
        self.id = id
        self.name = name
        self.domain = domain
        self.notes = notes
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
        customerCount = try row["customer_count"]
        createdAt = try row["created_at"]
        updatedAt = try row["updated_at"]
        version = try row["version"]
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("name", name)
            json.field("domain", domain)
            json.field("notes", notes)
            json.field("customer_count", customerCount)
            json.field("created_at", createdAt)
            json.field("updated_at", updatedAt)
            json.field("version", version)
        }
    }

    package static var example: Company {
        Company(
            id: ID(Examples.company), name: "Lantern Tea", domain: "lantern.example", customerCount: 3,
            createdAt: Examples.instant, updatedAt: Examples.instant)
    }
}

/// The body of `POST /companies`.
package struct NewCompany: Decodable, WireType {
    let name: String
    let domain: String?
    let notes: String?

    package static var example: NewCompany {
        NewCompany(name: "Lantern Tea", domain: "lantern.example", notes: "Wholesale.")
    }
}

/// The body of `PATCH /companies/{id}`.
package struct CompanyChange: Decodable, WireType {
    let name: Patch<String>
    let domain: Patch<String>
    let notes: Patch<String>

    package static var example: CompanyChange {
        CompanyChange(name: .value("Lantern Tea"), domain: .value("lantern.example"), notes: .value("Wholesale."))
    }
}
