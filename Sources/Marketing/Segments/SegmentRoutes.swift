import Access
import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// Paths about segments.
@Loop struct SegmentRoutes {
    /// How many of a segment a preview names.
    private static let previewRows = 10

    let context: AppContext

    var routes: [Route] {
        [
            .get(
                "/segments", "Every saved segment, our own before the founding ones", .permission(.marketingRead),
                output: SavedSegment.self, page: true, handler: list),
            .get(
                "/segments/fields", "What a segment's rule, or the list of customers, may ask for",
                .permission(.customersRead),
                output: SegmentField.self, page: true, handler: fields),
            .post(
                "/segments/preview", "Counts whom a rule holds, and names the newest of them",
                .permission(.marketingRead), input: SegmentPreviewInput.self, output: SegmentPreview.self, status: 200,
                handler: preview),
            .post(
                "/segments", "Saves a rule under a name", .permission(.marketingWrite), input: SegmentInput.self,
                output: SavedSegment.self, handler: create),
            .get(
                "/segments/{id}", "One segment, counted now", .permission(.marketingRead), output: SavedSegment.self,
                handler: show),
            .put(
                "/segments/{id}", "Changes a segment", .permission(.marketingWrite), input: SegmentInput.self,
                output: SavedSegment.self, handler: change),
            .get(
                "/customers/{id}/segments", "The segments that hold a customer, and why", .permission(.marketingRead),
                output: SegmentMembership.self, page: true, handler: holding),
            .delete(
                "/segments/{id}", "Deletes a segment; nobody in it is touched", .permission(.marketingWrite),
                handler: delete),
        ]
    }

    private var now: Date { context.clock.now }

    private func list(_ request: Request) async throws -> Response {
        .json(Page(items: try await SegmentStore(context.database.connection).segments(), nextCursor: nil))
    }

    private func fields(_ request: Request) async throws -> Response {
        .json(Page(items: try await SegmentStore(context.database.connection).catalogue().fields, nextCursor: nil))
    }

    private func preview(_ request: Request) async throws -> Response {
        let input = try request.input(SegmentPreviewInput.self)
        let store = SegmentStore(context.database.connection)
        let rule = try SegmentRule(parsing: input.rule, try await store.catalogue())
        return .json(try await store.preview(rule, rows: Self.previewRows, now: now))
    }

    private func create(_ request: Request) async throws -> Response {
        let input = try request.input(SegmentInput.self)
        let name = try input.checkedName()
        let id = ID<SavedSegment>.make(at: now, random: context.random)
        let segment = try await context.database.transaction { connection in
            let store = SegmentStore(connection)
            _ = try SegmentRule(parsing: input.rule, try await store.catalogue())
            try await store.insert(
                id, name: name, rule: input.rule, by: request.principal.kind == .user ? request.principal.id : nil,
                at: now)
            var changes = AuditChanges()
            changes.note("name", nil, name)
            try await AuditStore(connection, clock: context.clock).record(
                "segment.created", "segment", id.uuid, changes, by: request)
            return try await counted(id, connection)
        }
        return .created(segment, version: segment.version)
    }

    private func show(_ request: Request) async throws -> Response {
        let segment = try await counted(request.id(of: "segment"), context.database.connection)
        return .json(segment, version: segment.version)
    }

    private func holding(_ request: Request) async throws -> Response {
        let id: ID<SavedSegment> = try request.id(of: "customer")
        let held = try await SegmentStore(context.database.connection).holding(id.uuid, now: now)
        return .json(Page(items: held, nextCursor: nil))
    }

    private func change(_ request: Request) async throws -> Response {
        let id: ID<SavedSegment> = try request.id(of: "segment")
        let input = try request.input(SegmentInput.self)
        let name = try input.checkedName()
        let segment = try await context.database.transaction { connection in
            let store = SegmentStore(connection)
            guard let old = try await store.segment(id, locked: true) else { throw Problem.notFound("segment") }
            try request.requireMatch(old.version)
            _ = try SegmentRule(parsing: input.rule, try await store.catalogue())
            try await store.update(id, name: name, rule: input.rule, at: now)
            var changes = AuditChanges()
            changes.note("name", old.name, name)
            if old.rule != input.rule { changes.note("rule", Self.text(old.rule), Self.text(input.rule)) }
            try await AuditStore(connection, clock: context.clock).record(
                "segment.changed", "segment", id.uuid, changes, by: request)
            return try await counted(id, connection)
        }
        return .json(segment, version: segment.version)
    }

    private func delete(_ request: Request) async throws -> Response {
        let id: ID<SavedSegment> = try request.id(of: "segment")
        try await context.database.transaction { connection in
            let store = SegmentStore(connection)
            guard let old = try await store.segment(id, locked: true) else { throw Problem.notFound("segment") }
            try request.requireMatch(old.version)
            try await store.delete(id)
            var changes = AuditChanges()
            changes.note("name", old.name, nil)
            try await AuditStore(connection, clock: context.clock).record(
                "segment.deleted", "segment", id.uuid, changes, by: request)
        }
        return .noContent
    }

    /// - Throws: `Problem.notFound`.
    private func counted(_ id: ID<SavedSegment>, _ connection: Connection) async throws -> SavedSegment {
        let store = SegmentStore(connection)
        guard var segment = try await store.segment(id) else { throw Problem.notFound("segment") }
        // A rule whose field is gone counts nobody; the page shows what is wrong with it once it is edited.
        if let rule = try? SegmentRule(parsing: segment.rule, try await store.catalogue()) {
            segment.count = try await store.count(rule, now: now)
        }
        return segment
    }

    private static func text(_ rule: JSONValue) -> String { String(decoding: JSONWriter.write(rule), as: UTF8.self) }
}
