import Foundation

/// An opaque place in a sorted list: the last row's sort key, which ends in `id`.
package struct Cursor: Sendable, Equatable {
    package let parts: [String?]

    package init(_ parts: [String?]) {
        self.parts = parts
    }

    /// The cursor a client sent back.
    ///
    /// - Parameter count: How many parts this list's sort key has.
    /// - Throws: `Problem.malformed` when it is not one of ours.
    package init(_ text: String, count: Int) throws {
        guard let bytes = [UInt8](base64URL: text),
            let parts = try? JSONDecoder().decode([String?].self, from: Data(bytes)), parts.count == count
        else { throw Problem.malformed("The cursor is not one of ours. Start the list again without it.") }
        self.parts = parts
    }

    package var text: String {
        JSONWriter.write(parts).base64URL
    }
}

/// One page of a list, written as `{"items": […], "next_cursor": …}`.
package struct Page<Item: JSONWritable & Sendable>: JSONWritable, Sendable {
    package let items: [Item]
    package let nextCursor: Cursor?

    package init(items: [Item], nextCursor: Cursor?) {
        self.items = items
        self.nextCursor = nextCursor
    }

    /// The page made of at most `limit` of `rows`, which the caller asked for with `limit + 1`.
    package init(_ rows: [Item], limit: Int, cursor: (Item) -> Cursor) {
        items = Array(rows.prefix(limit))
        nextCursor = rows.count > limit ? items.last.map(cursor) : nil
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("items", items)
            json.field("next_cursor", nextCursor?.text)
        }
    }
}
