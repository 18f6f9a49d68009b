import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// Paths by which two records become one, and two again.
@Loop struct MergeRoutes {
    let context: AppContext
    let desk: MergeDesk

    var routes: [Route] {
        [
            .get(
                "/customers/{id}/merge-preview", "What would move into this customer, and which field wins",
                .permission(.customersMerge),
                query: [
                    QueryParameter("other_id", "The record that would go."),
                    QueryParameter("fields", "Choices as `city:merged,tags:both`."),
                ], output: MergePreview.self, handler: preview),
            .post(
                "/customers/{id}/merges", "Merges another record into this customer", .permission(.customersMerge),
                input: MergeInput.self, output: CustomerMerge.self, handler: merge),
            .get(
                "/customers/{id}/merges", "Which records went into this customer", .permission(.customersRead),
                output: CustomerMerge.self, page: true, handler: ofCustomer),
            .get(
                "/customers/merges", "Merges, newest first", .permission(.customersMerge), output: CustomerMerge.self,
                page: true, handler: list),
            .post(
                "/customers/merges/{merge}/undo", "Parts what a merge joined, and tells what could not be put back",
                .permission(.customersMerge), output: CustomerMerge.self, status: 200, body: .none, handler: undo),
        ]
    }

    private func preview(_ request: Request) async throws -> Response {
        guard let other: ID<Customer> = try request.query(id: "other_id") else {
            throw Problem.invalid("/other_id", "is required")
        }
        var choices: [String: String] = [:]
        for part in (request.query("fields") ?? "").split(separator: ",") {
            let pair = part.split(separator: ":", maxSplits: 1).map(String.init)
            guard pair.count == 2 else { throw Problem.invalid("/fields", "must look like city:merged,tags:both") }
            choices[pair[0]] = pair[1]
        }
        return .json(try await desk.preview(try request.id(of: "customer"), with: other, fields: choices))
    }

    private func merge(_ request: Request) async throws -> Response {
        let id: ID<Customer> = try request.id(of: "customer")
        return .created(try await desk.merge(id, with: try request.input(MergeInput.self), by: request))
    }

    private func ofCustomer(_ request: Request) async throws -> Response {
        let connection = context.database.connection
        guard let id = try await CustomerStore(connection).kept(try request.id(of: "customer")) else {
            throw Problem.notFound("customer")
        }
        return try await page(request, of: id)
    }

    private func list(_ request: Request) async throws -> Response {
        try await page(request, of: nil)
    }

    private func page(_ request: Request, of customer: ID<Customer>?) async throws -> Response {
        let limit = try request.limit()
        let before = try request.place(of: CustomerMerge.self)
        let merges = try await MergeStore(context.database.connection).merges(
            of: customer, before: before.map { ($0.at, $0.id) }, limit: limit + 1)
        return .json(Page(merges, limit: limit) { Cursor(at: $0.mergedAt, id: $0.id) })
    }

    private func undo(_ request: Request) async throws -> Response {
        .json(try await desk.undo(try request.id("merge", of: "merge"), by: request))
    }
}
