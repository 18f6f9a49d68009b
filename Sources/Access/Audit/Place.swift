import Basics
import Foundation

/// A place in a list that is sorted by an instant and an id.
struct Place<Subject>: Sendable {
    let at: Date
    let id: ID<Subject>

    /// - Throws: `Problem.malformed` when the cursor is not of such a list.
    static func decode(_ cursor: Cursor?, of subject: Subject.Type) throws -> Place? {
        guard let cursor else { return nil }
        guard cursor.parts.count == 2, let at = cursor.parts[0].flatMap({ Date(rfc3339: $0) }),
            let id = cursor.parts[1].flatMap({ ID<Subject>($0) })
        else { throw Problem.malformed("The cursor is not one of ours. Start the list again without it.") }
        return Place(at: at, id: id)
    }

    static func cursor(_ at: Date, _ id: ID<Subject>) -> Cursor {
        Cursor([at.rfc3339, id.description])
    }
}
