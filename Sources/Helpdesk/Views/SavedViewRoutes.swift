import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// Paths to saved views.
///
/// A view belongs to who made it; a shared one is changed by its owner or by those who may change settings.
@Loop struct SavedViewRoutes {
    let desk: Desk

    var routes: [Route] {
        [
            .get(
                "/views", "My views and the shared ones", .permission(.ticketsRead),
                query: [QueryParameter("subject", "ticket or customer; both without it.")], output: SavedView.self,
                page: true, handler: list),
            .get("/views/{id}", "One view", .permission(.ticketsRead), output: SavedView.self, handler: one),
            .post(
                "/views", "Keep a filter under a name", .permission(.ticketsRead), input: SavedViewInput.self,
                output: SavedView.self, handler: create),
            .patch(
                "/views/{id}", "Change a view", .permission(.ticketsRead), input: SavedViewInput.self,
                output: SavedView.self, handler: update),
            .delete("/views/{id}", "Remove a view", .permission(.ticketsRead), handler: delete),
        ]
    }

    private func list(_ request: Request) async throws -> Response {
        let views = try await SavedViewStore(desk.database.connection).views(
            of: request.query("subject", as: SavedView.Subject.self), for: request.principal)
        return .json(Page(items: views, nextCursor: nil))
    }

    private func one(_ request: Request) async throws -> Response {
        let view = try await SavedViewStore(desk.database.connection).view(
            try request.id(of: "view"), for: request.principal)
        return .json(view, version: view.version)
    }

    private func create(_ request: Request) async throws -> Response {
        guard request.principal.kind == .user, let owner = request.principal.id else {
            throw Problem.forbidden("Views belong to people: sign in with a session.")
        }
        let view = try request.input(SavedViewInput.self).applied(to: nil, id: .make(at: desk.now), owner: owner)
        try await SavedViewStore(desk.database.connection).insert(view, at: desk.now)
        return .created(view, version: view.version)
    }

    private func update(_ request: Request) async throws -> Response {
        let input = try request.input(SavedViewInput.self)
        let changed = try await desk.database.transaction { connection in
            let store = SavedViewStore(connection)
            let current = try await changeable(request, store)
            try request.requireMatch(current.version)
            let next = try input.applied(to: current, id: current.id, owner: current.ownerID)
            try await store.update(next)
            return next
        }
        return .json(changed, version: changed.version)
    }

    private func delete(_ request: Request) async throws -> Response {
        try await desk.database.transaction { connection in
            let store = SavedViewStore(connection)
            try await store.delete(try await changeable(request, store).id)
        }
        return .noContent
    }

    private func changeable(_ request: Request, _ store: SavedViewStore) async throws -> SavedView {
        let view = try await store.view(try request.id(of: "view"), for: request.principal)
        guard view.ownerID == request.principal.id || request.principal.permissions.contains(.settingsWrite) else {
            throw Problem.forbidden("This view belongs to somebody else.")
        }
        return view
    }
}
