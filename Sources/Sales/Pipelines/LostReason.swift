package import Basics
package import Foundation
import Postgres
import Web

/// Why deals are lost: one entry of the company's own list.
package struct LostReason: WireType, JSONWritable {
    package let id: ID<LostReason>
    package let name: String
    /// Reasons that came with Deskbell and still have their name: the console says it in the reader's language.
    package let knownAs: String?
    package let archivedAt: Date?
    package let version: Int

    init(_ row: Row) throws {
        id = try row["id"]
        name = try row["name"]
        knownAs = try row["known_as"]
        archivedAt = try row["archived_at"]
        version = try row["version"]
    }

    private init(exampleID: UUID) {
        id = ID(exampleID)
        name = "Too expensive"
        knownAs = "price"
        archivedAt = nil
        version = 1
    }

    package static var example: LostReason { LostReason(exampleID: Examples.reason) }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("name", name)
            json.field("known_as", knownAs)
            json.field("archived_at", archivedAt)
            json.field("version", version)
        }
    }
}

/// The body of `POST /lost-reasons` and `PATCH /lost-reasons/{id}`.
package struct LostReasonInput: Decodable, WireType {
    var name: Patch<String> = .absent
    var archived: Patch<Bool> = .absent
    /// Its place among the reasons that are offered, from 1.
    var position: Patch<Int> = .absent

    package static var example: LostReasonInput {
        LostReasonInput(name: .value("Too expensive"), archived: .value(false), position: .value(1))
    }
}
