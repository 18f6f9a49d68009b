import Basics
package import EventLoop
import Foundation
import Postgres
import Web

/// Hands outgoing mail to its mailbox's server.
@Loop package struct MailTransmitter {
    private let context: AppContext
    private let access: MailboxAccess
    private let sender: SMTPSender

    init(context: AppContext, access: MailboxAccess, sender: SMTPSender) {
        self.context = context
        self.access = access
        self.sender = sender
    }

    /// One attempt; never throws and never blocks the loop.
    package func transmit(_ mail: Transmission) async -> TransmissionOutcome {
        do {
            guard let inbox = try await InboxStore(context.database.connection).inbox(ID(mail.mailboxID)),
                let settings = inbox.settings.mail
            else { return .fault(kind: MailFault.Kind.notSetUp.rawValue, text: "There is no such mailbox.") }
            let server = try await access.server(.smtp, of: mail.mailboxID, settings)
            let outcome = await sender.send(mail.job(server, settings))
            // A token may be withdrawn before its time; nothing was sent yet, so one other is tried.
            if case .fault(let fault) = outcome, fault.kind == .signInRefused, let token = server.token {
                let renewed = try await access.server(.smtp, of: mail.mailboxID, settings, refused: token)
                return await sender.send(mail.job(renewed, settings)).transmission
            }
            return outcome.transmission
        } catch let fault as MailFault {
            return SMTPOutcome.fault(fault).transmission
        } catch {
            return .temporary(code: nil, text: "The mailbox's settings cannot be read just now.", recipients: [])
        }
    }
}

extension Transmission {
    fileprivate func job(_ server: MailServer, _ settings: MailSettings) -> SMTPJob {
        let domain = settings.address.drop { $0 != "@" }.dropFirst()
        return SMTPJob(
            server: server, greeting: String(domain), envelopeFrom: envelopeFrom, recipients: recipients, path: path,
            sizeBytes: sizeBytes)
    }
}

extension SMTPOutcome {
    fileprivate var transmission: TransmissionOutcome {
        switch self {
        case .accepted(let reply, let refused):
            .accepted(code: reply.code, text: reply.text, refused: refused.map(\.recipient))
        case .refused(let reply, let recipients):
            .refused(code: reply.code, text: reply.text, recipients: recipients.map(\.recipient))
        case .temporary(let reply, let text, let recipients):
            .temporary(code: reply?.code, text: text, recipients: recipients.map(\.recipient))
        case .uncertain(let text): .uncertain(text: text)
        case .fault(let fault) where fault.isPassing: .temporary(code: nil, text: fault.detail, recipients: [])
        case .fault(let fault): .fault(kind: fault.kind.rawValue, text: fault.detail)
        }
    }
}

extension SMTPRefusal {
    fileprivate var recipient: RecipientRefusal {
        RecipientRefusal(address: address, code: reply.code, text: reply.text)
    }
}
