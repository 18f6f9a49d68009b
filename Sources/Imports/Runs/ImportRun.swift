package import Foundation

/// What a kind is told of the import whose rows it writes.
package struct ImportRun: Sendable {
    /// Whose ledger says what rows above have written (`ImportLedger`).
    package let id: UUID
    package let onMatch: OnMatch

    package init(id: UUID, onMatch: OnMatch = .update) {
        self.id = id
        self.onMatch = onMatch
    }
}
