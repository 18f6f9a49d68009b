import Access
import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// Paths to canned replies.
@Loop struct CannedReplyRoutes {
    let desk: Desk

    var routes: [Route] {
        [
            .get(
                "/canned-replies", "Canned replies, by shortcut", .permission(.ticketsRead),
                query: [QueryParameter("q", "Only those that hold these letters.")], output: CannedReply.self,
                page: true, handler: list),
            .get(
                "/canned-replies/{id}", "One canned reply", .permission(.ticketsRead), output: CannedReply.self,
                handler: one),
            .post(
                "/canned-replies", "Keep a text for reuse", .permission(.ticketsWrite), input: CannedReplyInput.self,
                output: CannedReply.self, handler: create),
            .patch(
                "/canned-replies/{id}", "Change a canned reply", .permission(.ticketsWrite),
                input: CannedReplyInput.self, output: CannedReply.self, handler: update),
            .delete("/canned-replies/{id}", "Remove a canned reply", .permission(.ticketsWrite), handler: delete),
        ]
    }

    private func list(_ request: Request) async throws -> Response {
        let question = (request.query("q") ?? "").trimmingBlanks
        let replies = try await CannedReplyStore(desk.database.connection).replies(question: question)
        return .json(Page(items: replies, nextCursor: nil))
    }

    private func one(_ request: Request) async throws -> Response {
        let reply = try await reply(request, desk.database.connection)
        return .json(reply, version: reply.version)
    }

    private func reply(_ request: Request, _ connection: Connection) async throws -> CannedReply {
        guard let reply = try await CannedReplyStore(connection).reply(try request.id(of: "canned reply")) else {
            throw Problem.notFound("canned reply")
        }
        return reply
    }

    private func create(_ request: Request) async throws -> Response {
        let reply = try request.input(CannedReplyInput.self).applied(to: nil, id: .make(at: desk.now))
        try await desk.database.transaction { connection in
            try await self.requireTargets(of: reply, in: connection)
            try await CannedReplyStore(connection).insert(reply, at: desk.now)
            try await record("canned_reply.created", reply.id, request, connection)
        }
        return .created(reply, version: reply.version)
    }

    private func update(_ request: Request) async throws -> Response {
        let input = try request.input(CannedReplyInput.self)
        let changed = try await desk.database.transaction { connection in
            let current = try await reply(request, connection)
            try request.requireMatch(current.version)
            let next = try input.applied(to: current, id: current.id)
            try await self.requireTargets(of: next, in: connection)
            try await CannedReplyStore(connection).update(next, at: desk.now)
            try await record("canned_reply.changed", next.id, request, connection)
            return next
        }
        return .json(changed, version: changed.version)
    }

    private func delete(_ request: Request) async throws -> Response {
        let id: ID<CannedReply> = try request.id(of: "canned reply")
        try await desk.database.transaction { connection in
            guard try await CannedReplyStore(connection).delete(id) else { throw Problem.notFound("canned reply") }
            try await record("canned_reply.deleted", id, request, connection)
        }
        return .noContent
    }

    /// - Throws: `Problem.invalid` when an action names nobody, or no team.
    private func requireTargets(of reply: CannedReply, in connection: Connection) async throws {
        guard let actions = reply.actions else { return }
        let user = actions.assigneeID(for: nil)
        let names = try await TicketChangeStore(connection).names(user: user, team: actions.teamID)
        var fields = Fields()
        fields.check(user == nil || names.user != nil, "/actions/assignee", "must be an active member of staff")
        fields.check(actions.teamID == nil || names.team != nil, "/actions/team_id", "must be a team")
        try fields.throwIfAny()
    }

    private func record(_ action: String, _ id: ID<CannedReply>, _ request: Request, _ connection: Connection)
        async throws
    {
        try await AuditStore(connection, clock: desk.context.clock).record(action, "canned_reply", id.uuid, by: request)
    }
}
