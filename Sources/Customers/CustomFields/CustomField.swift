package import Basics
package import Foundation
package import Postgres
import Web

/// A field the company adds to tickets, customers or companies.
package struct CustomField: WireType, JSONWritable {
    package enum Subject: String, CaseIterable, Sendable, Decodable, JSONWritable, SQLText {
        case ticket
        case customer
        case company
    }

    package enum Kind: String, CaseIterable, Sendable, Decodable, JSONWritable, SQLText {
        case text
        case longText = "long_text"
        case number
        /// `{"amount_minor": 1299, "currency": "CNY"}`.
        case money
        case date
        /// An RFC 3339 instant.
        case datetime
        case checkbox
        /// One of a list.
        case select
        /// Several of a list, as an array.
        case multiselect
        case link
        case email
        case phone
        /// The id of a customer.
        case customer
        /// The id of a member of staff.
        case user

        var hasOptions: Bool { self == .select || self == .multiselect }
    }

    package let id: ID<CustomField>
    package let key: String
    /// By locale: `en`, `zh-Hans`.
    package let label: [String: String]
    package let subject: Subject
    package let type: Kind
    package let options: [String]
    package let required: Bool
    package let position: Int
    /// When it was put away: forms and filters know it no more, what it held stays.
    package let archivedAt: Date?
    package let version: Int

    package init(
        id: ID<CustomField>, key: String, label: [String: String], subject: Subject, type: Kind, options: [String] = [],
        required: Bool = false, position: Int = 0, archivedAt: Date? = nil, version: Int = 1
    ) {
        self.id = id
        self.key = key
        self.label = label
        self.subject = subject
        self.type = type
        self.options = options
        self.required = required
        self.position = position
        self.archivedAt = archivedAt
        self.version = version
    }

    package init(_ row: Row) throws {
        id = try row["id"]
        key = try row["key"]
        let label: JSONValue = try row["label"]
        if case .object(let words) = label { self.label = words.compactMapValues(\.string) } else { self.label = [:] }
        subject = try row["subject"]
        type = try row["type"]
        let options: JSONValue = try row["options"]
        self.options = (options.array ?? []).compactMap(\.string)
        required = try row["required"]
        position = try row["position"]
        archivedAt = try row["archived_at"]
        version = try row["version"]
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("key", key)
            json.object("label") { json in
                for (locale, words) in label.sorted(by: { $0.key < $1.key }) { json.field(locale, words) }
            }
            json.field("subject", subject)
            json.field("type", type)
            json.field("options", options)
            json.field("required", required)
            json.field("position", position)
            json.field("archived_at", archivedAt)
            json.field("version", version)
        }
    }

    package static var example: CustomField {
        CustomField(
            id: ID(Examples.entry), key: "shoe_size", label: ["en": "Shoe size", "zh-Hans": "鞋码"], subject: .customer,
            type: .select, options: ["37", "38"])
    }
}
