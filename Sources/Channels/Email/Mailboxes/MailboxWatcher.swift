import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// Fetches the mail of one mailbox for as long as this node may: connects, takes what is new, waits for more.
///
/// A mail counts as fetched once `keep` has returned; only then is anything changed on the server, and only then does
/// the cursor move on.
@Loop final class MailboxWatcher {
    /// A mail the server refuses to give is given up after so many tries, one at which the connection breaks after more.
    private static let refusedTries = 3
    private static let brokenTries = 10

    let mailbox: WatchedMailbox
    /// When a look last went well.
    private(set) var lastSuccess: Date
    private(set) var fetched = 0
    private(set) var isFailing = false
    private let context: AppContext
    private let access: MailboxAccess
    private let network: MailNetwork
    private let timings: MailboxTimings
    private let lease: UUID
    private let source: MailSource
    private var failures = 0
    private var refusedToken: String?

    init(
        _ mailbox: WatchedMailbox, context: AppContext, access: MailboxAccess, network: MailNetwork,
        timings: MailboxTimings, lease: UUID, source: MailSource
    ) {
        self.mailbox = mailbox
        self.context = context
        self.access = access
        self.network = network
        self.timings = timings
        self.lease = lease
        self.source = source
        lastSuccess = context.clock.now
    }

    private var mail: MailSettings { mailbox.mail }

    /// Until the task is cancelled.
    func run() async {
        try? await MailboxLeaseStore(context.database.connection).noteBeginning(mailbox.id)
        while !Task.isCancelled {
            do {
                try await connect()
            } catch {
                await note(error)
            }
            guard !Task.isCancelled else { return }
            failures += 1
            let delay = min(timings.longestRetry, timings.firstRetry * Double(1 << min(failures - 1, 10)))
            // Many mailboxes of one provider must not come back in step.
            let jitter = Double(context.random.bytes(1)[0]) / 255
            try? await Loop.sleep(seconds: delay * (0.8 + 0.4 * jitter))
        }
    }

    private func note(_ error: any Error) async {
        let now = context.clock.now
        switch error {
        case is CancellationError: return
        case let fault as MailFault:
            guard !Task.isCancelled else { return }
            isFailing = !fault.isPassing || now.timeIntervalSince(lastSuccess) > timings.alarm
            Log.info("mailbox connection lost", ["inbox_id": ID<Inbox>(mailbox.id), "reason": fault.kind.rawValue])
            try? await MailboxLeaseStore(context.database.connection).note(
                fault, of: mailbox.id, at: now, alarm: now.addingTimeInterval(-timings.alarm))
        default: Log.warning("mailbox not read", ["inbox_id": ID<Inbox>(mailbox.id), "reason": "\(error)"])
        }
    }

    private func connect() async throws {
        let server = try await access.server(.imap, of: mailbox.id, mail, refused: refusedToken)
        refusedToken = nil
        let session = IMAPSession(server, network, largestBytes: mail.maxSizeMB << 20)
        try await withTaskCancellationHandler {
            do {
                let folder: IMAPFolder
                do {
                    folder = try await session.open(mail.folder)
                } catch let fault as MailFault {
                    // Tokens are withdrawn before their time, too; the next try asks for another.
                    if fault.kind == .signInRefused, failures % 4 == 0 { refusedToken = server.token }
                    throw fault
                }
                try await read(session, folder)
            } catch {
                await session.close()
                throw error
            }
            await session.close()
        } onCancel: {
            session.end()
        }
    }

    private func read(_ session: IMAPSession, _ folder: IMAPFolder) async throws {
        let reading = try await MailboxReading(
            mailbox: mailbox, folder: folder, session: session, context: context, lease: lease, source: source,
            refusedTries: Self.refusedTries, brokenTries: Self.brokenTries)
        while !Task.isCancelled {
            fetched += try await reading.takeNew()
            lastSuccess = context.clock.now
            failures = 0
            isFailing = false
            try await MailboxLeaseStore(context.database.connection).noteSuccess(mailbox.id, at: lastSuccess)
            try await session.waitForNews(seconds: timings.poll)
        }
    }
}
