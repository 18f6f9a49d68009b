import Basics
package import Channels
package import EventLoop
package import Foundation
package import Postgres
import Web

/// Tells the author of a new ticket that it arrived: once per ticket, only to them, in their language, and never to a
/// machine.
@Loop package struct Acknowledgement {
    private let desk: Desk

    package init(_ desk: Desk) {
        self.desk = desk
    }

    /// Queues the acknowledgement of a ticket that was just made, in the transaction that made it.
    ///
    /// - Parameter author: Who wrote; the ticket's customer when `nil`.
    /// - Parameter isSilent: For what a machine wrote and for mail from before the mailbox was watched.
    package func acknowledge(
        _ ticket: UUID, to author: MailAddress? = nil, locale: String? = nil, inReplyTo: String? = nil, isSilent: Bool,
        in connection: Connection
    ) async throws {
        guard !isSilent, let rule = try await rule(ticket, in: connection),
            let thread = try await MailThreadStore(connection).thread(ticket), let mailbox = thread.mailboxID,
            let recipient = author ?? thread.lastMail?.from ?? thread.customer
        else { return }
        let locale = locale ?? thread.locale
        let words = MailWords(locale)
        let own = rule.text(locale)
        var mail = OutgoingMail(
            purpose: .acknowledgement, mailboxID: mailbox, conversationID: ticket, messageID: ticket,
            recipients: MailRecipients(to: [recipient]),
            subject: words.receivedSubject(thread.subject, number: thread.number),
            text: own.isEmpty ? words.received : own)
        mail.locale = locale
        mail.teamName = thread.teamName
        mail.inReplyTo = inReplyTo ?? thread.lastMail?.messageID.flatMap { $0.hasSuffix("@content>") ? nil : $0 }
        mail.references = mail.inReplyTo.map { [$0] } ?? []
        _ = try await MailOutbox(context: desk.context).queue(mail, in: connection)
    }

    /// The words of the mailbox the ticket is answered by; `nil` when it acknowledges nothing.
    private func rule(_ ticket: UUID, in connection: Connection) async throws -> Words? {
        try await connection.first(
            { row -> Words in
                let words: JSONValue? = try row["words"]
                return Words(words)
            },
            """
            SELECT m.settings #> '{mail,acknowledgement}' AS words
            FROM tickets AS t
            JOIN inboxes AS m ON m.id = t.reply_mailbox_id
            WHERE t.id = \(ticket) AND m.enabled AND m.settings #>> '{mail,acknowledge}' = 'true'
                AND t.channel IN ('email', 'form')
            """)
    }
}
