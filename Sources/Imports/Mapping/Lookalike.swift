package import Basics
package import Foundation

/// A row about something new, and the record already here that it looks like.
package struct Lookalike: Sendable, Equatable, JSONWritable {
    /// The row's number in the file.
    package let row: Int
    package let id: UUID
    /// What people call the record.
    package let name: String
    /// What the two share: `mailbox`, `phone`, `name`.
    package let matches: [String]

    package init(row: Int, id: UUID, name: String, matches: [String]) {
        self.row = row
        self.id = id
        self.name = name
        self.matches = matches
    }

    /// Why the row is left out.
    package var fault: RowFault {
        let whom = name.isEmpty ? id.uuidString.lowercased() : name
        return RowFault(
            field: "", code: "lookalike", detail: "looks like \(whom): the same \(matches.joined(separator: ", "))")
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("row", row)
            json.field("id", ID<Lookalike>(id))
            json.field("name", name)
            json.field("matches", matches)
        }
    }

    static var example: Lookalike { Lookalike(row: 2, id: Examples.item, name: "陈美", matches: ["phone", "name"]) }
}
