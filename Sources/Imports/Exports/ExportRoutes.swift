import Access
import Basics
import EventLoop
import Foundation
import Gateway
import Jobs
import Postgres
import Web

/// Paths of exports.
@Loop struct ExportRoutes {
    let context: AppContext
    let writer: ExportWriter

    var routes: [Route] {
        [
            .post(
                "/exports", "Writes a whole list as CSV, in the background", .permission(.importsManage),
                input: ExportInput.self, output: Export.self, status: 202, handler: create),
            .get(
                "/exports/{id}", "One export, how far it is", .permission(.importsManage), output: Export.self,
                handler: show),
            .get(
                "/exports/{id}/file", "The list as CSV, for a day", .permission(.importsManage), handler: download),
        ]
    }

    private func create(_ request: Request) async throws -> Response {
        let input = try request.input(ExportInput.self)
        let list = try writer.list(input.name)
        try list.requireAllowed(request.principal)
        let filters = (input.filters ?? [:]).filter { !$0.value.isEmpty }
        _ = try await list.filtered(filters, by: request.principal, in: context.database.connection)
        let id = ID<Export>.make(at: context.clock.now, random: context.random)
        let item = try await context.database.transaction { connection in
            let store = ExportStore(connection)
            try await store.insert(
                id, name: list.name, filters: filters, by: request.principal.kind == .user ? request.principal.id : nil,
                called: request.principal.name, at: context.clock.now)
            var changes = AuditChanges()
            changes.note("name", nil, list.name)
            changes.note("filters", .object([:]), .object(filters.mapValues(JSONValue.string)))
            try await AuditStore(connection, clock: context.clock).record(
                "export.created", "export", id.uuid, changes, by: request)
            try await JobQueue.enqueue(ExportJobs.run, ExportJobs.Payload(id: id), in: connection)
            guard let item = try await store.item(id) else { throw Problem.internalFault }
            return item
        }
        return .json(item, status: 202)
    }

    private func show(_ request: Request) async throws -> Response {
        .json(try await found(request))
    }

    private func download(_ request: Request) async throws -> Response {
        let item = try await found(request)
        guard item.state == .done else {
            throw Problem.conflict("export-state", "The file is not there yet", "The export is \(item.state.rawValue).")
        }
        let path = writer.path(item.id)
        guard FileManager.default.fileExists(atPath: path) else {
            throw Problem.gone("export-gone", "Export the list again.")
        }
        var changes = AuditChanges()
        changes.note("name", nil, item.name)
        try await AuditStore(context.database.connection, clock: context.clock).record(
            "export.downloaded", "export", item.id.uuid, changes, by: request)
        let day = String(item.createdAt.rfc3339.prefix(10))
        return Response(
            status: 200,
            headers: [
                ("Content-Type", "text/csv; charset=utf-8"),
                ("Content-Disposition", "attachment; filename=\"\(item.name)-\(day).csv\""),
                ("Cache-Control", "no-store"),
            ], body: .file(path: path, sizeBytes: item.sizeBytes))
    }

    private func found(_ request: Request) async throws -> Export {
        let id: ID<Export> = try request.id(of: "export")
        guard let item = try await ExportStore(context.database.connection).item(id) else {
            throw Problem.notFound("export")
        }
        try writer.list(item.name).requireAllowed(request.principal)
        return item
    }
}
