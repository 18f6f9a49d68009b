import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// A mail ready to be handed over.
struct PreparedMail: Sendable {
    let path: String
    let sizeBytes: Int
    let envelopeFrom: String
    /// For servers that refuse the null sender.
    let fallbackSender: String
    let recipients: [String]
}

/// Why a mail cannot be handed over now.
enum PreparationFault: Error {
    /// And never will be.
    case hopeless(String)
    /// Something is missing at the mailbox.
    case mailbox(kind: String, text: String)
    /// Another node has it.
    case leaseLost
}

/// Composes a mail the first time and finds its bytes again at every other.
@Loop struct OutboxPreparation {
    let context: AppContext
    let desk: any MailDesk
    let lease: UUID

    private var files: RawMailFiles { RawMailFiles(dataDirectory: context.dataDirectory) }
    private var composer: MailComposer { MailComposer(identity: MailIdentity(secrets: context.secrets)) }

    func prepare(_ mail: OutboundMail) async throws -> PreparedMail {
        let connection = context.database.connection
        guard let mailbox = try await SendingMailboxStore(connection).mailbox(mail.inboxID), mailbox.enabled else {
            throw PreparationFault.mailbox(kind: "off", text: "The mailbox is switched off.")
        }
        guard mailbox.address != nil else {
            throw PreparationFault.mailbox(kind: "settings", text: "The mailbox has no address.")
        }
        var sha256 = mail.sha256
        var size = mail.sizeBytes
        var sender = mail.envelopeFrom ?? ""
        if sha256 == nil {
            let made = try await compose(mail, from: mailbox)
            (sha256, size, sender) = (made.sha256, made.sizeBytes, made.envelopeFrom)
        }
        guard let sha256, let path = files.path(sha256), FileManager.default.fileExists(atPath: path) else {
            throw PreparationFault.hopeless("The mail's bytes are gone from the data folder.")
        }
        let waiting = try await OutboxStore(connection).recipients(of: mail.id).filter {
            $0.state == .queued || $0.state == .delayed
        }
        guard !waiting.isEmpty else { throw PreparationFault.hopeless("There is nobody to send it to.") }
        return PreparedMail(
            path: path, sizeBytes: size, envelopeFrom: sender, fallbackSender: composer.address(of: mail.id, mailbox),
            recipients: waiting.map(\.address))
    }

    private func compose(_ mail: OutboundMail, from mailbox: SendingMailbox) async throws -> OutboxStore.Composed {
        let connection = context.database.connection
        let asked =
            mail.purpose.isAutomatic ? mail.automatic : try await desk.mail(carrying: mail, in: connection)
        guard let asked else { throw PreparationFault.hopeless("The message is gone or may not leave the company.") }
        let state = try await OutboxStore(connection).mailbox(mail.inboxID)
        guard let made = composer.mail(asked, id: mail.id, at: mail.createdAt, from: mailbox) else {
            throw PreparationFault.mailbox(kind: "settings", text: "The mailbox has no address.")
        }
        let kept: (sha256: String, sizeBytes: Int)
        do {
            kept = try await files.keep(made)
        } catch let fault as MIMEFault {
            throw PreparationFault.hopeless(Self.words(fault))
        }
        let composed = OutboxStore.Composed(
            subject: made.subject, from: made.from.address,
            envelopeFrom: composer.envelopeFrom(
                asked, id: mail.id, from: mailbox, refusesNullSender: state?.refusesNullSender ?? false),
            mailMessageID: made.messageID, sha256: kept.sha256, sizeBytes: kept.sizeBytes,
            recipients: try await SuppressedAddressStore(connection).judged(
                asked.recipients, of: mail, at: context.clock.now))
        try await context.database.transaction { connection in
            guard try await OutboxStore(connection).keep(composed, of: mail.id, lease: lease) else {
                throw PreparationFault.leaseLost
            }
        }
        return composed
    }

    private static func words(_ fault: MIMEFault) -> String {
        switch fault {
        case .lineBreak(let header): "\(header) holds a line break."
        case .address(let address): "\(address) cannot be written to."
        case .file(let name): "The file \(name) cannot be read."
        }
    }
}
