import Access
import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// Paths to tags.
@Loop struct TagRoutes {
    let desk: Desk

    var routes: [Route] {
        [
            .get(
                "/tags", "Every tag, by name", .permission(.ticketsRead),
                query: [QueryParameter("q", "Only those whose name begins so.")], output: Tag.self, page: true,
                handler: list),
            .get("/tags/{id}", "One tag", .permission(.ticketsRead), output: Tag.self, handler: one),
            .post(
                "/tags", "Make a tag", .permission(.ticketsWrite), input: TagInput.self, output: Tag.self,
                handler: create),
            .patch(
                "/tags/{id}", "Rename or recolour a tag", .permission(.settingsWrite), input: TagInput.self,
                output: Tag.self, handler: update),
            .delete("/tags/{id}", "Remove a tag from everywhere", .permission(.settingsWrite), handler: delete),
        ]
    }

    private func list(_ request: Request) async throws -> Response {
        let tags = try await TagStore(desk.database.connection).tags(prefix: request.query("q") ?? "")
        return .json(Page(items: tags, nextCursor: nil))
    }

    private func one(_ request: Request) async throws -> Response {
        let tag = try await tag(request, desk.database.connection)
        return .json(tag, version: tag.version)
    }

    private func tag(_ request: Request, _ connection: Connection) async throws -> Tag {
        guard let tag = try await TagStore(connection).tag(try request.id(of: "tag")) else {
            throw Problem.notFound("tag")
        }
        return tag
    }

    private func create(_ request: Request) async throws -> Response {
        let input = try request.input(TagInput.self)
        var fields = Fields()
        let name = fields.text(input.name ?? "", "/name", max: 60)
        let color = fields.text(input.color ?? "grey", "/color", max: 30)
        try fields.throwIfAny()
        let id = ID<Tag>.make(at: desk.now)
        try await desk.database.transaction { connection in
            try await TagStore(connection).insert(id, name: name, color: color, at: desk.now)
            try await AuditStore(connection, clock: desk.context.clock).record(
                "tag.created", "tag", id.uuid, by: request)
        }
        let tag = Tag(id: id, name: name, color: color, ticketCount: 0, version: 1)
        return .created(tag, version: 1)
    }

    private func update(_ request: Request) async throws -> Response {
        let input = try request.input(TagInput.self)
        let changed = try await desk.database.transaction { connection in
            let tag = try await tag(request, connection)
            try request.requireMatch(tag.version)
            var fields = Fields()
            let name = fields.text(input.name ?? tag.name, "/name", max: 60)
            let color = fields.text(input.color ?? tag.color, "/color", max: 30)
            try fields.throwIfAny()
            let next = Tag(
                id: tag.id, name: name, color: color, ticketCount: tag.ticketCount, version: tag.version + 1)
            try await TagStore(connection).update(next)
            var changes = AuditChanges()
            changes.note("name", tag.name, name)
            changes.note("color", tag.color, color)
            try await AuditStore(connection, clock: desk.context.clock).record(
                "tag.changed", "tag", tag.id.uuid, changes, by: request)
            return next
        }
        return .json(changed, version: changed.version)
    }

    private func delete(_ request: Request) async throws -> Response {
        let id: ID<Tag> = try request.id(of: "tag")
        try await desk.database.transaction { connection in
            guard try await TagStore(connection).delete(id) else { throw Problem.notFound("tag") }
            try await AuditStore(connection, clock: desk.context.clock).record(
                "tag.deleted", "tag", id.uuid, by: request)
        }
        return .noContent
    }
}
