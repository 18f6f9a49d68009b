import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// The path to the audit log.
///
/// There is none to change it.
@Loop struct AuditRoutes {
    let context: AppContext

    var routes: [Route] {
        [
            .get(
                "/audit", "Who changed what, newest first", .permission(.auditRead),
                query: [
                    QueryParameter("actor_id", "Only acts of this person or API key."),
                    QueryParameter("action", "Only this act, such as `user.created`, or all of `user`."),
                    QueryParameter("subject", "Only acts on this thing: its id, its kind, or `kind:id`."),
                    QueryParameter("from", "At this instant or later."),
                    QueryParameter("to", "Before this instant."),
                ],
                output: AuditRecord.self, page: true, handler: list)
        ]
    }

    private func list(_ request: Request) async throws -> Response {
        let limit = try request.limit()
        let before = try request.place(of: AuditRecord.self)
        var filter = AuditStore.Filter()
        filter.actorID = try request.query(id: "actor_id").map { (id: ID<AuditActor>) in id.uuid }
        filter.action = request.query("action")
        filter.from = try request.query(date: "from")
        filter.to = try request.query(date: "to")
        if let subject = request.query("subject") { try Self.narrow(&filter, to: subject) }
        let entries = try await AuditStore(context.database.connection).entries(
            filter, before: before.map { (at: $0.at, id: $0.id) }, limit: limit + 1)
        return .json(Page(entries, limit: limit) { Cursor(at: $0.at, id: $0.id) })
    }

    private static func narrow(_ filter: inout AuditStore.Filter, to subject: String) throws {
        if let id = ID<AuditRecord>(subject) {
            filter.subjectID = id.uuid
            return
        }
        let parts = subject.split(separator: ":", maxSplits: 1)
        filter.subjectKind = parts.first.map(String.init)
        if parts.count == 2 {
            guard let id = ID<AuditRecord>(parts[1]) else { throw Problem.invalid("/subject", "must end in a UUID") }
            filter.subjectID = id.uuid
        }
    }
}
