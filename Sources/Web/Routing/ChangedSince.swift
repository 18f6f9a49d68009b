import Basics
import Foundation
package import Postgres

/// What changed since a moment, the oldest change first, from where the last page ended.
///
/// For programs that keep a copy: they ask with the newest change they know.
package struct ChangedSince<Record>: Sendable {
    let moment: Date
    let after: (at: Date, id: ID<Record>)?
    let limit: Int

    /// The end of a statement on the table that goes by `alias`: a page of changes, and one row more, which tells
    /// whether there are others.
    package func rows(of alias: SQL) -> SQL {
        var condition: SQL = "\(alias).updated_at >= \(moment)"
        if let after { condition += " AND (\(alias).updated_at, \(alias).id) > (\(after.at), \(after.id))" }
        return "WHERE \(condition) ORDER BY \(alias).updated_at, \(alias).id LIMIT \(limit + 1)"
    }
}

extension Request {
    /// The changes asked for by `updated_since`; `nil` when the query has none.
    ///
    /// - Throws: `Problem.invalid` for what is no instant; `Problem.malformed` for a cursor of another list.
    package func changes<Record>(of record: Record.Type) throws -> ChangedSince<Record>? {
        guard let moment = try query(date: "updated_since") else { return nil }
        return ChangedSince(moment: moment, after: try place(of: record), limit: try limit())
    }
}
