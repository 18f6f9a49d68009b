import Access
import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// Paths about the reasons deals are lost for.
@Loop struct LostReasonRoutes {
    let context: AppContext

    var routes: [Route] {
        [
            .get(
                "/lost-reasons", "The reasons deals are lost for, in their order", .permission(.salesRead),
                query: [QueryParameter("archived", "true: also those no longer offered.")], output: LostReason.self,
                page: true, handler: list),
            .post(
                "/lost-reasons", "Adds a reason deals are lost for", .permission(.settingsWrite),
                input: LostReasonInput.self, output: LostReason.self, handler: create),
            .patch(
                "/lost-reasons/{id}", "Renames a reason, moves it in the list, or offers it no longer",
                .permission(.settingsWrite),
                input: LostReasonInput.self, output: LostReason.self, handler: change),
        ]
    }

    private func list(_ request: Request) async throws -> Response {
        _ = try request.limit()
        let reasons = try await LostReasonStore(context.database.connection).reasons(
            archived: try request.query(flag: "archived") ?? false)
        return .json(Page(items: reasons, nextCursor: nil))
    }

    private func create(_ request: Request) async throws -> Response {
        let input = try request.input(LostReasonInput.self)
        var fields = Fields()
        let name = fields.text(input.name.sent ?? "", "/name", max: 60)
        try fields.throwIfAny()
        let id = ID<LostReason>.make(at: context.clock.now, random: context.random)
        let reason = try await context.database.transaction { connection in
            try await LostReasonStore(connection).insert(id, name: name)
            return try await recorded("lost_reason.created", id, old: nil, request, connection)
        }
        return .created(reason, version: reason.version)
    }

    private func change(_ request: Request) async throws -> Response {
        let id: ID<LostReason> = try request.id(of: "reason")
        let input = try request.input(LostReasonInput.self)
        let reason = try await context.database.transaction { connection in
            let store = LostReasonStore(connection)
            guard let old = try await store.reason(id, locked: true) else { throw Problem.notFound("reason") }
            try request.requireMatch(old.version)
            var fields = Fields()
            let name = fields.text(input.name.applied(to: old.name), "/name", max: 60)
            if let place = input.position.sent {
                fields.check((1...10_000).contains(place), "/position", "must be a place in the list, from 1")
            }
            try fields.throwIfAny()
            let archives = input.archived.applied(to: old.archivedAt != nil)
            try await store.update(id, name: name, archivedAt: archives ? old.archivedAt ?? context.clock.now : nil)
            if let place = input.position.sent { try await store.put(id, at: place) }
            return try await recorded("lost_reason.changed", id, old: old, request, connection)
        }
        return .json(reason, version: reason.version)
    }

    private func recorded(
        _ action: String, _ id: ID<LostReason>, old: LostReason?, _ request: Request, _ connection: Connection
    ) async throws -> LostReason {
        guard let new = try await LostReasonStore(connection).reason(id) else { throw Problem.internalFault }
        var changes = AuditChanges()
        changes.note("name", old?.name, new.name)
        changes.note("archived_at", old?.archivedAt?.rfc3339, new.archivedAt?.rfc3339)
        try await AuditStore(connection, clock: context.clock).record(
            action, "lost_reason", id.uuid, changes, by: request)
        return new
    }
}
