import Access
import Basics
import EventLoop
import Foundation
import Imports
import Postgres
import Web

/// One table on its way in from the command line; a stopped one goes on where it was.
@Loop final class TableImport {
    private let path: String
    private let kind: String
    private let mappings: [String]
    private let context: AppContext
    private let runner: ImportRunner
    private var told = ContinuousClock.now

    init(path: String, kind: String, mappings: [String], dataDirectory: String, database: Database) throws {
        self.path = path
        self.kind = kind
        self.mappings = mappings
        // Storing records takes no secrets; the server has them.
        guard let secrets = MasterKey(bytes: [UInt8](repeating: 0, count: 32)) else { throw Problem.internalFault }
        context = AppContext(
            database: database, dataDirectory: dataDirectory, webRoot: "", publicURL: "", secrets: secrets)
        runner = ImportRunner(context: context, kinds: ImportKinds.all(context))
    }

    /// - Returns: The import as it ended or was stopped, and where the rows with errors are.
    func run(until stop: StopFlag) async throws -> (item: Import, errors: String?) {
        var item = try await begun()
        defer { endLine() }
        while item.state == .running, !stop.isSet {
            guard let next = try await runner.step(item.id) else { throw Problem.notFound("import any more") }
            item = next
            tell(item)
        }
        guard item.state != .running, item.rowFailed > 0 else { return (item, nil) }
        let errors = (path.hasSuffix(".csv") ? String(path.dropLast(4)) : path) + ".errors.csv"
        try Data(try await runner.errorFile(item).bytes).write(to: URL(fileURLWithPath: errors), options: .atomic)
        return (item, errors)
    }

    /// The unfinished import of this very file, or a new one.
    private func begun() async throws -> Import {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        let changed = (attributes[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
        let size = (attributes[.size] as? NSNumber)?.intValue ?? 0
        let key = Digest.sha256("\(path)\0\(kind)\0\(size)\0\(changed)").hexadecimal
        if let unfinished = try await ImportStore(context.database.connection).unfinished(sourceKey: key) {
            FileHandle.standardError.write(Data("Going on behind row \(unfinished.rowDone).\n".utf8))
            return unfinished
        }
        let id = ID<Import>.make(at: context.clock.now, random: context.random)
        do {
            try runner.files.keep(path, as: id, copying: true)
            let table = try await runner.files.look(at: id)
            return try await context.database.transaction { connection in
                let item = try await runner.register(
                    id, kind: kind, fileName: URL(fileURLWithPath: path).lastPathComponent, sourceKey: key, by: nil,
                    in: connection, table: table)
                let columns = try mapped(item)
                let begun = try await runner.begin(item, columns, in: connection)
                var changes = AuditChanges()
                changes.note("kind", nil, kind)
                changes.note("file_name", nil, item.fileName)
                try await AuditStore(connection, clock: context.clock).record(
                    AuditEntry(
                        actor: .system, action: "import.started", subjectKind: "import", subjectID: id.uuid,
                        changes: changes.changes), remoteAddress: nil)
                return begun
            }
        } catch {
            runner.files.remove(id)
            throw error
        }
    }

    private func mapped(_ item: Import) throws -> ColumnMapping {
        var mapping = item.mapping
        for text in mappings {
            let parts = text.split(separator: "=", maxSplits: 1).map(\.trimmingBlanks)
            guard parts.count == 2, let column = item.header.firstIndex(of: parts[1]) else {
                throw StartupFault(
                    "--map \(text) names no column: write field=heading, with one of \(item.header.joined(separator: ", "))."
                )
            }
            mapping.columns[parts[0]] = column
        }
        return mapping
    }

    /// Says how far it is on one line, a few times a second.
    private func tell(_ item: Import) {
        guard told.duration(to: .now) >= .milliseconds(200) || item.state != .running else { return }
        told = .now
        let share = item.rowTotal > 0 ? 100 * item.rowDone / item.rowTotal : 100
        FileHandle.standardError.write(
            Data("\r\(share) %: \(item.rowDone) of \(item.rowTotal) rows, \(item.rowFailed) with errors".utf8))
    }

    private func endLine() {
        FileHandle.standardError.write(Data("\n".utf8))
    }

    static func sentence(_ item: Import, isStopped: Bool) -> String {
        let counts =
            "\(item.rowDone) rows read: \(item.rowCreated) new, \(item.rowUpdated) updated, "
            + "\(item.rowUnchanged) unchanged, \(item.rowFailed) with errors."
        if isStopped { return "Stopped. \(counts) Run the same command again to go on." }
        return item.fault.map { "\(counts) \($0)" } ?? counts
    }
}
