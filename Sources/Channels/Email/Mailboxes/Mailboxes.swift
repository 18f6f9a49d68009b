import Basics
package import EventLoop
import Foundation
import Postgres
package import Web

/// The mailboxes of a company: their servers, their secrets, and what goes to and comes from them.
@Loop package final class Mailboxes {
    /// Hands outgoing mail over.
    package let transmitter: MailTransmitter
    let access: MailboxAccess
    let sender: SMTPSender
    let network: MailNetwork
    private let context: AppContext
    private let pictureThreads = MailThreads("deskbell.pictures", width: 4)
    private let supervisor: MailboxSupervisor
    private let lmtp: LMTPServer?

    /// - Parameter keep: Stores a mail durably.
    package init(
        context: AppContext, network: MailNetwork = MailNetwork(), timings: MailboxTimings = MailboxTimings(),
        lmtp: LMTPAddress? = nil, keep: @escaping @Loop @Sendable (RawMail) async throws -> Void
    ) {
        self.context = context
        self.network = network
        sender = SMTPSender(threads: MailThreads("deskbell.smtp", width: 8), network: network)
        let tokens = OAuthTokens(context: context, threads: MailThreads("deskbell.oauth", width: 2), network: network)
        access = MailboxAccess(context: context, tokens: tokens)
        transmitter = MailTransmitter(context: context, access: access, sender: sender)
        let database = context.database
        self.lmtp = lmtp.map { address in
            let clock = context.clock
            return LMTPServer(
                address,
                LMTPDelivery(
                    inbox: { try await MailboxAddressStore(database.connection).inbox(of: $0) }, keep: keep,
                    now: { clock.now }))
        }
        supervisor = MailboxSupervisor(
            context: context, access: access, network: network, timings: timings,
            source: MailSource(keep: keep) { inboxID, messageIDs in
                try await MailboxFolderStore(database.connection).known(messageIDs, to: inboxID)
            })
    }

    /// Takes mail from mail servers on this machine, where one is to.
    ///
    /// - Throws: An error whose description is a sentence for the operator.
    package func listen() throws { try lmtp?.start() }

    package func stopListening() { lmtp?.stop() }

    /// Fetches mail until the task is cancelled.
    package func run() async { await supervisor.run() }

    /// How fetching stands on this node.
    package var metrics: [Metric] { supervisor.metrics }

    var routes: [Route] {
        let supervisor = supervisor
        let test = MailboxTest(context: context, access: access, network: network)
        return MailboxRoutes(context: context, changed: { supervisor.lookAgain() }).routes
            + MailboxSignInRoutes(context: context, tokens: access.tokens, changed: { supervisor.lookAgain() }).routes
            + MailboxTestRoutes(context: context, test: test).routes
            + MailPictures(context: context, network: network, threads: pictureThreads).routes
    }
}
