import Access
import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// Paths about pairs of records that may be one person.
@Loop struct DuplicateRoutes {
    let context: AppContext

    var routes: [Route] {
        [
            .get(
                "/customers/duplicates", "Pairs that may be one person, the likeliest first, each with its reasons",
                .permission(.customersRead), output: DuplicatePair.self, page: true, handler: list),
            .post(
                "/customers/duplicates/search", "Looks through all customers now; the nightly sweep does the same",
                .permission(.customersMerge), output: DuplicateSearch.self, status: 200, body: .none, handler: search),
            .get(
                "/customers/{id}/duplicates", "Who else this customer may be", .permission(.customersRead),
                output: DuplicatePair.self, page: true, handler: ofCustomer),
            Route(
                "PUT", "/customers/{id}/duplicates/{other}/dismissal", "Remembers that the two are not the same person",
                .permission(.customersWrite), status: 204, body: .none, handler: dismiss),
            .delete(
                "/customers/{id}/duplicates/{other}/dismissal", "Forgets that the two are not the same person",
                .permission(.customersWrite), handler: reconsider),
        ]
    }

    private func list(_ request: Request) async throws -> Response {
        try await page(request, of: nil)
    }

    private func ofCustomer(_ request: Request) async throws -> Response {
        guard let id = try await CustomerStore(context.database.connection).kept(try request.id(of: "customer")) else {
            throw Problem.notFound("customer")
        }
        return try await page(request, of: id)
    }

    private func page(_ request: Request, of customer: ID<Customer>?) async throws -> Response {
        let limit = try request.limit()
        let store = DuplicateStore(context.database.connection)
        let found = try await store.pairs(of: customer, after: try request.cursor(parts: 3), limit: limit + 1)
        return .json(
            Page(try await store.shown(found), limit: limit) {
                Cursor([String($0.score), $0.customer.id.description, $0.other.id.description])
            })
    }

    private func search(_ request: Request) async throws -> Response {
        let count = try await context.database.transaction { try await DuplicateStore($0).sweep(at: context.clock.now) }
        return .json(DuplicateSearch(pairCount: count))
    }

    private func dismiss(_ request: Request) async throws -> Response {
        try await note(request, dismissed: true)
    }

    private func reconsider(_ request: Request) async throws -> Response {
        try await note(request, dismissed: false)
    }

    private func note(_ request: Request, dismissed: Bool) async throws -> Response {
        let id: ID<Customer> = try request.id(of: "customer")
        let other: ID<Customer> = try request.id("other", of: "customer")
        guard id != other else { throw Problem.invalid("/other", "is the same record") }
        try await context.database.transaction { connection in
            let store = CustomerStore(connection)
            guard try await store.exists(id), try await store.exists(other) else { throw Problem.notFound("customer") }
            try await DuplicateStore(connection).setDismissed(
                id, other, at: dismissed ? context.clock.now : nil,
                by: request.principal.kind == .user ? request.principal.id : nil)
            var changes = AuditChanges()
            let text = JSONValue.string(other.description)
            changes.note("not_the_same", dismissed ? .null : text, dismissed ? text : .null)
            try await AuditStore(connection, clock: context.clock).record(
                "customer.changed", "customer", id.uuid, changes, by: request)
        }
        return .noContent
    }
}
