import Basics
import Foundation
import Imports

/// Everything an import may change about a company, as the ledger keeps it and as batches are written.
struct CompanySnapshot: ImportSnapshot {
    var id: UUID
    var name = ""
    var domain: String?
    var phone = ""
    var address = ""
    var ownerID: UUID?
    var notes = ""
    var customFields: [String: JSONValue] = [:]

    init(id: UUID) {
        self.id = id
    }

    enum CodingKeys: String, CodingKey {
        case id
        case name
        case domain
        case phone
        case address
        case ownerID = "owner_id"
        case notes
        case customFields = "custom_fields"
    }

    var filledFields: Set<String> {
        let texts: [(String, String?)] = [
            ("name", name), ("domain", domain), ("phone", phone), ("address", address), ("notes", notes),
        ]
        var fields = Set(texts.filter { $0.1?.isEmpty == false }.map(\.0))
        if ownerID != nil { fields.insert("owner_email") }
        return fields.union(CustomFieldColumns.filled(customFields))
    }
}
