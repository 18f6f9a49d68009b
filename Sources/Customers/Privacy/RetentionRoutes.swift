import Access
import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// Paths about how long what people wrote is kept.
@Loop struct RetentionRoutes {
    let context: AppContext

    var routes: [Route] {
        let access = RouteAccess.permission(.customersErase)
        return [
            .get(
                "/retention-rules", "How long each channel's words are kept, and what the next run empties", access,
                output: RetentionRule.self, page: true, handler: list),
            .put(
                "/retention-rules/{channel}", "Sets how long a channel's words are kept after solving; null for ever",
                access,
                input: RetentionRuleInput.self, output: RetentionRule.self, handler: set),
            .get(
                "/retention-runs", "The proofs of what was emptied, newest first", access, output: RetentionRun.self,
                page: true, handler: runs),
        ]
    }

    private func list(_ request: Request) async throws -> Response {
        let rules = try await RetentionStore(context.database.connection).rules(at: context.clock.now)
        return .json(Page(rules, limit: rules.count) { Cursor([$0.channel]) })
    }

    private func set(_ request: Request) async throws -> Response {
        let channel = request.parameter("channel")
        let input = try request.input(RetentionRuleInput.self)
        guard input.keepDays.isPresent else { throw Problem.invalid("/keep_days", "is required; null keeps for ever") }
        if let days = input.keepDays.sent, !(30...36_500).contains(days) {
            throw Problem.invalid("/keep_days", "must be a whole number from 30 to 36500")
        }
        let rule = try await context.database.transaction { connection in
            let store = RetentionStore(connection)
            guard let old = try await store.rules(at: context.clock.now).first(where: { $0.channel == channel }) else {
                throw Problem.notFound("channel")
            }
            try await store.set(
                channel, keepDays: input.keepDays.sent, by: request.principal.name, at: context.clock.now)
            var changes = AuditChanges()
            changes.note(
                "\(channel).keep_days", old.keepDays.map { .number(Double($0)) } ?? .null,
                input.keepDays.sent.map { .number(Double($0)) } ?? .null)
            try await AuditStore(connection, clock: context.clock).record(
                "retention.changed", "retention", nil, changes, by: request)
            return try await store.rules(at: context.clock.now).first { $0.channel == channel }
        }
        guard let rule else { throw Problem.internalFault }
        return .json(rule)
    }

    private func runs(_ request: Request) async throws -> Response {
        let limit = try request.limit()
        let before = try request.place(of: RetentionRun.self)
        let runs = try await RetentionStore(context.database.connection).runs(
            before: before.map { ($0.at, $0.id) }, limit: limit + 1)
        return .json(Page(runs, limit: limit) { Cursor(at: $0.at, id: $0.id) })
    }
}
