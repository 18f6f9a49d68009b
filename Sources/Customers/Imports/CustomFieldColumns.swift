import Basics
import Imports
import Web

/// The company's own fields as columns of a table.
enum CustomFieldColumns {
    static func field(_ definition: CustomField) -> ImportField {
        ImportField(key: column(definition.key), label: definition.label, aliases: [definition.key])
    }

    /// What columns the fields that hold something have.
    static func filled(_ values: [String: JSONValue]) -> [String] {
        values.filter { $0.value != .null }.keys.map(column)
    }

    /// `values` with the row's cells put in; empty cells leave what was there.
    ///
    /// - Parameter isNew: Whether fields nobody can do without have to be there.
    static func applied(
        _ row: ImportRow, to values: [String: JSONValue], _ definitions: [CustomField], isNew: Bool,
        _ faults: inout RowFaults
    ) -> [String: JSONValue] {
        var result = values
        for definition in definitions {
            let key = column(definition.key)
            if let text = row[key] {
                var fields = Fields()
                let merged = CustomFieldRules.merged(
                    [definition.key: CustomFieldRules.value(of: text, definition.type)], into: result, [definition],
                    &fields)
                if let fault = fields.faults.first {
                    faults.refuse(key, "custom_field", fault.detail)
                } else {
                    result = merged
                }
            }
            if isNew, definition.required, result[definition.key] == nil {
                faults.refuse(key, "required", "is required")
            }
        }
        return result
    }

    private static func column(_ key: String) -> String { "custom_fields." + key }
}
