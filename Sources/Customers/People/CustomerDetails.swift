import Access
package import Basics
package import Foundation

/// Everything about a customer that people may change.
package struct CustomerDetails: Sendable, Equatable {
    /// An answer to be written down with the present moment.
    package struct ConsentChange: Sendable, Equatable {
        package let granted: Bool
        package let source: String
    }

    package var name = ""
    package var companyID: UUID?
    package var emails: [Customer.Email] = []
    package var phones: [Customer.Phone] = []
    package var handles: [String: String] = [:]
    package var locale: String?
    package var timeZone: String?
    package var country: String?
    package var city: String?
    package var vip = false
    package var ownerID: UUID?
    package var tags: [String] = []
    package var customFields: [String: JSONValue] = [:]
    /// Answers given now; for other purposes what was said before stays.
    package var consents: [ConsentPurpose: ConsentChange] = [:]

    /// Nothing known yet.
    package init() {}

    /// A person known by name and at most one address each.
    package init(
        name: String, email: String? = nil, emailVerified: Bool = false, phone: String? = nil, locale: String? = nil
    ) {
        self.name = name
        if let email { emails = [Customer.Email(address: email, primary: true, verified: emailVerified)] }
        if let phone { phones = [Customer.Phone(number: phone, primary: true)] }
        self.locale = locale
    }

    /// The present details of `customer`.
    package init(_ customer: Customer) {
        name = customer.name
        companyID = customer.company?.id
        emails = customer.emails
        phones = customer.phones
        if case .object(let fields) = customer.handles { handles = fields.compactMapValues(\.string) }
        locale = customer.locale
        timeZone = customer.timeZone
        country = customer.country
        city = customer.city
        vip = customer.vip
        ownerID = customer.owner?.id
        tags = customer.tags
        if case .object(let fields) = customer.customFields { customFields = fields }
    }

    /// The fields that differ, with old and new values, for the audit log.
    func changes(from old: CustomerDetails) -> AuditChanges {
        var changes = AuditChanges()
        changes.note("name", old.name, name)
        changes.note("company_id", old.companyID?.uuidString.lowercased(), companyID?.uuidString.lowercased())
        changes.note("emails", Self.list(old.emails.map(\.address)), Self.list(emails.map(\.address)))
        changes.note("phones", Self.list(old.phones.map(\.number)), Self.list(phones.map(\.number)))
        changes.note(
            "handles", .object(old.handles.mapValues(JSONValue.string)), .object(handles.mapValues(JSONValue.string)))
        changes.note("locale", old.locale, locale)
        changes.note("time_zone", old.timeZone, timeZone)
        changes.note("country", old.country, country)
        changes.note("city", old.city, city)
        changes.note("vip", .bool(old.vip), .bool(vip))
        changes.note("owner_id", old.ownerID?.uuidString.lowercased(), ownerID?.uuidString.lowercased())
        changes.note("tags", Self.list(old.tags), Self.list(tags))
        changes.note("custom_fields", .object(old.customFields), .object(customFields))
        for (purpose, answer) in consents {
            changes.note(
                "consent.\(purpose.rawValue)", .null,
                .object(["granted": .bool(answer.granted), "source": .string(answer.source)]))
        }
        return changes
    }

    private static func list(_ texts: [String]) -> JSONValue {
        .array(texts.map(JSONValue.string))
    }
}
