import Basics
package import EventLoop
import Foundation
package import Jobs
import Postgres
package import Web

/// The background work of exports: writing, and removing files after a day.
@Loop package struct ExportJobs {
    static let keptSeconds = 86_400.0

    struct Payload: Codable, Sendable {
        let id: ID<Export>
    }

    static let run = Job<Payload>("exports.run")

    private let context: AppContext
    private let writer: ExportWriter

    package init(context: AppContext, writer: ExportWriter) {
        self.context = context
        self.writer = writer
    }

    package func register(_ queue: JobQueue) {
        queue.register(Self.run) { try await write($0.id) }
        queue.every(seconds: 3600, name: "exports.forget") {
            let old = try await ExportStore(context.database.connection).forget(
                begunBefore: context.clock.now.addingTimeInterval(-Self.keptSeconds))
            for id in old { try? FileManager.default.removeItem(atPath: writer.path(id)) }
        }
    }

    func write(_ id: ID<Export>) async throws {
        let store = ExportStore(context.database.connection)
        guard let item = try await store.item(id), item.state == .running else { return }
        do {
            try FileManager.default.createDirectory(
                atPath: context.dataDirectory + "/exports", withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
            let list = try await writer.list(item.name).filtered(
                try await store.filters(of: id), by: nil, in: context.database.connection)
            let written = try await writer.write(list, to: writer.path(id)) { rows in
                try await store.progress(id, rows: rows)
            }
            try await store.progress(id, rows: written.rows)
            try await store.end(id, .done, sizeBytes: written.bytes, at: context.clock.now)
        } catch let error as CocoaError {
            // A full disk or a folder taken away: trying again would fill nothing but the log.
            Log.error("export cannot be written", ["export_id": id, "reason": "\(error.code.rawValue)"])
            try await store.end(id, .failed, sizeBytes: 0, at: context.clock.now)
        }
    }
}
