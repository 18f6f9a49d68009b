import Basics
package import Channels
package import EventLoop
import Foundation
package import Postgres
import Web

/// Answers sending: what a mail says, and what becomes of a ticket whose mail did not arrive.
@Loop package final class HelpdeskMail: MailDesk {
    private let desk: Desk

    package init(_ desk: Desk) {
        self.desk = desk
    }

    package func mail(carrying mail: OutboundMail, in connection: Connection) async throws -> OutgoingMail? {
        guard let seq = mail.messageSeq,
            let reply = try await PublicReplyStore(connection).reply(mail.conversationID, seq: seq),
            let thread = try await MailThreadStore(connection).thread(mail.conversationID)
        else { return nil }
        let own = try await SendingMailboxStore(connection).ownAddresses()
        let recipients =
            mail.chosen ?? ReplyRecipients.proposed(thread) { SendingMailboxStore.isOwn($0, among: own) }
        var outgoing = OutgoingMail(
            purpose: .reply, mailboxID: mail.inboxID, conversationID: mail.conversationID, messageID: mail.messageID,
            recipients: recipients, subject: MailSubject.reply(to: thread.subject, number: thread.number),
            text: reply.text)
        if seq == 1 { outgoing.subject = "\(MailSubject.clean(thread.subject)) [#\(thread.number)]" }
        outgoing.authorName = reply.authorName
        outgoing.teamName = thread.teamName
        outgoing.locale = thread.locale
        outgoing.references = try await MailThreadStore(connection).references(mail.conversationID, before: seq)
        outgoing.inReplyTo = thread.lastMail?.messageID.flatMap { $0.hasSuffix("@content>") ? nil : $0 }
        outgoing.references.removeAll { $0.hasSuffix("@content>") || $0.hasSuffix("@long>") }
        if let answered = outgoing.inReplyTo {
            outgoing.references.removeAll { $0 == answered }
            outgoing.references.append(answered)
        }
        outgoing.attachments = try await OutgoingFiles(context: desk.context).files(reply.attachmentIDs, in: connection)
        outgoing.quote = thread.lastMail.map { last in
            MailQuote(
                introduction: MailWords(thread.locale).wrote(last.authorName, at: last.at), text: last.text)
        }
        return outgoing
    }

    package func failed(_ mail: OutboundMail, _ recipients: [OutboundRecipient], in connection: Connection) async throws
    {
        guard [.reply, .unreadChat, .transcript, .notice].contains(mail.purpose) else { return }
        try await reopen(
            mail.conversationID, "mail_failed",
            [
                "seq": mail.messageSeq.map { .number(Double($0)) } ?? .null, "purpose": .string(mail.purpose.rawValue),
                "recipients": .array(
                    recipients.map { ["address": .string($0.address), "detail": .string($0.detail)] }),
            ], in: connection)
    }

    package func uncertain(_ mail: OutboundMail, in connection: Connection) async throws {
        guard mail.purpose == .reply else { return }
        try await reopen(
            mail.conversationID, "mail_uncertain",
            ["seq": mail.messageSeq.map { .number(Double($0)) } ?? .null, "mail_id": .string(mail.id.text)],
            in: connection)
    }

    /// Notes the event and gives the ticket back to the staff: the customer waits for an answer that did not arrive.
    func reopen(
        _ ticketID: UUID, _ event: String, _ details: [String: JSONValue], in connection: Connection
    ) async throws {
        guard let ticket = try await TicketChangeStore(connection).lock(ID(ticketID)) else { return }
        let change = TicketChange(ticket, connection: connection, actor: .system, now: desk.now)
        change.event(event, details)
        switch ticket.status {
        case .solved: try await change.reopen(desk)
        case .waiting, .snoozed:
            try await change.store.setStatus(ticket, to: .open, actor: change.actor.author, at: change.now)
            change.event("status", from: ticket.status, to: .open)
        case .open, .closed: break
        }
        if ticket.status != .closed {
            try await connection.execute(
                "UPDATE tickets SET waiting_since = COALESCE(waiting_since, \(change.now)) WHERE id = \(ticketID)")
        }
        let messages = try await desk.store(change)
        connection.afterCommit { [desk] in
            for message in messages {
                desk.news.stored(message, assigneeID: ticket.assigneeID, teamID: ticket.teamID)
            }
        }
    }

    package func changed(_ mail: OutboundMail, _ state: OutboundMail.State, _ recipients: [OutboundRecipient]) {
        guard let seq = mail.messageSeq else { return }
        Self.tell(mail.conversationID, seq: seq, mail: mail.id, state: state.rawValue, recipients, desk.hub)
    }

    /// Tells the staff who have the ticket open how one of its mails stands.
    static func tell(
        _ ticket: UUID, seq: Int, mail: UUID, state: String, _ recipients: [OutboundRecipient], _ hub: LiveHub
    ) {
        var json = JSONWriter()
        json.object { json in
            json.field("ticket_id", ID<Ticket>(ticket))
            json.field("seq", seq)
            json.field("mail_id", ID<OutboundMail>(mail))
            json.field("state", state)
            json.field("recipients", recipients)
        }
        hub.publish(LiveNews(topic: .ticket(ticket), kind: .delivery, staffData: json.bytes))
    }
}
