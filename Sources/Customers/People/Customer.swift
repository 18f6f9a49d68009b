package import Basics
package import Foundation
import Web

/// A person the company serves, as the API shows one.
package struct Customer: WireType, JSONWritable {
    package struct Email: Sendable, Equatable, JSONWritable {
        package let address: String
        package let primary: Bool
        /// True when somebody we trust vouched that the address is this person's.
        package let verified: Bool

        package init(address: String, primary: Bool, verified: Bool) {
            self.address = address
            self.primary = primary
            self.verified = verified
        }

        package func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("address", address)
                json.field("primary", primary)
                json.field("verified", verified)
            }
        }
    }

    package struct Phone: Sendable, Equatable, JSONWritable {
        /// As people write it.
        package let number: String
        package let primary: Bool

        package init(number: String, primary: Bool) {
            self.number = number
            self.primary = primary
        }

        package func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("number", number)
                json.field("primary", primary)
            }
        }
    }

    package let id: ID<Customer>
    /// Empty while nobody has said it.
    package let name: String
    package let kind: String
    package let company: Named?
    package let emails: [Email]
    package let phones: [Phone]
    package let handles: JSONValue
    package let locale: String?
    package let timeZone: String?
    package let country: String?
    package let city: String?
    package let vip: Bool
    package let owner: Named?
    package let tags: [String]
    package let customFields: JSONValue
    package let consent: Consents
    package let notesCount: Int
    package let openTicketCount: Int
    package let ticketCount: Int
    package let lastSeenAt: Date?
    package let createdAt: Date
    package let updatedAt: Date
    package let version: Int

    /// The address to write to.
    package var primaryEmail: String? { emails.first?.address }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("name", name)
            json.field("kind", kind)
            json.field("company", company)
            json.field("emails", emails)
            json.field("phones", phones)
            json.field("handles", handles)
            json.field("locale", locale)
            json.field("time_zone", timeZone)
            json.field("country", country)
            json.field("city", city)
            json.field("vip", vip)
            json.field("owner", owner)
            json.field("tags", tags)
            json.field("custom_fields", customFields)
            json.field("consent", consent)
            json.field("notes_count", notesCount)
            json.field("open_ticket_count", openTicketCount)
            json.field("ticket_count", ticketCount)
            json.field("last_seen_at", lastSeenAt)
            json.field("created_at", createdAt)
            json.field("updated_at", updatedAt)
            json.field("version", version)
        }
    }

    package static var example: Customer {
        Customer(
            id: ID(Examples.customer), name: "陈美", kind: "person",
            company: Named(id: Examples.company, name: "Lantern Tea"),
            emails: [Email(address: "mei@example.com", primary: true, verified: true)],
            phones: [Phone(number: "+86 138 0013 8000", primary: true)],
            handles: .object(["wechat": .string("mei_chen")]), locale: "zh-Hans", timeZone: "Asia/Shanghai",
            country: "CN", city: "上海", vip: true, owner: Named(id: Examples.user, name: "Ada Park"),
            tags: ["wholesale"], customFields: .object(["shoe_size": .number(38)]),
            consent: Consents([.email: .example]), notesCount: 1, openTicketCount: 1, ticketCount: 4,
            lastSeenAt: Examples.instant, createdAt: Examples.instant, updatedAt: Examples.instant, version: 1)
    }
}

/// The ids and the moment the examples of this module share.
enum Examples {
    static let customer = id(0xC1)
    static let company = id(0xC2)
    static let user = id(0xC3)
    static let entry = id(0xC4)
    static let instant = Date(timeIntervalSince1970: 1_795_430_400)

    private static func id(_ last: UInt8) -> UUID {
        UUID(uuid: (1, 0x93, 0x58, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, last))
    }
}
