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
        var before: (at: Date, id: ID<RawMail>)?
        if let cursor = try request.cursor(parts: 2) {
            guard let at = cursor.parts[0].flatMap({ Date(rfc3339: $0) }),
                let id = cursor.parts[1].flatMap({ ID<RawMail>($0) })
            else { throw Problem.malformed("The cursor is not one of ours. Start the list again without it.") }
            before = (at, id)
        }
        let entries = try await MailLogStore(context.database.connection).entries(
            filter, before: before, limit: limit + 1)
        return .json(Page(entries, limit: limit) { Cursor([$0.at.rfc3339, $0.id.description]) })
    }
}
