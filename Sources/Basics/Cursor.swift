package import Foundation

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
        else { throw Problem.foreignCursor }
        self.parts = parts
    }

    /// Behind a row of a list sorted by an instant and an id.
    package init<Subject>(at: Date, id: ID<Subject>) {
        self.init([at.rfc3339, id.description])
    }

    /// The sort key of a list sorted by one value and an id.
    ///
    /// - Parameter read: What the text of the value stands for; `nil` when it is none.
    /// - Throws: `Problem.malformed` when the cursor is of another list.
    package func key<Key, Subject>(_ read: (String) -> Key?) throws -> (value: Key, id: ID<Subject>) {
        guard parts.count == 2, let value = parts[0].flatMap(read), let id = parts[1].flatMap({ ID<Subject>($0) })
        else { throw Problem.foreignCursor }
        return (value: value, id: id)
    }

    /// The sort key of a list sorted by an instant and an id.
    ///
    /// - Throws: `Problem.malformed` when the cursor is of another list.
    package func place<Subject>(of subject: Subject.Type = Subject.self) throws -> (at: Date, id: ID<Subject>) {
        let key: (value: Date, id: ID<Subject>) = try key { Date(rfc3339: $0) }
        return (at: key.value, id: key.id)
    }

    package var text: String {
        JSONWriter.write(parts).base64URL
    }
}

extension Problem {
    /// A cursor no list of ours gave.
    package static var foreignCursor: Problem {
        .malformed("The cursor is not one of ours. Start the list again without it.")
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
