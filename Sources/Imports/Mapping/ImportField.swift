package import Basics

/// Something a column of a table may hold.
package struct ImportField: Sendable, Equatable, JSONWritable {
    package let key: String
    /// As people read it, by locale: `en`, `zh-Hans`.
    package let label: [String: String]
    /// Further headings under which other programs write it.
    package let aliases: [String]
    package let isRequired: Bool

    package init(
        _ key: String, _ english: String, _ chinese: String, aliases: [String] = [], isRequired: Bool = false
    ) {
        self.init(key: key, label: ["en": english, "zh-Hans": chinese], aliases: aliases, isRequired: isRequired)
    }

    package init(key: String, label: [String: String], aliases: [String] = [], isRequired: Bool = false) {
        self.key = key
        self.label = label
        self.aliases = aliases
        self.isRequired = isRequired
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("key", key)
            json.object("label") { json in
                for (locale, words) in label.sorted(by: { $0.key < $1.key }) { json.field(locale, words) }
            }
            json.field("required", isRequired)
        }
    }
}

/// Which column holds which field.
package struct ColumnMapping: Sendable, Equatable, Codable {
    /// The column's place, counted from 0, by the field's key.
    package var columns: [String: Int]

    package init(_ columns: [String: Int] = [:]) {
        self.columns = columns
    }

    /// What the headings say: each column goes to the first field of that name nobody has taken.
    package init(guessing header: [String], fields: [ImportField]) {
        columns = [:]
        for (place, heading) in header.enumerated() {
            let name = Self.plain(heading)
            guard !name.isEmpty else { continue }
            let field = fields.first { field in
                columns[field.key] == nil
                    && ([field.key] + field.label.values + field.aliases).contains { Self.plain($0) == name }
            }
            if let field { columns[field.key] = place }
        }
    }

    /// - Throws: `Problem.invalid` for fields and columns that are not there, and for required fields without a column.
    package func check(header: [String], fields: [ImportField]) throws {
        var faults: [Problem.Field] = []
        for (key, place) in columns.sorted(by: { $0.key < $1.key }) {
            if !fields.contains(where: { $0.key == key }) {
                faults.append(Problem.Field("/columns/\(key)", "is no field of this kind of record"))
            } else if !header.indices.contains(place) {
                faults.append(Problem.Field("/columns/\(key)", "must be from 0 to \(header.count - 1)"))
            }
        }
        for field in fields where field.isRequired && columns[field.key] == nil {
            faults.append(Problem.Field("/columns/\(field.key)", "is required"))
        }
        if columns.isEmpty { faults.append(Problem.Field("/columns", "needs at least one field")) }
        if !faults.isEmpty { throw Problem.invalid(faults) }
    }

    /// The heading without case, blanks and punctuation: "E-Mail Address" is "emailaddress".
    private static func plain(_ text: String) -> String {
        String(
            text.lowercased().unicodeScalars.filter { $0.properties.isAlphabetic || $0.properties.numericType != nil })
    }
}
