import Access
import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// Paths about the taxes quotes choose from.
@Loop struct TaxRateRoutes {
    let context: AppContext

    var routes: [Route] {
        [
            .get(
                "/tax-rates", "The taxes quotes choose from, in their order", .permission(.salesRead),
                query: [QueryParameter("archived", "true: also those no longer offered.")], output: TaxRate.self,
                page: true, handler: list),
            .post(
                "/tax-rates", "Adds a tax quotes choose from", .permission(.settingsWrite), input: TaxRateInput.self,
                output: TaxRate.self, handler: create),
            .patch(
                "/tax-rates/{id}", "Changes a tax, moves it in the list, makes it the default, or offers it no longer",
                .permission(.settingsWrite), input: TaxRateInput.self, output: TaxRate.self, handler: change),
        ]
    }

    private func list(_ request: Request) async throws -> Response {
        _ = try request.limit()
        let rates = try await TaxRateStore(context.database.connection).rates(
            archived: try request.query(flag: "archived") ?? false)
        return .json(Page(items: rates, nextCursor: nil))
    }

    private func create(_ request: Request) async throws -> Response {
        let input = try request.input(TaxRateInput.self)
        var fields = Fields()
        let name = fields.text(input.name.sent ?? "", "/name", max: 60)
        if input.basisPoints.sent == nil { fields.refuse("/basis_points", "is required") }
        let points = input.basisPoints.sent ?? 0
        fields.share(points, "/basis_points")
        try fields.throwIfAny()
        let id = ID<TaxRate>.make(at: context.clock.now, random: context.random)
        let rate = try await context.database.transaction { connection in
            let store = TaxRateStore(connection)
            try await store.insert(id, name: name, basisPoints: points)
            if input.isDefault.sent == true { try await store.makeDefault(id) }
            return try await recorded("tax_rate.created", id, old: nil, request, connection)
        }
        return .created(rate, version: rate.version)
    }

    private func change(_ request: Request) async throws -> Response {
        let id: ID<TaxRate> = try request.id(of: "rate")
        let input = try request.input(TaxRateInput.self)
        let rate = try await context.database.transaction { connection in
            let store = TaxRateStore(connection)
            guard let old = try await store.rate(id, locked: true) else { throw Problem.notFound("rate") }
            try request.requireMatch(old.version)
            var fields = Fields()
            let name = fields.text(input.name.applied(to: old.name), "/name", max: 60)
            let points = input.basisPoints.applied(to: old.basisPoints)
            fields.share(points, "/basis_points")
            if let place = input.position.sent {
                fields.check((1...10_000).contains(place), "/position", "must be a place in the list, from 1")
            }
            let archives = input.archived.applied(to: old.archivedAt != nil)
            let isDefault = input.isDefault.applied(to: old.isDefault)
            fields.check(isDefault || !old.isDefault, "/is_default", "is taken away by making another the default")
            fields.check(
                !isDefault || !archives, "/archived", "is not for the default: make another the default first")
            try fields.throwIfAny()
            try await store.update(
                id, name: name, basisPoints: points, archivedAt: archives ? old.archivedAt ?? context.clock.now : nil)
            if let place = input.position.sent { try await store.put(id, at: place) }
            if isDefault, !old.isDefault { try await store.makeDefault(id) }
            return try await recorded("tax_rate.changed", id, old: old, request, connection)
        }
        return .json(rate, version: rate.version)
    }

    private func recorded(
        _ action: String, _ id: ID<TaxRate>, old: TaxRate?, _ request: Request, _ connection: Connection
    ) async throws -> TaxRate {
        guard let new = try await TaxRateStore(connection).rate(id) else { throw Problem.internalFault }
        var changes = AuditChanges()
        changes.note("name", old?.name, new.name)
        changes.note(
            "basis_points", old.map { .number(Double($0.basisPoints)) } ?? .null, .number(Double(new.basisPoints)))
        changes.note("is_default", .bool(old?.isDefault ?? false), .bool(new.isDefault))
        changes.note("archived_at", old?.archivedAt?.rfc3339, new.archivedAt?.rfc3339)
        try await AuditStore(connection, clock: context.clock).record(action, "tax_rate", id.uuid, changes, by: request)
        return new
    }
}
