import Basics
package import EventLoop
package import Foundation
package import Postgres
package import Web

/// Some lines of a list on their way out.
package struct ExportPart: Sendable {
    package let lines: [[String]]
    /// The last line's record; `nil` when there were none.
    package let last: UUID?

    package init(lines: [[String]], last: UUID?) {
        self.lines = lines
        self.last = last
    }
}

/// A list that can be exported; the modules that own the records conform to it.
@Loop package protocol ListExport: Sendable {
    /// Such as `customers`; the command line's help names them all.
    nonisolated var name: String { get }

    /// The list asked for: this one, or a part of it that has a name of its own.
    func named(_ name: String) -> (any ListExport)?

    /// The list as its page shows it with these filters.
    ///
    /// - Parameter principal: Who asks; `nil` when that was checked before.
    /// - Throws: `Problem.invalid` naming a filter the list has not.
    func filtered(
        _ filters: [String: String], by principal: Principal?, in connection: Connection
    ) async throws -> any ListExport

    /// The same list with only what was changed since; `nil` where nothing tells.
    func changed(since moment: Date) -> (any ListExport)?

    /// - Throws: `Problem.forbidden` for those who may not see every line of the list.
    func requireAllowed(_ principal: Principal) throws

    /// The headings: keys of import fields where there are such, so that the file can be imported again.
    func header(in connection: Connection) async throws -> [String]

    /// About `limit` records by id, those behind `last`.
    func part(after last: UUID?, limit: Int, in connection: Connection) async throws -> ExportPart
}

extension ListExport {
    package func changed(since moment: Date) -> (any ListExport)? { nil }

    package func named(_ name: String) -> (any ListExport)? { name == self.name ? self : nil }

    package func filtered(
        _ filters: [String: String], by principal: Principal?, in connection: Connection
    ) async throws -> any ListExport {
        if let key = filters.keys.min() { throw Problem.invalid("/filters/\(key)", "is no filter of this list") }
        return self
    }
}

/// Cells as tables hold them.
package enum ExportCell {
    package static func text(_ date: Date?) -> String { date?.rfc3339 ?? "" }
    package static func text(_ flag: Bool) -> String { flag ? "yes" : "no" }
}
