package import Basics
package import Foundation
import Postgres
import Web

/// A saved rule with a name.
package struct SavedSegment: WireType, JSONWritable {
    package let id: ID<SavedSegment>
    package let name: String
    /// As it was saved; a field it names may be gone by now.
    package let rule: JSONValue
    /// Which of the founding segments it is, such as `age_group.young`; `nil` for the company's own.
    package let builtin: String?
    package let updatedAt: Date
    package let version: Int
    /// How many fit now; `nil` in lists, where nobody has counted.
    package var count: Int?

    static let columns: SQL = "s.id, s.name, s.rule, s.builtin, s.updated_at, s.version"

    init(_ row: Row) throws {
        id = try row["id"]
        name = try row["name"]
        rule = try row["rule"]
        builtin = try row["builtin"]
        updatedAt = try row["updated_at"]
        version = try row["version"]
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("name", name)
            json.field("rule", rule)
            json.field("builtin", builtin)
            json.field("count", count)
            json.field("updated_at", updatedAt)
            json.field("version", version)
        }
    }

    private init(example rule: JSONValue) {
        id = ID(Examples.segment)
        name = "Loyal and quiet"
        self.rule = rule
        builtin = nil
        updatedAt = Examples.instant
        version = 1
        count = 42
    }

    package static var example: SavedSegment { SavedSegment(example: Examples.rule) }
}

/// The body of `POST /segments` and `PUT /segments/{id}`.
package struct SegmentInput: WireType, Decodable, JSONWritable {
    let name: String
    let rule: JSONValue

    package static var example: SegmentInput { SegmentInput(name: "Loyal and quiet", rule: Examples.rule) }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("name", name)
            json.field("rule", rule)
        }
    }

    func checkedName() throws -> String {
        var fields = Fields()
        let name = fields.text(name, "/name", max: 120)
        try fields.throwIfAny()
        return name
    }
}

/// The body of `POST /segments/preview`.
package struct SegmentPreviewInput: WireType, Decodable, JSONWritable {
    let rule: JSONValue

    package static var example: SegmentPreviewInput { SegmentPreviewInput(rule: Examples.rule) }

    package func write(to json: inout JSONWriter) {
        json.object { json in json.field("rule", rule) }
    }
}

/// Whom a rule holds: how many of how many, and the first of them.
package struct SegmentPreview: WireType, JSONWritable {
    /// One who fits.
    package struct Member: WireType, JSONWritable {
        package let id: UUID
        package let name: String
        package let email: String?
        package let company: String?
        package let createdAt: Date

        init(_ row: Row) throws {
            id = try row["id"]
            name = try row["name"]
            email = try row["email"]
            company = try row["company"]
            createdAt = try row["created_at"]
        }

        private init(example id: UUID) {
            self.id = id
            name = "陈美"
            email = "mei@example.com"
            company = nil
            createdAt = Examples.instant
        }

        package static var example: Member { Member(example: Examples.customer) }

        package func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("id", ID<Member>(id))
                json.field("name", name)
                json.field("email", email)
                json.field("company", company)
                json.field("created_at", createdAt)
            }
        }
    }

    package let count: Int
    package let customerCount: Int
    package let members: [Member]

    package static var example: SegmentPreview {
        SegmentPreview(count: 42, customerCount: 1_900, members: [.example])
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("count", count)
            json.field("customer_count", customerCount)
            json.field("members", members)
        }
    }
}

/// What the examples of this module share.
enum Examples {
    static let segment = id(0x71)
    static let customer = id(0xC1)
    static let campaign = id(0x72)
    static let inbox = id(0x73)
    static let post = id(0x74)
    static let instant = Date(timeIntervalSince1970: 1_795_430_400)
    static let rule: JSONValue = [
        "match": .string("all"),
        "rules": .array([
            ["field": .string("order_count"), "operator": .string("at_least"), "value": .number(3)],
            ["field": .string("last_order_at"), "operator": .string("not_within_days"), "value": .number(60)],
        ]),
    ]

    private static func id(_ last: UInt8) -> UUID {
        UUID(uuid: (1, 0x93, 0x58, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, last))
    }
}
