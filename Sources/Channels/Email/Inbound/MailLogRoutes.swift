import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// Paths of the mail log, for those who answer for the mailboxes.
@Loop struct MailLogRoutes {
    let context: AppContext

    var routes: [Route] {
        [
            .get(
                "/mails", "The mail log: what came and what left, newest first", .permission(.auditRead),
                query: [
                    QueryParameter("inbox_id", "Only of this mailbox."),
                    QueryParameter("direction", "in or out."),
                    QueryParameter("state", "Such as processed, failed, sent or uncertain."),
                    QueryParameter("q", "Part of an address, a name or a subject."),
                ],
                output: MailLogEntry.self, page: true, handler: list)
        ]
    }

    private func list(_ request: Request) async throws -> Response {
        let limit = try request.limit()
        var filter = MailLogFilter()
        let inboxID: ID<Inbox>? = try request.query(id: "inbox_id")
        filter.inboxID = inboxID?.uuid
        filter.direction = try request.query("direction", as: MailLogFilter.Direction.self)
        filter.state = request.query("state")
        filter.words = request.query("q")
        let before = try request.place(of: RawMail.self)
        let entries = try await MailLogStore(context.database.connection).entries(
            filter, before: before, limit: limit + 1)
        return .json(Page(entries, limit: limit) { Cursor(at: $0.at, id: $0.id) })
    }
}
