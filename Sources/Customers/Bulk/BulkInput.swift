import Basics
import Foundation
import Web

/// The body of `POST /customers/bulk-changes` and of its preview.
struct BulkInput: WireType, Decodable {
    /// The most customers one change may name one by one.
    static let mostIDs = 10_000

    /// These customers; without it those of `filter`.
    let ids: [UUID]?
    /// The parameters of the list of customers; an empty object means everybody.
    let filter: [String: String]?
    let change: BulkEdit

    static var example: BulkInput { BulkInput(ids: [Examples.customer], filter: ["tag": "tea"], change: .example) }

    /// - Throws: `Problem.invalid` naming every field at fault.
    func check() throws {
        var fields = Fields()
        fields.check((ids == nil) != (filter == nil), "/ids", "is required unless there is a filter, and not with one")
        fields.check((ids?.count ?? 1) > 0, "/ids", "must name somebody")
        fields.check((ids?.count ?? 0) <= Self.mostIDs, "/ids", "may hold at most \(Self.mostIDs)")
        for key in filter?.keys.sorted() ?? [] where !CustomerFilter.keys.contains(key) {
            fields.refuse("/filter/\(key)", "is not a filter of the list of customers")
        }
        change.check(&fields)
        try fields.throwIfAny()
    }
}
