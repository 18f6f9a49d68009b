import Basics
import Channels
import EventLoop
import Foundation
import Postgres
import Web

/// Who gets a ticket's next mail.
@Loop struct RecipientRoutes {
    let desk: Desk

    var routes: [Route] {
        [
            .get(
                "/tickets/{id}/recipients", "Who the next reply is mailed to unless chosen otherwise",
                .permission(.ticketsRead), output: NextRecipients.self, handler: show)
        ]
    }

    private func show(_ request: Request) async throws -> Response {
        let id = try await StaffMessage(desk).visible(
            try request.name(of: "ticket"), to: request.principal, reading: true)
        let connection = desk.database.connection
        guard let thread = try await MailThreadStore(connection).thread(id.uuid) else {
            throw Problem.notFound("ticket")
        }
        let mailbox = try await thread.mailboxID.asyncFlatMap { try await SendingMailboxStore(connection).mailbox($0) }
        let own = try await SendingMailboxStore(connection).ownAddresses()
        return .json(
            NextRecipients(
                mailbox: mailbox.map { $0.enabled ? .on : .off } ?? NextRecipients.Mailbox.none,
                from: mailbox?.sender(author: request.principal.name, team: thread.teamName),
                recipients: mailbox == nil
                    ? MailRecipients()
                    : ReplyRecipients.proposed(thread) { SendingMailboxStore.isOwn($0, among: own) },
                subject: MailSubject.reply(to: thread.subject, number: thread.number),
                undoSeconds: mailbox?.undoSeconds ?? 0))
    }
}

extension Optional {
    /// What `transform` makes of the value, if there is one.
    @Loop func asyncFlatMap<T>(_ transform: @Loop (Wrapped) async throws -> T?) async throws -> T? {
        guard let self else { return nil }
        return try await transform(self)
    }
}
