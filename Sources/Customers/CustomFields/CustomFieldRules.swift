package import Basics
import Foundation
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
            if value == .null || value.string?.trimmingBlanks.isEmpty == true {
                fields.check(!definition.required, pointer, "is required")
                result[key] = nil
            } else if let fault = fault(value, definition) {
                fields.refuse(pointer, fault)
            } else {
                result[key] = value
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

    private static func fault(_ value: JSONValue, _ definition: CustomField) -> String? {
        switch definition.type {
        case .text:
            guard let text = value.string else { return "must be a text" }
            return text.unicodeScalars.count <= 2000 ? nil : "may have at most 2000 characters"
        case .number: return value.number == nil ? "must be a number" : nil
        case .date:
            guard let text = value.string, text.utf8.count == 10, Date(rfc3339: text) != nil else {
                return "must be a date such as 2026-11-23"
            }
            return nil
        case .select:
            guard let text = value.string, definition.options.contains(text) else {
                return "must be one of: \(definition.options.joined(separator: ", "))"
            }
            return nil
        case .checkbox: return value.bool == nil ? "must be true or false" : nil
        }
    }
}
