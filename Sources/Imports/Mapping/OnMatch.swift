import Basics
package import Foundation
import Postgres

/// What becomes of a row about a record that was here before the import.
package enum OnMatch: String, CaseIterable, Sendable, JSONWritable, SQLText {
    /// Its cells go over what was there.
    case update
    /// Only what was empty is filled.
    case fill
    /// The row is left out.
    case skip

    /// The row with the cells this choice lets through; `nil` when it is left out.
    ///
    /// - Parameters:
    ///   - record: Whom or what the row means; `nil` for something new.
    ///   - made: What the import itself has made: further rows about those are taken whole.
    package func row(_ row: ImportRow, about record: (some ImportSnapshot)?, made: Set<UUID>) -> ImportRow? {
        guard let record, !made.contains(record.id) else { return row }
        switch self {
        case .update: return row
        case .fill: return row.without(record.filledFields)
        case .skip: return nil
        }
    }
}

extension ImportRow {
    /// The row without its cells of these fields.
    package func without(_ fields: Set<String>) -> ImportRow {
        ImportRow(number: number, values: values.filter { !fields.contains($0.key) })
    }
}
