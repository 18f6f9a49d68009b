import Access
import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// Paths about deals.
@Loop struct OpportunityRoutes {
    let context: AppContext
    let desk: OpportunityDesk

    var routes: [Route] {
        [
            .get(
                "/opportunities", "Deals, newest first", .permission(.salesRead),
                query: [
                    QueryParameter("pipeline_id", "Only of this pipeline."),
                    QueryParameter("stage_id", "Only in this stage."),
                    QueryParameter("state", "open, won or lost."),
                    QueryParameter("customer_id", "Only with this customer."),
                    QueryParameter("ticket_id", "Only the one this ticket became."),
                    QueryParameter("owner", "Only of this person: an id, or me."),
                    QueryParameter("q", "A number, or words of the title or the customer's name."),
                ], output: Opportunity.self, page: true, handler: list),
            .post(
                "/opportunities", "Adds a deal", .permission(.salesWrite), input: OpportunityInput.self,
                output: Opportunity.self, handler: create),
            .get(
                "/opportunities/{id}", "One deal, by id or number", .permission(.salesRead), output: Opportunity.self,
                handler: show),
            .patch(
                "/opportunities/{id}", "Changes a deal", .permission(.salesWrite),
                input: OpportunityChangeInput.self, output: Opportunity.self, handler: change),
            .put(
                "/opportunities/{id}/stage",
                "Moves a deal to a stage, of its pipeline or another: on, back, won, lost with a reason, or open again",
                .permission(.salesWrite), input: StageMove.self, output: Opportunity.self, handler: move),
            .delete(
                "/opportunities/{id}", "Removes a deal; its restoration brings it back", .permission(.salesWrite),
                handler: remove),
            .post(
                "/opportunities/{id}/restoration", "Brings a removed deal back", .permission(.salesWrite),
                output: Opportunity.self, body: .none, handler: restore),
            .get(
                "/opportunities/{id}/changes", "The history of a deal, newest first", .permission(.salesRead),
                output: OpportunityChange.self, page: true, handler: changes),
        ]
    }

    private func list(_ request: Request) async throws -> Response {
        let limit = try request.limit()
        var filter = OpportunityStore.Filter()
        filter.pipelineID = (try request.query(id: "pipeline_id") as ID<Pipeline>?)?.uuid
        filter.stageID = (try request.query(id: "stage_id") as ID<Pipeline.Stage>?)?.uuid
        filter.customerID = (try request.query(id: "customer_id") as ID<Named>?)?.uuid
        filter.ticketID = (try request.query(id: "ticket_id") as ID<Opportunity.Source>?)?.uuid
        filter.ownerID = try request.owner()
        filter.state = try request.query("state", as: Pipeline.Stage.Kind.self)
        filter.question = request.query("q").map { String($0.trimmingBlanks.prefix(200)) }
        let before = try request.place(of: Opportunity.self)
        let deals = try await OpportunityStore(context.database.connection).opportunities(
            filter, before: before, limit: limit + 1)
        return .json(Page(deals, limit: limit) { Cursor(at: $0.createdAt, id: $0.id) })
    }

    private func show(_ request: Request) async throws -> Response {
        let deal = try await Self.found(request, in: context.database.connection, locked: false)
        return .json(deal, version: deal.version)
    }

    private func create(_ request: Request) async throws -> Response {
        let input = try request.input(OpportunityInput.self)
        let deal = try await context.database.transaction { connection in
            try await desk.create(input, by: request, in: connection)
        }
        return .created(deal, version: deal.version)
    }

    private func change(_ request: Request) async throws -> Response {
        let input = try request.input(OpportunityChangeInput.self)
        return try await act(request) { try await desk.change($0, input, by: request, in: $1) }
    }

    private func move(_ request: Request) async throws -> Response {
        let input = try request.input(StageMove.self)
        return try await act(request) { try await desk.move($0, input, by: request, in: $1) }
    }

    private func act(
        _ request: Request, _ body: @escaping @Loop (Opportunity, Connection) async throws -> Opportunity
    ) async throws -> Response {
        let deal = try await context.database.transaction { connection in
            let deal = try await Self.found(request, in: connection, locked: true)
            try request.requireMatch(deal.version)
            return try await body(deal, connection)
        }
        return .json(deal, version: deal.version)
    }

    private func remove(_ request: Request) async throws -> Response {
        try await context.database.transaction { connection in
            let deal = try await Self.found(request, in: connection, locked: true)
            try await desk.remove(deal, by: request, in: connection)
        }
        return .noContent
    }

    private func restore(_ request: Request) async throws -> Response {
        let deal = try await context.database.transaction { connection in
            let name: RecordName<Opportunity> = try request.name(of: "deal")
            let store = OpportunityStore(connection)
            try await store.lock(name)
            if let standing = try await store.opportunity(name) { return standing }
            guard let removed = try await store.opportunity(name, removed: true) else { throw Problem.notFound("deal") }
            return try await desk.restore(removed.id, by: request, in: connection)
        }
        return .created(deal, version: deal.version)
    }

    private func changes(_ request: Request) async throws -> Response {
        let limit = try request.limit()
        let before = try request.cursor(parts: 1)?.parts[0].flatMap { Int($0) }
        let deal = try await Self.found(request, in: context.database.connection, locked: false)
        let changes = try await OpportunityChangeStore(context.database.connection).changes(
            of: deal.id, before: before, limit: limit + 1)
        return .json(Page(changes, limit: limit) { Cursor([String($0.version)]) })
    }

    /// The deal the path names.
    static func found(_ request: Request, in connection: Connection, locked: Bool) async throws -> Opportunity {
        let name: RecordName<Opportunity> = try request.name(of: "deal")
        let store = OpportunityStore(connection)
        if locked { try await store.lock(name) }
        guard let deal = try await store.opportunity(name) else { throw Problem.notFound("deal") }
        return deal
    }
}

extension Request {
    /// Whose things are asked for: an id, or `me`.
    ///
    /// - Throws: `Problem.invalid` when it is neither.
    func owner() throws -> UUID? {
        guard query("owner") == "me" else { return (try query(id: "owner") as ID<Named>?)?.uuid }
        return principal.id
    }
}
