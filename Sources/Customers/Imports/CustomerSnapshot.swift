import Basics
import Foundation
import Imports

/// Everything an import may change about a customer, as the ledger keeps it and as batches are written.
struct CustomerSnapshot: ImportSnapshot {
    struct Email: Codable, Equatable, Sendable {
        var address: String
        var verified: Bool
    }

    struct Phone: Codable, Equatable, Sendable {
        var number: String
        var digits: String
    }

    struct Consent: Codable, Equatable, Sendable {
        var granted: Bool
        var source: String
        /// As PostgreSQL writes it.
        var at: String
    }

    var id: UUID
    var externalID: String?
    var name = ""
    var companyID: UUID?
    var locale: String?
    var timeZone: String?
    var country: String?
    var city: String?
    var vip = false
    var ownerID: UUID?
    var tags: [String] = []
    var handles: [String: String] = [:]
    var customFields: [String: JSONValue] = [:]
    /// The primary one first.
    var emails: [Email] = []
    var phones: [Phone] = []
    /// By purpose (`ConsentPurpose`).
    var consents: [String: Consent] = [:]

    init(id: UUID) {
        self.id = id
    }

    enum CodingKeys: String, CodingKey {
        case id
        case externalID = "external_id"
        case name
        case companyID = "company_id"
        case locale
        case timeZone = "time_zone"
        case country
        case city
        case vip
        case ownerID = "owner_id"
        case tags
        case handles
        case customFields = "custom_fields"
        case emails
        case phones
        case consents
    }

    var filledFields: Set<String> {
        let texts: [(String, String?)] = [
            ("name", name), ("country", country), ("city", city), ("locale", locale), ("time_zone", timeZone),
        ]
        var fields = Set(texts.filter { $0.1?.isEmpty == false }.map(\.0))
        if !name.isEmpty { fields.formUnion(["first_name", "last_name"]) }
        if !emails.isEmpty { fields.insert("email") }
        if !phones.isEmpty { fields.insert("phone") }
        if companyID != nil { fields.insert("company") }
        if vip { fields.insert("vip") }
        if ownerID != nil { fields.insert("owner_email") }
        if !tags.isEmpty { fields.insert("tags") }
        if !handles.isEmpty { fields.insert("handles") }
        if handles["wechat"] != nil { fields.insert("wechat") }
        for column in ConsentColumn.all where consents[column.purpose.rawValue] != nil {
            fields.formUnion(column.fields.map(\.key))
        }
        return fields.union(CustomFieldColumns.filled(customFields))
    }

    /// What lists call the customer.
    var label: String { name.isEmpty ? emails.first?.address ?? externalID ?? "" : name }
}
