import Access
package import Basics
import Foundation
import Imports
package import Web

/// What a custom field accepts.
package enum CustomFieldRules {
    /// `stored` with `sent` put in; `null` and the empty text remove a field.
    ///
    /// Faults are noted under `/custom_fields/<key>`: an unknown key, a value of another type, a required field removed.
    package static func merged(
        _ sent: [String: JSONValue], into stored: [String: JSONValue], _ definitions: [CustomField],
        _ fields: inout Fields
    ) -> [String: JSONValue] {
        var result = stored
        for (key, value) in sent {
            let pointer = "/custom_fields/\(key)"
            guard let definition = definitions.first(where: { $0.key == key }) else {
                fields.refuse(pointer, "is not one of the fields set up here")
                continue
            }
            if value == .null || value == .array([]) || value.string?.trimmingBlanks.isEmpty == true {
                fields.check(!definition.required, pointer, "is required")
                result[key] = nil
            } else if let fault = fault(value, definition) {
                fields.refuse(pointer, fault)
            } else {
                result[key] = normal(value, definition.type)
            }
        }
        return result
    }

    /// Notes every required field `values` lack.
    package static func requireAll(_ values: [String: JSONValue], _ definitions: [CustomField], _ fields: inout Fields)
    {
        for definition in definitions where definition.required && values[definition.key] == nil {
            fields.refuse("/custom_fields/\(definition.key)", "is required")
        }
    }

    /// The value one cell of a table stands for; the text itself when it is none, so that its fault is told.
    static func value(of text: String, _ type: CustomField.Kind) -> JSONValue {
        switch type {
        case .number: Double(text).flatMap { $0.isFinite ? .number($0) : nil } ?? .string(text)
        case .checkbox: RowFaults.flag(text).map(JSONValue.bool) ?? .string(text)
        case .multiselect: .array(ImportRow.list(text).map(JSONValue.string))
        case .money: money(text) ?? .string(text)
        default: .string(text)
        }
    }

    /// The cell of a table that stands for a value.
    static func cell(_ value: JSONValue?) -> String {
        switch value {
        case .string(let text): text
        case .bool(let flag): ExportCell.text(flag)
        case .number(let number): Int(exactly: number).map(String.init) ?? String(number)
        case .array(let several): ImportRow.cell(several.compactMap(\.string))
        case .object:
            if let minor = value?["amount_minor"]?.number, let currency = value?["currency"]?.string {
                "\(currency) \(MoneyText.text(Int(minor), currency: currency))"
            } else {
                ""
            }
        case .null, nil: ""
        }
    }

    /// An amount with its currency before or behind it: `CNY 12.50`.
    private static func money(_ text: String) -> JSONValue? {
        let parts = text.split(separator: " ").map(String.init)
        guard parts.count == 2, let place = parts.firstIndex(where: { $0.wholeMatch(of: #/[A-Z]{3}/#) != nil }),
            let minor = MoneyText.minor(parts[1 - place], currency: parts[place])
        else { return nil }
        return ["amount_minor": .number(Double(minor)), "currency": .string(parts[place])]
    }

    private static func normal(_ value: JSONValue, _ type: CustomField.Kind) -> JSONValue {
        switch type {
        case .datetime: value.string.flatMap { Date(rfc3339: $0) }.map { .string($0.rfc3339) } ?? value
        case .email, .link, .phone: value.string.map { .string($0.trimmingBlanks) } ?? value
        case .customer, .user: value.string.map { .string($0.lowercased()) } ?? value
        default: value
        }
    }

    private static func fault(_ value: JSONValue, _ definition: CustomField) -> String? {
        switch definition.type {
        case .text: return length(value, 2000)
        case .longText: return length(value, 20_000)
        case .number: return value.number?.isFinite == true ? nil : "must be a number"
        case .money:
            let minor = value["amount_minor"]?.number.flatMap { Int(exactly: $0) }
            let isCurrency = value["currency"]?.string?.wholeMatch(of: #/[A-Z]{3}/#) != nil
            return minor != nil && isCurrency ? nil : "must be an amount with its currency, such as CNY 12.50"
        case .date:
            guard let text = value.string, text.utf8.count == 10, Date(rfc3339: text) != nil else {
                return "must be a date such as 2026-11-23"
            }
            return nil
        case .datetime:
            guard let text = value.string, text.utf8.count > 10, Date(rfc3339: text) != nil else {
                return "must be a moment such as 2026-11-23T09:30:00Z"
            }
            return nil
        case .checkbox: return value.bool == nil ? "must be true or false" : nil
        case .select:
            guard let text = value.string, definition.options.contains(text) else {
                return "must be one of: \(definition.options.joined(separator: ", "))"
            }
            return nil
        case .multiselect:
            let chosen = value.array?.map { $0.string ?? "" }
            guard let chosen, chosen.allSatisfy(definition.options.contains), Set(chosen).count == chosen.count else {
                return "must be some of: \(definition.options.joined(separator: ", "))"
            }
            return nil
        case .link:
            let url = value.string.flatMap { URL(string: $0.trimmingBlanks) }
            let isWeb = (url?.scheme == "https" || url?.scheme == "http") && url?.host()?.isEmpty == false
            return isWeb && (value.string?.utf8.count ?? 0) <= 2000
                ? nil : "must be an address such as https://shop.example"
        case .email:
            return value.string.flatMap(EmailAddress.checked) == nil ? "must be an e-mail address" : nil
        case .phone: return value.string.flatMap(PhoneNumber.init) == nil ? "must be a telephone number" : nil
        case .customer, .user: return value.string.flatMap { UUID(uuidString: $0) } == nil ? "must be an id" : nil
        }
    }

    private static func length(_ value: JSONValue, _ most: Int) -> String? {
        guard let text = value.string else { return "must be a text" }
        return text.unicodeScalars.count <= most ? nil : "may have at most \(most) characters"
    }
}
