package import Basics
import Foundation
import Web

/// A word staff put on tickets.
package struct Tag: WireType, JSONWritable {
    package let id: ID<Tag>
    package let name: String
    package let color: String
    package let ticketCount: Int
    package let version: Int

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("name", name)
            json.field("color", color)
            json.field("ticket_count", ticketCount)
            json.field("version", version)
        }
    }

    package static let example = Tag(
        id: ID(ExampleIDs.other), name: "parcel", color: "blue", ticketCount: 12, version: 1)
}

/// What making or changing a tag takes.
package struct TagInput: Decodable, WireType {
    let name: String?
    let color: String?

    package static let example = TagInput(name: "parcel", color: "blue")
}

/// The rules for the names of tags.
enum TagNames {
    /// The names without blanks around them and without repeats (upper and lower case count as the same).
    static func checked(_ names: [String], _ fields: inout Fields, _ pointer: String = "/tags") -> [String] {
        fields.check(names.count <= 50, pointer, "may be at most 50")
        var seen: Set<String> = []
        return names.compactMap { name in
            let name = fields.text(name, pointer, max: 60)
            return seen.insert(name.lowercased()).inserted ? name : nil
        }
    }
}
