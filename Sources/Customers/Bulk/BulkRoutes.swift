import Access
import Basics
import EventLoop
import Foundation
import Jobs
import Postgres
import Web

/// Paths of changes to many customers at once.
@Loop struct BulkRoutes {
    let context: AppContext
    let groups: CustomerGroups

    var routes: [Route] {
        let access = RouteAccess.permission(.customersWrite)
        return [
            .post(
                "/customers/bulk-changes/preview", "How many customers a change would reach", access,
                input: BulkInput.self, output: BulkPreview.self, status: 200, handler: preview),
            .post(
                "/customers/bulk-changes", "Changes many customers, in the background", access, input: BulkInput.self,
                output: BulkChange.self, status: 202, handler: create),
            .get(
                "/customers/bulk-changes/{id}", "One change to many customers, how far it is", access,
                output: BulkChange.self, handler: show),
            .post(
                "/customers/bulk-changes/{id}/undo",
                "Puts everybody back who was not changed since; while it runs and a minute after", access,
                output: BulkChange.self, status: 202, body: .none, handler: undo),
        ]
    }

    private func preview(_ request: Request) async throws -> Response {
        let input = try request.input(BulkInput.self)
        let connection = context.database.connection
        let meant = try await meant(input, request, connection)
        return .json(try await BulkStore(connection).preview(meant, input.change))
    }

    private func create(_ request: Request) async throws -> Response {
        let input = try request.input(BulkInput.self)
        let id = ID<BulkChange>.make(at: context.clock.now, random: context.random)
        let item = try await context.database.transaction { connection in
            let meant = try await meant(input, request, connection)
            let store = BulkStore(connection)
            try await store.insert(
                id, input.change, meant, by: request.principal.kind == .user ? request.principal.id : nil,
                named: request.principal.name, at: context.clock.now)
            let item = try await found(id, store)
            var changes = AuditChanges()
            changes.note("change", .null, item.change)
            changes.note("customers", .null, .number(Double(item.totalCount)))
            try await AuditStore(connection, clock: context.clock).record(
                "customer.bulk_changed", "customer_bulk_change", id.uuid, changes, by: request)
            try await JobQueue.enqueue(BulkJobs.run, BulkJobs.Payload(id: id), in: connection)
            return item
        }
        return .json(item, status: 202)
    }

    private func show(_ request: Request) async throws -> Response {
        .json(try await found(request.id(of: "change"), BulkStore(context.database.connection)))
    }

    private func undo(_ request: Request) async throws -> Response {
        let id: ID<BulkChange> = try request.id(of: "change")
        let item = try await context.database.transaction { connection in
            let store = BulkStore(connection)
            guard let item = try await store.change(id, locked: true) else { throw Problem.notFound("change") }
            let inTime = item.undoUntil.map { $0 > context.clock.now } ?? false
            guard item.state == .running || inTime else {
                throw Problem.conflict(
                    "undo-too-late", "This change can no longer be taken back",
                    "It was done more than a minute ago, or taken back already. Change the customers again instead.")
            }
            try await store.set(id, .undoing, finishedAt: nil)
            try await AuditStore(connection, clock: context.clock).record(
                "customer.bulk_undone", "customer_bulk_change", id.uuid, by: request)
            try await JobQueue.enqueue(BulkJobs.run, BulkJobs.Payload(id: id), in: connection)
            return try await found(id, store)
        }
        return .json(item, status: 202)
    }

    /// The ids and versions of those meant.
    ///
    /// - Throws: `Problem.invalid` naming every field at fault.
    private func meant(_ input: BulkInput, _ request: Request, _ connection: Connection) async throws -> SQL {
        try input.check()
        let named: [(pointer: String, table: SQL, id: UUID?)] = [
            ("owner_id", "users", input.change.owner), ("company_id", "companies", input.change.company),
        ]
        for (pointer, table, id) in named {
            guard let id else { continue }
            let isThere: Bool = try await connection.one(
                { try $0["found"] }, "SELECT EXISTS (SELECT FROM \(table) WHERE id = \(id)) AS found")
            if !isThere { throw Problem.invalid("/change/\(pointer)", "names nobody known here") }
        }
        if let ids = input.ids { return BulkStore.meant(ids) }
        let filter = input.filter ?? [:]
        return BulkStore.meant(
            try await CustomerFilter(groups, by: request.principal, in: connection) {
                filter[$0].flatMap { $0.isEmpty ? nil : $0 }
            })
    }

    private func found(_ id: ID<BulkChange>, _ store: BulkStore) async throws -> BulkChange {
        guard let item = try await store.change(id) else { throw Problem.notFound("change") }
        return item
    }
}
