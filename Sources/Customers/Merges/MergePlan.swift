import Basics
import Foundation

/// A field two records differ in, and whose value the person gets.
struct MergeField: Sendable, Equatable, JSONWritable {
    enum Choice: String, Sendable, CaseIterable, JSONWritable {
        case kept
        case merged
        /// Everything of both.
        case both
    }

    let field: String
    let kept: JSONValue
    let merged: JSONValue
    let choice: Choice
    let choices: [Choice]

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("field", field)
            json.field("kept", kept)
            json.field("merged", merged)
            json.field("choice", choice)
            json.field("choices", choices)
        }
    }
}

/// Which value wins in each field when two records become one.
///
/// Without a choice the kept record's value wins unless it is empty, tags and handles are joined, and of two answers about
/// marketing the later one counts.
struct MergePlan: Sendable, Equatable {
    private(set) var fields: [MergeField] = []
    /// The kept record's details afterwards; addresses and numbers move by themselves.
    private(set) var details: CustomerDetails
    private(set) var takesEmail = false
    private(set) var takesPhone = false
    private(set) var takesConsent = false

    /// - Throws: `Problem.invalid` when a choice names no field the two differ in.
    init(kept: Customer, merged: Customer, choices: [String: String]) throws(Problem) {
        let mine = CustomerDetails(kept)
        let theirs = CustomerDetails(merged)
        details = mine
        var left = choices
        var faults: [Problem.Field] = []

        func choose(
            _ field: String, _ kept: JSONValue, _ merged: JSONValue, joins: Bool = false,
            usual: MergeField.Choice? = nil
        ) -> MergeField.Choice? {
            guard kept != merged else { return nil }
            let possible: [MergeField.Choice] = joins ? [.kept, .merged, .both] : [.kept, .merged]
            var choice = usual ?? (joins ? .both : Self.isEmpty(kept) ? .merged : .kept)
            if let sent = left.removeValue(forKey: field) {
                if let wanted = MergeField.Choice(rawValue: sent), possible.contains(wanted) {
                    choice = wanted
                } else {
                    let known = possible.map(\.rawValue).joined(separator: ", ")
                    faults.append(Problem.Field("/fields/\(field)", "must be one of \(known)"))
                }
            }
            fields.append(MergeField(field: field, kept: kept, merged: merged, choice: choice, choices: possible))
            return choice
        }
        func takes(_ field: String, _ kept: String?, _ merged: String?) -> Bool {
            choose(field, kept.map(JSONValue.string) ?? .null, merged.map(JSONValue.string) ?? .null) == .merged
        }

        if takes("name", kept.name, merged.name) { details.name = theirs.name }
        takesEmail = takes("primary_email", kept.emails.first?.address, merged.emails.first?.address)
        takesPhone = takes("primary_phone", kept.phones.first?.number, merged.phones.first?.number)
        if takes("company", kept.company?.name, merged.company?.name) { details.companyID = theirs.companyID }
        if takes("owner", kept.owner?.name, merged.owner?.name) { details.ownerID = theirs.ownerID }
        if takes("country", mine.country, theirs.country) { details.country = theirs.country }
        if takes("city", mine.city, theirs.city) { details.city = theirs.city }
        if takes("locale", mine.locale, theirs.locale) { details.locale = theirs.locale }
        if takes("time_zone", mine.timeZone, theirs.timeZone) { details.timeZone = theirs.timeZone }
        let vip = choose("vip", .bool(mine.vip), .bool(theirs.vip), usual: mine.vip ? .kept : .merged)
        if vip == .merged { details.vip = theirs.vip }
        switch choose("tags", Self.list(mine.tags), Self.list(theirs.tags), joins: true) {
        case .merged: details.tags = theirs.tags
        case .both: details.tags = Array((mine.tags + theirs.tags.filter { !mine.tags.contains($0) }).prefix(50))
        case .kept, nil: break
        }
        let handles = choose(
            "handles", .object(mine.handles.mapValues(JSONValue.string)),
            .object(theirs.handles.mapValues(JSONValue.string)), joins: true)
        switch handles {
        case .merged: details.handles = theirs.handles
        case .both: details.handles = theirs.handles.merging(mine.handles) { $1 }
        case .kept, nil: break
        }
        for key in Set(mine.customFields.keys).union(theirs.customFields.keys).sorted() {
            let choice = choose(
                "custom_fields.\(key)", mine.customFields[key] ?? .null, theirs.customFields[key] ?? .null)
            if choice == .merged { details.customFields[key] = theirs.customFields[key] }
        }
        if let asked = kept.consent.emailMarketing, let answered = merged.consent.emailMarketing {
            let choice = choose(
                "email_marketing", .bool(asked.granted), .bool(answered.granted),
                usual: answered.at > asked.at ? .merged : .kept)
            takesConsent = choice == .merged
        }
        faults += left.keys.sorted().map { Problem.Field("/fields/\($0)", "is no field these two differ in") }
        if !faults.isEmpty { throw Problem.invalid(faults) }
    }

    private static func isEmpty(_ value: JSONValue) -> Bool {
        value == .null || value == .string("") || value == .object([:]) || value == .array([])
    }

    private static func list(_ texts: [String]) -> JSONValue { .array(texts.map(JSONValue.string)) }
}

extension CustomerDetails {
    /// The fields a merge may change, as they are written down for parting.
    var mergeable: [String: JSONValue] {
        [
            "name": .string(name), "company_id": Self.text(companyID?.text), "owner_id": Self.text(ownerID?.text),
            "country": Self.text(country), "city": Self.text(city), "locale": Self.text(locale),
            "time_zone": Self.text(timeZone), "vip": .bool(vip), "tags": .array(tags.map(JSONValue.string)),
            "handles": .object(handles.mapValues(JSONValue.string)), "custom_fields": .object(customFields),
        ]
    }

    /// Puts a value written down by `mergeable` back.
    mutating func restore(_ field: String, _ value: JSONValue) {
        switch field {
        case "name": name = value.string ?? ""
        case "company_id": companyID = value.string.flatMap { UUID(uuidString: $0) }
        case "owner_id": ownerID = value.string.flatMap { UUID(uuidString: $0) }
        case "country": country = value.string
        case "city": city = value.string
        case "locale": locale = value.string
        case "time_zone": timeZone = value.string
        case "vip": vip = value == .bool(true)
        case "tags": tags = (value.array ?? []).compactMap(\.string)
        case "handles":
            if case .object(let fields) = value { handles = fields.compactMapValues(\.string) }
        case "custom_fields":
            if case .object(let fields) = value { customFields = fields }
        default: break
        }
    }

    private static func text(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }
}
