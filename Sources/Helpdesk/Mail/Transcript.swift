import Access
package import Basics
import Channels
package import EventLoop
import Foundation
import Postgres
import Web

/// Mails a conversation's public messages to somebody who asked for them.
///
/// Only to an address this customer typed or has, at most three times an hour, and noted in the ticket: a transcript sent
/// anywhere on demand would be a way to read other people's chats.
@Loop package struct Transcript {
    static let perHour = 3
    private let desk: Desk

    package init(_ desk: Desk) {
        self.desk = desk
    }

    /// - Parameter onRecord: Whether the addresses on the customer's record count beside the one typed in the chat: not for
    ///   a visitor nobody vouched for, who would learn from the answer which addresses the record holds.
    /// - Throws: `Problem.invalid` for an address nobody gave us here, `Problem.tooMany`, or `Problem.conflict` when there is
    ///   no mailbox to send by.
    package func send(_ ticket: ID<Ticket>, to email: String, by actor: Actor, onRecord: Bool = true) async throws {
        guard let address = EmailAddress.checked(email), address.utf8.allSatisfy({ $0 < 0x80 }) else {
            throw Problem.invalid("/email", "must be an e-mail address")
        }
        try await desk.database.transaction { connection in
            let store = TranscriptStore(connection)
            guard try await store.isKnown(address, on: ticket, onRecord: onRecord) else {
                throw Problem.invalid("/email", "must be an address this customer gave us")
            }
            guard let thread = try await MailThreadStore(connection).thread(ticket.uuid), let mailbox = thread.mailboxID
            else { throw Problem.noMailbox }
            guard try await store.recent(ticket, since: self.desk.now.addingTimeInterval(-3_600)) < Self.perHour else {
                throw Problem.tooMany(
                    retryAfterSeconds: 3_600, "This transcript was sent several times within the hour.")
            }
            let words = MailWords(thread.locale)
            let messages = try await MessageStore(connection).messages(
                of: ticket, before: .max, limit: 500, for: .visitor)
            var mail = OutgoingMail(
                purpose: .transcript, mailboxID: mailbox, conversationID: ticket.uuid, messageID: ticket.uuid,
                recipients: MailRecipients(to: [MailAddress(name: thread.customer?.name ?? "", address: address)]),
                subject: words.transcriptSubject(thread.companyName, number: thread.number),
                text: words.transcript + "\n\n" + Self.text(messages, words))
            mail.locale = thread.locale
            mail.teamName = thread.teamName
            switch try await MailOutbox(context: self.desk.context).queue(mail, in: connection) {
            case .queued: break
            case .refused(.tooMany): throw Problem.tooMany(retryAfterSeconds: 3_600)
            case .refused(.mailboxOff): throw Problem.noMailbox
            case .refused: throw Problem.invalid("/email", "cannot be written to")
            }
            _ = try await self.desk.appendEvent(
                "transcript_sent", ["address": .string(address)], to: ticket, by: actor.author, in: connection)
        }
    }

    private static func text(_ messages: [Message], _ words: MailWords) -> String {
        messages.filter { $0.kind == .reply && !$0.isPrivate }.map { message in
            "**\(message.author.name.isEmpty ? "–" : message.author.name)** \(words.moment(message.createdAt))\n"
                + message.text + (message.attachmentIDs.isEmpty ? "" : "\n📎 × \(message.attachmentIDs.count)")
        }.joined(separator: "\n\n")
    }
}

extension Problem {
    static let noMailbox = Problem.conflict(
        "no-mailbox", "There is no mailbox to send by", "Connect a mailbox in the settings first.")
}
