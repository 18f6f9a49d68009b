import Access
import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// Paths about pipelines and their stages.
@Loop struct PipelineRoutes {
    let context: AppContext
    let desk: OpportunityDesk

    var routes: [Route] {
        [
            .get(
                "/pipelines", "Pipelines with their stages, the default one first", .permission(.salesRead),
                query: [QueryParameter("archived", "true: also those no longer used.")], output: Pipeline.self,
                page: true, handler: list),
            .post(
                "/pipelines", "Adds a pipeline", .permission(.settingsWrite), input: PipelineInput.self,
                output: Pipeline.self, handler: create),
            .patch(
                "/pipelines/{id}", "Renames a pipeline, changes its stages, or puts it away",
                .permission(.settingsWrite), input: PipelineInput.self, output: Pipeline.self, handler: change),
            .get(
                "/pipelines/{id}/board",
                "Everything on the board: open deals, and those that ended in the last 30 days",
                .permission(.salesRead), output: Board.self, handler: board),
        ]
    }

    private func list(_ request: Request) async throws -> Response {
        _ = try request.limit()
        let pipelines = try await PipelineStore(context.database.connection).pipelines(
            archived: try request.query(flag: "archived") ?? false)
        return .json(Page(items: pipelines, nextCursor: nil))
    }

    private func create(_ request: Request) async throws -> Response {
        let input = try request.input(PipelineInput.self)
        var fields = Fields()
        let name = fields.text(input.name.sent ?? "", "/name", max: 60)
        fields.check(input.stages.sent != nil, "/stages", "is required")
        let stages = input.checkedStages(&fields) ?? []
        fields.check(stages.allSatisfy { $0.id == nil }, "/stages", "of a new pipeline have no ids yet")
        try fields.throwIfAny()
        let id = ID<Pipeline>.make(at: context.clock.now, random: context.random)
        let pipeline = try await context.database.transaction { connection in
            let store = PipelineStore(connection)
            try await store.insert(id, name: name, at: context.clock.now)
            try await store.put(stages.map { (newID(), $0.name, $0.winRatio) }, of: id)
            if input.isDefault.sent == true { try await store.makeDefault(id) }
            var changes = AuditChanges()
            changes.note("name", nil, name)
            try await AuditStore(connection, clock: context.clock).record(
                "pipeline.created", "pipeline", id.uuid, changes, by: request)
            return try await found(id, connection)
        }
        return .created(pipeline, version: pipeline.version)
    }

    private func change(_ request: Request) async throws -> Response {
        let id: ID<Pipeline> = try request.id(of: "pipeline")
        let input = try request.input(PipelineInput.self)
        let pipeline = try await context.database.transaction { connection in
            let store = PipelineStore(connection)
            try await store.lock(id)
            let old = try await found(id, connection)
            try request.requireMatch(old.version)
            var fields = Fields()
            let name = fields.text(input.name.applied(to: old.name), "/name", max: 60)
            let stages = input.checkedStages(&fields)
            let known = Set(old.stages.filter { $0.kind == .open }.map(\.id.uuid))
            for (place, stage) in (stages ?? []).enumerated() {
                fields.check(
                    stage.id.map(known.contains) ?? true, "/stages/\(place)/id", "is no open stage of this pipeline")
            }
            let archives = input.archived.applied(to: old.archivedAt != nil)
            let becomesDefault = input.isDefault.applied(to: old.isDefault)
            fields.check(
                becomesDefault || !old.isDefault, "/is_default", "stays until another pipeline becomes the default")
            fields.check(!archives || !becomesDefault, "/archived", "cannot be true of the default pipeline")
            try fields.throwIfAny()
            let kept = Set((stages ?? []).compactMap(\.id))
            let going = old.stages.filter { stage in
                stage.kind == .open && (archives || stages != nil && !kept.contains(stage.id.uuid))
            }
            if old.archivedAt == nil, !going.isEmpty {
                try await StageClearing(desk: desk, connection: connection).clear(
                    going, to: input.dealsTo.sent, by: request)
            }
            try await store.update(
                old, name: name, archivedAt: archives ? old.archivedAt ?? context.clock.now : nil,
                at: context.clock.now)
            if let stages {
                try await store.put(stages.map { ($0.id ?? newID(), $0.name, $0.winRatio) }, of: id)
            }
            if becomesDefault, !old.isDefault { try await store.makeDefault(id) }
            let new = try await found(id, connection)
            try await AuditStore(connection, clock: context.clock).record(
                "pipeline.changed", "pipeline", id.uuid, changes(from: old, to: new), by: request)
            return new
        }
        return .json(pipeline, version: pipeline.version)
    }

    private func board(_ request: Request) async throws -> Response {
        let pipeline = try await found(try request.id(of: "pipeline"), context.database.connection)
        return .json(
            try await OpportunityStore(context.database.connection).board(of: pipeline, at: context.clock.now))
    }

    private func found(_ id: ID<Pipeline>, _ connection: Connection) async throws -> Pipeline {
        guard let pipeline = try await PipelineStore(connection).pipeline(id) else {
            throw Problem.notFound("pipeline")
        }
        return pipeline
    }

    private func newID() -> UUID {
        ID<Pipeline.Stage>.make(at: context.clock.now, random: context.random).uuid
    }

    private func changes(from old: Pipeline, to new: Pipeline) -> AuditChanges {
        func words(_ pipeline: Pipeline) -> String {
            pipeline.stages.map { "\($0.name) \($0.winRatio)" }.joined(separator: ", ")
        }
        var changes = AuditChanges()
        changes.note("name", old.name, new.name)
        changes.note("stages", words(old), words(new))
        changes.note("is_default", .bool(old.isDefault), .bool(new.isDefault))
        changes.note("archived_at", old.archivedAt?.rfc3339, new.archivedAt?.rfc3339)
        return changes
    }
}
