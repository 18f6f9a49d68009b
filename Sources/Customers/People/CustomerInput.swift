import Access
import Basics
import Foundation
import Web

/// An e-mail address sent by a client.
package struct EmailInput: Decodable, Sendable {
    let address: String
    let primary: Bool?
    let verified: Bool?
}

/// A telephone number sent by a client.
package struct PhoneInput: Decodable, Sendable {
    let number: String
    let primary: Bool?
}

/// A yes or no sent by a client; without `at` it was said now.
package struct ConsentInput: Decodable, Sendable {
    let granted: Bool
    let source: String?
}

/// The consents a client sends.
package struct ConsentsInput: Decodable, Sendable {
    let emailMarketing: ConsentInput?
    let phoneMarketing: ConsentInput?
    let messageMarketing: ConsentInput?
    let postMarketing: ConsentInput?

    init(
        emailMarketing: ConsentInput? = nil, phoneMarketing: ConsentInput? = nil, messageMarketing: ConsentInput? = nil,
        postMarketing: ConsentInput? = nil
    ) {
        self.emailMarketing = emailMarketing
        self.phoneMarketing = phoneMarketing
        self.messageMarketing = messageMarketing
        self.postMarketing = postMarketing
    }

    /// Those sent.
    var answers: [(ConsentPurpose, ConsentInput)] {
        let all: [(ConsentPurpose, ConsentInput?)] = [
            (.email, emailMarketing), (.phone, phoneMarketing), (.message, messageMarketing), (.post, postMarketing),
        ]
        return all.compactMap { purpose, answer in answer.map { (purpose, $0) } }
    }
}

/// The body of `PATCH /customers/{id}` and, with the same fields, of `POST /customers`.
package struct CustomerInput: Decodable, WireType {
    var name: Patch<String> = .absent
    var companyID: Patch<UUID> = .absent
    var emails: Patch<[EmailInput]> = .absent
    var phones: Patch<[PhoneInput]> = .absent
    var handles: Patch<[String: String]> = .absent
    var locale: Patch<String> = .absent
    var timeZone: Patch<String> = .absent
    var country: Patch<String> = .absent
    var city: Patch<String> = .absent
    var vip: Patch<Bool> = .absent
    var ownerID: Patch<UUID> = .absent
    var tags: Patch<[String]> = .absent
    var customFields: Patch<[String: JSONValue]> = .absent
    var consent: Patch<ConsentsInput> = .absent

    package static var example: CustomerInput {
        var input = CustomerInput()
        input.name = .value("陈美")
        input.companyID = .value(Examples.company)
        input.emails = .value([EmailInput(address: "mei@example.com", primary: true, verified: false)])
        input.phones = .value([PhoneInput(number: "+86 138 0013 8000", primary: true)])
        input.handles = .value(["wechat": "mei_chen"])
        input.locale = .value("zh-Hans")
        input.timeZone = .value("Asia/Shanghai")
        input.country = .value("CN")
        input.city = .value("上海")
        input.vip = .value(false)
        input.ownerID = .value(Examples.user)
        input.tags = .value(["wholesale"])
        input.customFields = .value(["shoe_size": .number(38)])
        input.consent = .value(ConsentsInput(emailMarketing: ConsentInput(granted: true, source: "checkout")))
        return input
    }

    /// `details` with what the client sent put in.
    ///
    /// - Throws: `Problem.invalid` naming every field at fault.
    func applied(to details: CustomerDetails, definitions: [CustomField]) throws -> CustomerDetails {
        var fields = Fields()
        var result = details
        if name.isPresent { result.name = fields.text(name.sent ?? "", "/name", max: 200, required: false) }
        result.companyID = companyID.applied(to: details.companyID)
        result.ownerID = ownerID.applied(to: details.ownerID)
        result.vip = vip.applied(to: details.vip)
        if emails.isPresent { result.emails = Self.checked(emails.sent ?? [], keeping: details.emails, &fields) }
        if phones.isPresent { result.phones = Self.checked(phones.sent ?? [], &fields) }
        result.locale = Self.short(locale, details.locale, "/locale", max: 35, &fields)
        result.timeZone = Self.short(timeZone, details.timeZone, "/time_zone", max: 64, &fields)
        if let zone = result.timeZone {
            fields.check(TimeZone(identifier: zone) != nil, "/time_zone", "is not a time zone such as Asia/Shanghai")
        }
        result.country = Self.short(country, details.country, "/country", max: 100, &fields)
        result.city = Self.short(city, details.city, "/city", max: 100, &fields)
        if handles.isPresent {
            let sent = handles.sent ?? [:]
            fields.check(sent.count <= 20, "/handles", "may hold at most 20")
            for (network, handle) in sent {
                fields.check(
                    !network.isEmpty && network.count <= 40 && handle.count <= 200, "/handles/\(network)",
                    "may have at most 200 characters")
            }
            result.handles = sent.mapValues { $0.trimmingBlanks }.filter { !$0.value.isEmpty }
        }
        if tags.isPresent { result.tags = Self.checked(tags: tags.sent ?? [], &fields) }
        if customFields.isPresent {
            result.customFields = CustomFieldRules.merged(
                customFields.sent ?? [:], into: details.customFields, definitions, &fields)
        }
        for (purpose, answer) in consent.sent?.answers ?? [] {
            let source = fields.text(
                answer.source ?? "", "/consent/\(purpose.rawValue)/source", max: 200, required: false)
            result.consents[purpose] = .init(granted: answer.granted, source: source)
        }
        try fields.throwIfAny()
        return result
    }

    private static func short(
        _ patch: Patch<String>, _ current: String?, _ pointer: String, max: Int, _ fields: inout Fields
    ) -> String? {
        guard patch.isPresent else { return current }
        let text = fields.text(patch.sent ?? "", pointer, max: max, required: false)
        return text.isEmpty ? nil : text
    }

    private static func checked(
        _ sent: [EmailInput], keeping known: [Customer.Email], _ fields: inout Fields
    ) -> [Customer.Email] {
        fields.check(sent.count <= 20, "/emails", "may hold at most 20")
        var seen: Set<String> = []
        var addresses: [(address: String, primary: Bool, verified: Bool)] = []
        for (place, email) in sent.enumerated() {
            guard let address = EmailAddress.checked(email.address) else {
                fields.refuse("/emails/\(place)/address", "must be an e-mail address")
                continue
            }
            guard seen.insert(address.lowercased()).inserted else { continue }
            let before = known.first { $0.address.lowercased() == address.lowercased() }
            addresses.append((address, email.primary ?? false, email.verified ?? before?.verified ?? false))
        }
        let primary = addresses.firstIndex(where: \.primary) ?? 0
        return addresses.enumerated().map {
            Customer.Email(address: $0.element.address, primary: $0.offset == primary, verified: $0.element.verified)
        }
    }

    private static func checked(_ sent: [PhoneInput], _ fields: inout Fields) -> [Customer.Phone] {
        fields.check(sent.count <= 20, "/phones", "may hold at most 20")
        var seen: Set<String> = []
        var numbers: [(number: String, primary: Bool)] = []
        for (place, phone) in sent.enumerated() {
            guard let number = PhoneNumber(phone.number) else {
                fields.refuse("/phones/\(place)/number", "must be a telephone number")
                continue
            }
            if seen.insert(number.digits).inserted { numbers.append((number.number, phone.primary ?? false)) }
        }
        let primary = numbers.firstIndex(where: \.primary) ?? 0
        return numbers.enumerated().map { Customer.Phone(number: $0.element.number, primary: $0.offset == primary) }
    }

    private static func checked(tags: [String], _ fields: inout Fields) -> [String] {
        fields.check(tags.count <= 50, "/tags", "may hold at most 50")
        var names: [String] = []
        for (place, tag) in tags.enumerated() {
            let name = fields.text(tag, "/tags/\(place)", max: 60)
            if !name.isEmpty, !names.contains(name) { names.append(name) }
        }
        return names
    }
}
