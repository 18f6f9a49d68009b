import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// Decides what a mail is that was read: our own coming back, one we have, a second delivery, or a new one; inside the
/// transaction that settles it.
@Loop struct MailSettling {
    let context: AppContext
    let place: PlaceMail
    let connection: Connection

    func settle(
        _ waiting: WaitingMail, _ mail: ParsedMail, _ messageID: String, _ files: [Attachment]
    ) async throws -> SettledMail {
        let own = try await MailboxFactsStore(connection).ownAddresses()
        let hash = MailContent.hash(of: mail)
        var settled = SettledMail(.processed)
        settled.mail = mail
        settled.messageID = messageID
        settled.deliveryKey = messageID
        settled.contentHash = hash
        if let evidence = ownMail(mail, own) {
            settled.state = .ignored
            settled.explanation = MailExplanation("own_mail", ["evidence": .string(evidence)])
            return settled
        }
        let known = try await InboundMailStore(connection).deliveries(of: messageID)
        if let before = known.first(where: { isSame($0, mail, hash, in: waiting.inboxID) }) {
            return again(settled, before, in: waiting.inboxID)
        }
        if known.contains(where: { $0.inboxID == waiting.inboxID }) {
            // Another mail under a name that is taken: programs that number their mails anew do that.
            settled.deliveryKey = messageID + " " + hash
        }
        for file in files { try await AttachmentStore(connection).insert(file) }
        guard let receipt = try await place(try await received(waiting, mail, settled, files, own), connection) else {
            settled.state = .ignored
            settled.explanation = MailExplanation("delivery_report")
            return settled
        }
        settled.ticketID = receipt.ticketID
        settled.seq = receipt.seq
        settled.opened = receipt.opened
        settled.explanation = receipt.explanation
        if settled.deliveryKey != messageID { settled.explanation?.detail["same_message_id"] = .bool(true) }
        return settled
    }

    /// By which sign a mail is one of ours.
    private func ownMail(_ mail: ParsedMail, _ own: OwnAddresses) -> String? {
        let identity = MailIdentity(secrets: context.secrets)
        if let mark = mail.headers.first(MailIdentity.markHeader), identity.isOurMark(mark) {
            return "\(MailIdentity.markHeader): \(mark)"
        }
        if let id = mail.messageID, identity.named(by: id) != nil { return "Message-ID: \(id)" }
        if let sender = mail.from.first?.address, own.contains(sender) { return "From: \(sender)" }
        return nil
    }

    /// The same mail: in the same mailbox the same content or the same date, elsewhere the same content.
    private func isSame(_ before: KnownDelivery, _ mail: ParsedMail, _ hash: String, in inbox: UUID) -> Bool {
        if before.contentHash == hash { return true }
        return before.inboxID == inbox && mail.date != nil && before.sentAt == mail.date
    }

    /// A mail that is a message already: in this mailbox, or by way of another one.
    private func again(_ settled: SettledMail, _ before: KnownDelivery, in inbox: UUID) -> SettledMail {
        var settled = settled
        let isElsewhere = before.inboxID != inbox && before.ticketID != nil
        settled.state = isElsewhere ? .processed : .duplicate
        settled.ticketID = before.ticketID
        settled.seq = before.seq
        settled.explanation = MailExplanation(
            isElsewhere ? "other_mailbox" : "duplicate",
            [
                "mail_id": .string(ID<RawMail>(before.id).description),
                "inbox_id": .string(ID<Inbox>(before.inboxID).description),
            ])
        return settled
    }

    private func received(
        _ waiting: WaitingMail, _ mail: ParsedMail, _ settled: SettledMail, _ files: [Attachment], _ own: OwnAddresses
    ) async throws -> ReceivedMail {
        let facts = try await MailboxFactsStore(connection).facts(of: waiting.inboxID)
        let identity = MailIdentity(secrets: context.secrets)
        var clues = ThreadClues.extract(from: mail, identity: identity, ownAddresses: own.all)
        if let original = mail.bounce?.originalMessageID {
            // A report answers the mail it is about, whatever else it quotes.
            let clue: ThreadClue =
                identity.named(by: original).map {
                    .ourMessageID(conversation: $0.conversationID, message: $0.messageID)
                } ?? .knownMessageID(original)
            clues.insert(clue, at: 0)
        }
        let isOld = mail.date.map { $0 < facts.createdAt.addingTimeInterval(-86_400) } ?? false
        return ReceivedMail(
            id: waiting.id, inboxID: waiting.inboxID, mail: mail, ownMessageID: settled.messageID ?? "",
            deliveryKey: settled.deliveryKey ?? "", clues: clues,
            attachmentIDs: files.map(\.id.uuid), own: own, joinsSameSubject: facts.joinsSameSubject,
            offersJoiningMinutes: facts.offersJoiningMinutes,
            forwarded: SubjectLine.isForward(mail.subject)
                ? ForwardedMail.original(text: mail.text, html: mail.html) : nil,
            isAuthenticated: SenderAuthentication.passes(mail, authservID: facts.authservID),
            isHistory: waiting.source == .mbox || isOld, receivedAt: waiting.receivedAt)
    }
}
