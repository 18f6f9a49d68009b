import Basics
import Foundation
import Web

/// What becomes of each of the customers; what is not named stays.
struct BulkEdit: WireType, Decodable, JSONWritable {
    /// An answer about one purpose, the same for all.
    struct Answer: Decodable, Sendable {
        let purpose: ConsentPurpose
        let granted: Bool
        let source: String
    }

    var addTags: [String]?
    var removeTags: [String]?
    /// The empty text takes the owner away.
    var ownerID: String?
    /// The empty text takes the company away.
    var companyID: String?
    var vip: Bool?
    var consent: Answer?

    static var example: BulkEdit {
        BulkEdit(
            addTags: ["wholesale"], removeTags: ["retail"], ownerID: Examples.user.text,
            companyID: Examples.company.text,
            vip: true, consent: Answer(purpose: .phone, granted: true, source: "checkout"))
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            if let addTags { json.field("add_tags", addTags) }
            if let removeTags { json.field("remove_tags", removeTags) }
            if let ownerID { json.field("owner_id", ownerID) }
            if let companyID { json.field("company_id", companyID) }
            if let vip { json.field("vip", vip) }
            if let consent {
                json.object("consent") { json in
                    json.field("purpose", consent.purpose)
                    json.field("granted", consent.granted)
                    json.field("source", consent.source)
                }
            }
        }
    }

    var tagsToAdd: [String] { (addTags ?? []).map(\.trimmingBlanks) }
    var tagsToRemove: [String] { (removeTags ?? []).map(\.trimmingBlanks) }
    var owner: UUID? { ownerID.flatMap { UUID(uuidString: $0) } }
    var company: UUID? { companyID.flatMap { UUID(uuidString: $0) } }

    func check(_ fields: inout Fields) {
        fields.check(
            addTags != nil || removeTags != nil || ownerID != nil || companyID != nil || vip != nil || consent != nil,
            "/change", "must change something")
        for (name, tags) in [("add_tags", tagsToAdd), ("remove_tags", tagsToRemove)] {
            fields.check(tags.count <= 20, "/change/\(name)", "may hold at most 20")
            for (place, tag) in tags.enumerated() { _ = fields.text(tag, "/change/\(name)/\(place)", max: 60) }
        }
        for (name, sent, id) in [("owner_id", ownerID, owner), ("company_id", companyID, company)] {
            fields.check(
                sent == nil || sent == "" || id != nil, "/change/\(name)", "must be an id, or empty for nobody")
        }
        if let consent {
            fields.check(
                !consent.source.trimmingBlanks.isEmpty, "/change/consent/source", "is required: where they said so")
            fields.check(consent.source.count <= 200, "/change/consent/source", "may have at most 200 characters")
        }
    }
}
