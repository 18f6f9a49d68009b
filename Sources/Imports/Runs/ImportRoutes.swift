import Access
import Basics
import EventLoop
import Foundation
import Gateway
import Jobs
import Postgres
import Web

/// Paths of imports.
@Loop struct ImportRoutes {
    let context: AppContext
    let runner: ImportRunner

    var routes: [Route] {
        let access = RouteAccess.permission(.importsManage)
        return [
            .get("/imports", "Imports, newest first", access, output: Import.self, page: true, handler: list),
            .post(
                "/imports", "Takes a table (multipart: `kind`, `file`) and looks what it holds", access,
                output: ImportDetail.self,
                body: .form(limitBytes: ImportFiles.limitBytes + 65_536, fileLimitBytes: ImportFiles.limitBytes),
                handler: upload),
            .get("/imports/{id}", "One import, how far it is", access, output: ImportDetail.self, handler: show),
            .delete("/imports/{id}", "Stops an import, or forgets one that was not begun", access, handler: cancel),
            .put(
                "/imports/{id}/mapping", "Says which column holds which field", access, input: MappingInput.self,
                output: ImportDetail.self, handler: map),
            .put(
                "/imports/{id}/matches",
                "Says what becomes of rows about records already here, and of new ones that look like them",
                access, input: MatchesInput.self, output: ImportDetail.self, handler: settleMatches),
            .get(
                "/imports/{id}/preview", "How the first rows would be taken", access, output: ImportPreview.self,
                handler: preview),
            .post(
                "/imports/{id}/run", "Brings the rows in, in the background", access, output: Import.self, status: 202,
                handler: run),
            .get(
                "/imports/{id}/errors", "The rows that were not taken, with the reason, as CSV", access, handler: errors
            ),
            .post(
                "/imports/{id}/undo", "Takes everything the import wrote back, in the background", access,
                output: Import.self, status: 202, handler: undo),
        ]
    }

    private func list(_ request: Request) async throws -> Response {
        let limit = try request.limit()
        let before = try request.place(of: Import.self)
        let items = try await ImportStore(context.database.connection).items(before: before, limit: limit + 1)
        return .json(Page(items, limit: limit) { Cursor(at: $0.createdAt, id: $0.id) })
    }

    private func upload(_ request: Request) async throws -> Response {
        guard let part = request.form.first(where: { $0.name == "file" && $0.filename != nil }) else {
            throw Problem.invalid("/file", "is required: send multipart/form-data with a field called file")
        }
        var kind = ""
        if let field = request.form.first(where: { $0.name == "kind" }), case .bytes(let bytes) = field.content {
            kind = String(decoding: bytes, as: UTF8.self)
        }
        _ = try runner.kind(kind)
        let id = ID<Import>.make(at: context.clock.now, random: context.random)
        do {
            switch part.content {
            case .bytes(let bytes): try runner.files.keep(bytes, as: id)
            case .file(let spooled): try runner.files.keep(spooled.path, as: id, copying: false)
            }
            let table = try await runner.files.look(at: id)
            let item = try await context.database.transaction { connection in
                let item = try await runner.register(
                    id, kind: kind, fileName: Self.name(part.filename), by: request.principal, in: connection,
                    table: table)
                try await record("import.uploaded", item, request, connection)
                return item
            }
            return .created(try await detail(item))
        } catch {
            runner.files.remove(id)
            throw error
        }
    }

    private func show(_ request: Request) async throws -> Response {
        .json(try await detail(found(request, context.database.connection)))
    }

    private func map(_ request: Request) async throws -> Response {
        let input = try request.input(MappingInput.self)
        let item = try await found(request, context.database.connection)
        try Self.require(item.state == .uploaded, "It was begun already.")
        var fields = Fields()
        let encoding = input.encoding.map { TextEncoding(rawValue: $0.uppercased()) }
        fields.check(
            encoding != .some(nil), "/encoding",
            "must be one of \(TextEncoding.allCases.map(\.rawValue).joined(separator: ", "))")
        fields.check(
            input.delimiter.map { [",", ";", "\t", "|"].contains($0) } ?? true, "/delimiter",
            "must be a comma, a semicolon, a tab or a bar")
        try fields.throwIfAny()
        let known = try await runner.kind(item.kind).fields(in: context.database.connection)
        var header = item.header
        if input.encoding != nil || input.delimiter != nil {
            let table = try await runner.files.look(
                at: item.id, encoding: encoding ?? item.encoding, delimiter: input.delimiter ?? item.delimiter)
            header = table.header
            try await ImportStore(context.database.connection).describe(
                item.id, table, ColumnMapping(guessing: header, fields: known))
        }
        let columns = input.columns.map(ColumnMapping.init) ?? ColumnMapping(guessing: header, fields: known)
        if input.columns != nil { try columns.check(header: header, fields: known) }
        try await ImportStore(context.database.connection).map(item.id, columns)
        return .json(try await detail(found(request, context.database.connection)))
    }

    private func settleMatches(_ request: Request) async throws -> Response {
        let choices = try request.input(MatchesInput.self).choices()
        let item = try await context.database.transaction { connection in
            let item = try await found(request, connection, locked: true)
            try Self.require(item.state == .uploaded, "It was begun already.")
            try await ImportStore(connection).settle(
                item.id, choices.onMatch ?? item.onMatch, choices.onLookalike ?? item.onLookalike)
            return try await found(request, connection)
        }
        return .json(try await detail(item))
    }

    private func preview(_ request: Request) async throws -> Response {
        let item = try await found(request, context.database.connection)
        try Self.require(item.state == .uploaded, "It was begun already.")
        try await check(item)
        return .json(try await runner.preview(item))
    }

    private func run(_ request: Request) async throws -> Response {
        try await check(found(request, context.database.connection))
        return try await change(request) { item, connection in
            // One that is running may be asked for again: it goes on where it is.
            try Self.require(item.state == .uploaded || item.state == .running, "It has ended already.")
            if item.state == .uploaded {
                try await ImportStore(connection).begin(item.id, at: context.clock.now)
                try await record("import.started", item, request, connection)
            }
            try await JobQueue.enqueue(
                ImportJobs.run, ImportJobs.Payload(id: item.id), key: item.id.description, in: connection)
        }
    }

    private func undo(_ request: Request) async throws -> Response {
        try await change(request) { item, connection in
            if item.state != .undoing {
                try Self.require(!item.state.isBusy, "It is still running. Stop it first.")
                if item.forgottenAt != nil {
                    throw Problem.gone("undo-gone", "Imports can be taken back for 30 days.")
                }
                try Self.require(item.mayBeUndone, "It wrote nothing that could be taken back.")
                let ledger = LedgerStore(connection)
                try await ledger.startUndo(item.id, total: try await ledger.count(of: item.id))
                try await record("import.undo", item, request, connection)
            }
            try await JobQueue.enqueue(
                ImportJobs.undo, ImportJobs.Payload(id: item.id), key: item.id.description, in: connection)
        }
    }

    private func change(
        _ request: Request, _ body: (Import, Connection) async throws -> Void
    ) async throws -> Response {
        let item = try await context.database.transaction { connection in
            let item = try await found(request, connection, locked: true)
            try await body(item, connection)
            return try await found(request, connection)
        }
        return .json(item, status: 202)
    }

    private func cancel(_ request: Request) async throws -> Response {
        let item = try await context.database.transaction { connection in
            let item = try await found(request, connection, locked: true)
            let store = ImportStore(connection)
            switch item.state {
            case .uploaded: try await store.delete(item.id)
            case .running: try await store.end(item.id, .cancelled, at: context.clock.now)
            case .done, .cancelled, .failed, .undoing, .undone:
                throw Problem.conflict("import-state", "The import cannot be stopped", "It has ended already.")
            }
            try await record("import.cancelled", item, request, connection)
            return item
        }
        runner.files.remove(item.id)
        return .noContent
    }

    private func errors(_ request: Request) async throws -> Response {
        let item = try await found(request, context.database.connection)
        let csv = try await runner.errorFile(item)
        let name = item.fileName.unicodeScalars.map { $0.isASCII && $0.properties.isAlphabetic ? String($0) : "-" }
            .joined()
        return Response(
            status: 200,
            headers: [
                ("Content-Type", "text/csv; charset=utf-8"),
                ("Content-Disposition", "attachment; filename=\"errors-\(name.prefix(60)).csv\""),
                ("Cache-Control", "no-store"),
            ], body: .bytes(csv.bytes))
    }

    // MARK: Helpers

    private func found(_ request: Request, _ connection: Connection, locked: Bool = false) async throws -> Import {
        let id: ID<Import> = try request.id(of: "import")
        guard let item = try await ImportStore(connection).item(id, locked: locked) else {
            throw Problem.notFound("import")
        }
        return item
    }

    private func detail(_ item: Import) async throws -> ImportDetail {
        let connection = context.database.connection
        var samples: [[String]] = []
        if item.state == .uploaded, let table = runner.files.table(item) {
            samples = try await table.part(
                from: TablePlace(byte: item.byte, row: 0), most: 5, width: item.header.count, group: nil
            ).rows.map { $0.cells.map { String($0.prefix(200)) } }
        }
        return ImportDetail(
            item: item, fields: try await runner.kind(item.kind).fields(in: connection), samples: samples,
            keptRecords: item.kept > 0 ? try await LedgerStore(connection).kept(item.id, limit: 100) : [])
    }

    private func check(_ item: Import) async throws {
        let fields = try await runner.kind(item.kind).fields(in: context.database.connection)
        try item.mapping.check(header: item.header, fields: fields)
    }

    private static func require(_ condition: Bool, _ detail: String) throws {
        if !condition { throw Problem.conflict("import-state", "The import is past that", detail) }
    }

    /// What is kept of the name the client claims: text to show.
    private static func name(_ claimed: String?) -> String {
        let visible = (claimed ?? "").unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }
        let base = String(String.UnicodeScalarView(visible)).split(whereSeparator: { "/\\".contains($0) }).last ?? ""
        return base.isEmpty ? "file.csv" : String(base.prefix(200))
    }

    private func record(_ action: String, _ item: Import, _ request: Request, _ connection: Connection) async throws {
        var changes = AuditChanges()
        changes.note("kind", nil, item.kind)
        changes.note("file_name", nil, item.fileName)
        changes.note("on_match", nil, item.onMatch.rawValue)
        changes.note("on_lookalike", nil, item.onLookalike.rawValue)
        changes.note("rows_total", .null, .number(Double(item.rowTotal)))
        try await AuditStore(connection, clock: context.clock).record(
            action, "import", item.id.uuid, changes, by: request)
    }
}
