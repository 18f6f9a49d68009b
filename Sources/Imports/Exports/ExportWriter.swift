import Basics
package import EventLoop
import Foundation
import Postgres
package import Web

/// Writes lists into files, part by part, so that their length costs no memory.
@Loop package struct ExportWriter {
    private static let partRows = 500
    private let context: AppContext
    private let lists: [any ListExport]

    package init(context: AppContext, lists: [any ListExport]) {
        self.context = context
        self.lists = lists
    }

    /// - Throws: `Problem.invalid` naming `/name`.
    package func list(_ name: String) throws -> any ListExport {
        guard let list = lists.lazy.compactMap({ $0.named(name) }).first else {
            throw Problem.invalid("/name", "must be one of \(lists.map(\.name).joined(separator: ", "))")
        }
        return list
    }

    func path(_ id: ID<Export>) -> String { "\(context.dataDirectory)/exports/\(id).csv" }

    /// Writes the list to `path`, which is there only when it is whole.
    ///
    /// - Parameter progress: Told how many lines are written, after each part.
    /// - Returns: Lines below the header, and bytes.
    package func write(
        _ list: any ListExport, to path: String, progress: @Loop (Int) async throws -> Void
    ) async throws -> (rows: Int, bytes: Int) {
        let partial = path + ".partial"
        // Lists of people are nobody else's to read.
        guard FileManager.default.createFile(atPath: partial, contents: nil, attributes: [.posixPermissions: 0o600])
        else { throw CocoaError(.fileWriteNoPermission, userInfo: [NSFilePathErrorKey: path]) }
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: partial))
        defer { try? file.close() }
        var csv = CSVText()
        csv.line(try await list.header(in: context.database.connection))
        var bytes = 0
        var rows = 0
        var last: UUID?
        while true {
            try Task.checkCancellation()
            let part = try await list.part(after: last, limit: Self.partRows, in: context.database.connection)
            for line in part.lines { csv.line(line) }
            rows += part.lines.count
            bytes += csv.bytes.count
            try file.write(contentsOf: csv.bytes)
            csv = CSVText(continuing: true)
            guard let end = part.last else { break }
            last = end
            try await progress(rows)
        }
        try file.synchronize()
        guard rename(partial, path) == 0 else { throw CocoaError(.fileWriteUnknown) }
        return (rows, bytes)
    }
}
