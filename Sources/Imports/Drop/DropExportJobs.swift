import Basics
package import EventLoop
import Foundation
package import Jobs
import Postgres
package import Web

/// Writes what changed since last time into the drop folder's `out/`.
@Loop package struct DropExportJobs {
    /// How far each file reaches back behind the one before it.
    ///
    /// A transaction that began before the last look may have ended after it. Whoever reads the files replaces by number,
    /// so a record that comes twice does no harm.
    static let overlapSeconds = 300.0

    private let context: AppContext
    private let writer: ExportWriter
    private let configuration: DropConfiguration
    private let lists: [any ListExport]

    package init(
        context: AppContext, writer: ExportWriter, configuration: DropConfiguration, lists: [any ListExport]
    ) {
        self.context = context
        self.writer = writer
        self.configuration = configuration
        self.lists = lists
    }

    package func register(_ queue: JobQueue) {
        guard configuration.exportSeconds > 0 else { return }
        queue.every(seconds: configuration.exportSeconds, name: "imports.drop_out") { try await turn() }
    }

    package func turn() async throws {
        let folder = DropFolder(configuration.folder)
        try folder.prepare()
        for list in lists {
            try await write(list, folder)
        }
    }

    private func write(_ list: any ListExport, _ folder: DropFolder) async throws {
        let connection = context.database.connection
        let now = context.clock.now
        let last = try await DropStore(connection).changedUntil(list.name)
        let since = last?.addingTimeInterval(-Self.overlapSeconds) ?? Date(timeIntervalSince1970: 0)
        guard let changed = list.changed(since: since) else { return }
        // Nothing new beyond the overlap, nothing to write.
        let news = last.flatMap { list.changed(since: $0) } ?? changed
        if try await !news.part(after: nil, limit: 1, in: connection).lines.isEmpty {
            let stamp = now.rfc3339.prefix(19).filter { $0 != "-" && $0 != ":" }
            let path = folder.path("out", "\(list.name)-\(stamp)Z.csv")
            _ = try await writer.write(changed, to: path) { _ in }
        }
        try await DropStore(connection).wrote(list.name, until: now)
    }
}
