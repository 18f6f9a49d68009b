import Basics
package import Foundation

/// What a kind is told of the import whose rows it writes.
package struct ImportRun: Sendable {
    /// Whose ledger says what rows above have written (`ImportLedger`).
    package let id: UUID
    package let onMatch: OnMatch
    package let onLookalike: OnLookalike
    /// Whether all of it is taken back at once, for a preview.
    package let isTrial: Bool

    /// Whether new rows have to be compared with the records already here.
    package var wantsLookalikes: Bool { isTrial || onLookalike == .skip }

    init(_ item: Import, isTrial: Bool) {
        id = item.id.uuid
        onMatch = item.onMatch
        onLookalike = item.onLookalike
        self.isTrial = isTrial
    }
}
