package import Basics
package import Foundation
import Postgres
import Web

/// A tax of the company's own list, such as VAT 13 %.
package struct TaxRate: WireType, JSONWritable {
    package let id: ID<TaxRate>
    package let name: String
    /// Rates that came with Deskbell and still have their name: the console says it in the reader's language.
    package let knownAs: String?
    /// 1300 is 13 %.
    package let basisPoints: Int
    /// Whether lines that state no tax have it.
    package let isDefault: Bool
    package let archivedAt: Date?
    package let version: Int

    /// What it is called on the paper; empty for one the paper names in its own language.
    package var paperName: String { knownAs == nil ? name : "" }

    init(_ row: Row) throws {
        id = try row["id"]
        name = try row["name"]
        knownAs = try row["known_as"]
        basisPoints = try row["basis_points"]
        isDefault = try row["is_default"]
        archivedAt = try row["archived_at"]
        version = try row["version"]
    }

    private init(exampleID: UUID) {
        id = ID(exampleID)
        name = "VAT"
        knownAs = nil
        basisPoints = 1300
        isDefault = true
        archivedAt = nil
        version = 1
    }

    package static var example: TaxRate { TaxRate(exampleID: Examples.taxRate) }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("name", name)
            json.field("known_as", knownAs)
            json.field("paper_name", paperName)
            json.field("basis_points", basisPoints)
            json.field("is_default", isDefault)
            json.field("archived_at", archivedAt)
            json.field("version", version)
        }
    }
}
