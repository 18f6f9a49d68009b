import Access
import Basics
package import EventLoop
package import Foundation
package import Jobs
package import Postgres
package import Web

/// A file of the drop folder that needs somebody's look.
package struct DropNotice: Sendable {
    package let importID: UUID
    package let fileName: String
    /// Why it was refused whole; `nil` when only some rows were.
    package let fault: DropFault?
    package let rowsTaken: Int
    package let rowsFailed: Int

    /// Tells the owners, in the caller's transaction.
    package typealias Tell = @Loop (DropNotice, Connection) async throws -> Void
}

/// Takes files out of the drop folder, each once, and puts beside each what became of it.
///
/// A file is renamed into `work/` under the id of its import, so whoever goes on after a crash finds its import or makes
/// it, and never a second one.
@Loop package struct DropJobs {
    private let context: AppContext
    private let runner: ImportRunner
    private let configuration: DropConfiguration
    private let folder: DropFolder
    private let tell: DropNotice.Tell

    package init(
        context: AppContext, runner: ImportRunner, configuration: DropConfiguration, tell: @escaping DropNotice.Tell
    ) {
        self.context = context
        self.runner = runner
        self.configuration = configuration
        folder = DropFolder(configuration.folder)
        self.tell = tell
    }

    package func register(_ queue: JobQueue) {
        queue.every(seconds: min(5, max(1, configuration.quietSeconds / 2)), name: "imports.drop") { try await turn() }
    }

    private var now: Date { context.clock.now }

    /// Takes what is complete and settles what has ended.
    package func turn() async throws {
        try folder.prepare()
        for name in try folder.arrivals(now: now, quietSeconds: configuration.quietSeconds) {
            _ = folder.take(name, as: .make(at: now, random: context.random))
        }
        for file in try folder.taken() {
            try Task.checkCancellation()
            do {
                try await advance(file)
            } catch  where !(error is CancellationError) {
                // One bad file must not hold up the others; the next turn tries it again.
                Log.error("file of the drop folder not settled", ["import_id": file.id, "reason": "\(error)"])
            }
        }
    }

    private func advance(_ file: DropFolder.Taken) async throws {
        guard let item = try await ImportStore(context.database.connection).item(file.id) else {
            return try await begin(file)
        }
        if item.state.isBusy {
            guard item.isStalled, item.state == .running else { return }
            return try await context.database.transaction { connection in
                try await Self.enqueue(item.id, in: connection)
            }
        }
        try await settle(file, item)
    }

    private static func enqueue(_ id: ID<Import>, in connection: Connection) async throws {
        try await JobQueue.enqueue(ImportJobs.run, ImportJobs.Payload(id: id), key: id.description, in: connection)
    }

    // MARK: In

    private func begin(_ file: DropFolder.Taken) async throws {
        let fault = DropFolder.fault(of: file)
        if fault == .gone { return }
        guard fault != .name, let kind = DropFolder.kind(of: file.name) else {
            // Of no kind, so no import can stand for it; the folder says what is wrong.
            return try await refuseUnnamed(file, fault ?? .name)
        }
        if let fault { return try await refuse(file, kind, fault) }
        let content = try await DropFolder.look(at: file.path)
        if let fault = content.fault { return try await refuse(file, kind, fault, hash: content.hash) }
        let repeated = try await context.database.transaction { connection in
            try await DropStore(connection).earlier(file.name, hash: content.hash)
        }
        if let repeated {
            return try folder.settle(
                file, into: "done", at: now,
                result: result([("outcome", .string("repeated")), ("import_id", .string(repeated.description))]),
                errors: nil)
        }
        do {
            // Of an attempt that was cut off.
            runner.files.remove(file.id)
            try runner.files.keep(file.path, as: file.id, copying: true)
            let table = try await runner.files.look(at: file.id)
            if try await DropFolder.isDamaged(runner.files.rows(file.id)) {
                return try await refuse(file, kind, .encoding, hash: content.hash)
            }
            try await start(file, kind, table, content.hash)
        } catch let problem as Problem {
            let isColumns = problem.fields.contains { $0.pointer.hasPrefix("/columns") }
            try await refuse(file, kind, isColumns ? .columns : .header, hash: content.hash)
        }
    }

    private func start(
        _ file: DropFolder.Taken, _ kind: String, _ table: UploadedTable, _ hash: [UInt8]
    ) async throws {
        try await context.database.transaction { connection in
            let item = try await runner.register(
                file.id, kind: kind, fileName: file.name, by: Principal.dropFolder, in: connection, table: table)
            let known = try await DropStore(connection).columns(kind: kind, header: item.header)
            _ = try await runner.begin(item, known ?? item.mapping, in: connection)
            try await DropStore(connection).insert(file.id, name: file.name, hash: hash, at: now)
            try await record("import.started", item.id, kind, file.name, connection)
            try await Self.enqueue(file.id, in: connection)
        }
    }

    /// Notes the file as an import that failed.
    private func refuse(
        _ file: DropFolder.Taken, _ kind: String, _ fault: DropFault, hash: [UInt8] = []
    ) async throws {
        runner.files.remove(file.id)
        let nothing = UploadedTable(
            encoding: .utf8, delimiter: ",", header: [], start: TablePlace(byte: 0, row: 0), rowTotal: 0)
        try await context.database.transaction { connection in
            _ = try await runner.register(
                file.id, kind: kind, fileName: file.name, by: Principal.dropFolder, in: connection, table: nothing)
            try await ImportStore(connection).end(file.id, .failed, fault: fault.sentence, at: now)
            try await DropStore(connection).refuse(file.id, fault)
            try await DropStore(connection).insert(file.id, name: file.name, hash: hash, at: now)
            try await record("import.refused", file.id, kind, file.name, connection)
        }
        try await advance(file)
    }

    private func refuseUnnamed(_ file: DropFolder.Taken, _ fault: DropFault) async throws {
        try await context.database.transaction { connection in
            try await tell(
                DropNotice(
                    importID: file.id.uuid, fileName: file.name, fault: fault, rowsTaken: 0, rowsFailed: 0),
                connection)
        }
        try folder.settle(
            file, into: "failed", at: now,
            result: result([
                ("outcome", .string("failed")), ("fault", .string(fault.rawValue)), ("detail", .string(fault.sentence)),
            ]), errors: nil)
    }

    // MARK: Results

    private func settle(_ file: DropFolder.Taken, _ item: Import) async throws {
        let isWhole = item.state != .failed && item.state != .cancelled && item.rowFailed == 0
        let fault: DropFault? =
            switch item.state {
            case .failed: item.faultCode.flatMap(DropFault.init(rawValue:)) ?? .gone
            case .cancelled: .stopped
            default: nil
            }
        try await context.database.transaction { connection in
            let isFirst = try await DropStore(connection).settle(item.id, at: now)
            guard isFirst, !isWhole else { return }
            try await tell(
                DropNotice(
                    importID: item.id.uuid, fileName: item.fileName, fault: fault,
                    rowsTaken: item.rowDone - item.rowFailed, rowsFailed: item.rowFailed), connection)
        }
        var members: [(String, JSONValue)] = [
            ("outcome", .string(isWhole ? "done" : "failed")), ("import_id", .string(item.id.description)),
            ("encoding", .string(item.encoding.rawValue)),
        ]
        let counts = [
            ("rows_read", item.rowDone), ("rows_created", item.rowCreated), ("rows_updated", item.rowUpdated),
            ("rows_unchanged", item.rowUnchanged), ("rows_failed", item.rowFailed),
        ]
        members += counts.map { ($0.0, .number(Double($0.1))) }
        if let fault { members += [("fault", .string(fault.rawValue)), ("detail", .string(fault.sentence))] }
        try folder.settle(
            file, into: isWhole ? "done" : "failed", at: item.finishedAt ?? item.createdAt, result: result(members),
            errors: item.rowFailed > 0 ? try await runner.errorFile(item).bytes : nil)
    }

    private func result(_ members: [(String, JSONValue)]) -> [UInt8] {
        JSONWriter.write(JSONValue.object(Dictionary(members) { $1 }))
    }

    private func record(
        _ action: String, _ id: ID<Import>, _ kind: String, _ name: String, _ connection: Connection
    ) async throws {
        var changes = AuditChanges()
        changes.note("kind", nil, kind)
        changes.note("file_name", nil, name)
        try await AuditStore(connection, clock: context.clock).record(
            AuditEntry(
                actor: .system, action: action, subjectKind: "import", subjectID: id.uuid, changes: changes.changes),
            remoteAddress: nil)
    }
}

extension Principal {
    /// Whoever puts files into the drop folder.
    fileprivate static let dropFolder = Principal(kind: .anonymous, id: nil, name: "ERP drop folder")
}
