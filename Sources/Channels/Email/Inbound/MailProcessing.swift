import Basics
package import EventLoop
package import Foundation
package import Jobs
import Postgres
package import Web

/// Reads the mails that were kept and sees that each becomes one message: the second of the two steps.
///
/// Everything that becomes of a mail is one transaction, so whatever dies in between, the mail is worked on again and
/// nothing is there twice.
@Loop package final class MailProcessing {
    /// Reads a mail's file, leaving its attachments in the spool folder; `MailReaderProcess.parse` outside of tests.
    package typealias Read = @Loop @Sendable (_ path: String, _ spool: String) async throws -> ParsedMail

    private static let leaseSeconds = 60.0
    /// How many mails are taken at a time.
    private static let claimLimit = 32
    /// How often a mail may fail before a ticket says that it cannot be read.
    static let attemptLimit = 3

    private let context: AppContext
    /// Half of the connections there are; the others are left to the people at work.
    private let slots = MailSlots(4)
    private let readFile: Read
    private let place: PlaceMail
    private let placeUnread: PlaceUnreadMail
    /// Mails that became messages, and mails that nobody could read, since the start.
    package private(set) var processedCount = 0
    package private(set) var unreadCount = 0

    package init(
        context: AppContext, read: @escaping Read, place: @escaping PlaceMail, placeUnread: @escaping PlaceUnreadMail
    ) {
        self.context = context
        readFile = read
        self.place = place
        self.placeUnread = placeUnread
    }

    package func register(_ queue: JobQueue) {
        queue.register(MailReception.process) { work in try await self.work(through: work.inboxID) }
        queue.every(seconds: 30, name: "channels.forgotten_mail") { try await self.wakeForgotten() }
    }

    /// Works through the mails of an inbox that are due, in the order they came wherever it matters.
    package func work(through inbox: UUID) async throws {
        let store = InboundMailStore(context.database.connection)
        while !Task.isCancelled {
            let now = context.clock.now
            let mails = try await store.claim(
                inbox: inbox, at: now, until: now.addingTimeInterval(Self.leaseSeconds), limit: Self.claimLimit)
            guard !mails.isEmpty else { return }
            let batch = MailBatch(context: context, slots: slots, leaseSeconds: Self.leaseSeconds, mails)
            try await batch.run(mails, read: { try await self.read($0) }, settle: { try await self.settle($0, $1) })
        }
        try Task.checkCancellation()
    }

    /// Makes work for mails whose work was lost.
    package func wakeForgotten() async throws {
        for inbox in try await InboundMailStore(context.database.connection).forgotten(at: context.clock.now) {
            try await context.database.transaction { connection in try await MailReception.wake(inbox, in: connection) }
        }
    }

    /// Whether the fault lies with us, so that it does not count against the mail.
    private static func isNobodysFault(_ error: any Error) -> Bool {
        switch error {
        case is CancellationError: true
        case MailReaderFault.unavailable: true
        case let error as DatabaseError: error.kind == .connectionLost || error.kind == .unreachable
        case let problem as Problem: problem.status == 503
        default: false
        }
    }

    /// Thrown instead of reading a mail over which the server died: at the next start it would die again.
    private struct Exhausted: Error {}

    private func read(_ waiting: WaitingMail) async throws -> ReadMail {
        guard waiting.attempts <= Self.attemptLimit else { throw Exhausted() }
        guard let path = RawMailFiles(dataDirectory: context.dataDirectory).path(waiting.sha256) else {
            throw MailReaderFault.unreadable
        }
        let spool = context.dataDirectory + "/mail-spool/" + waiting.id.uuidString.lowercased()
        try FileManager.default.createDirectory(atPath: spool, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: spool) }
        var mail = try await readFile(path, spool)
        // Whom it was handed over for counts as much as what the mail says itself.
        mail.deliveredTo += waiting.envelopeTo
        let messageID = try MailContent.messageID(of: mail) { try Self.bytes(path) }
        let files = try await MailFiles(context: context).keep(mail.attachments, of: waiting.id)
        return ReadMail(mail: mail, messageID: messageID, files: files)
    }

    private func settle(_ waiting: WaitingMail, _ read: Result<ReadMail, any Error>) async throws {
        do {
            try await settle(waiting, try read.get())
            processedCount += 1
        } catch let error where Self.isNobodysFault(error) {
            throw error
        } catch is Exhausted {
            try await giveUp(waiting, waiting.error ?? "The server stopped while it read this mail.")
        } catch {
            try await failed(waiting, error)
        }
    }

    private static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    }

    private func settle(_ waiting: WaitingMail, _ read: ReadMail) async throws {
        try await repeating {
            try await self.context.database.transaction { connection in
                let store = InboundMailStore(connection)
                guard try await store.lockWaiting(waiting.id) else { return }
                try await store.lockName(read.messageID)
                let settled = try await MailSettling(context: self.context, place: self.place, connection: connection)
                    .settle(waiting, read.mail, read.messageID, read.files)
                try await store.settle(waiting.id, settled, at: self.context.clock.now)
            }
        }
    }

    /// Runs `body` again when somebody else made the same customer at this moment, or each waited for the other.
    private func repeating(_ body: @Loop () async throws -> Void) async throws {
        var attempts = 0
        while true {
            attempts += 1
            do {
                return try await body()
            } catch let error as DatabaseError
                where (error.constraint == "customer_emails_address_unique" || error.isRetryable) && attempts < 3
            {
                continue
            }
        }
    }

    // MARK: Failure

    private func failed(_ waiting: WaitingMail, _ error: any Error) async throws {
        let reason = String(String(describing: error).replacing("\0", with: "").prefix(1000))
        Log.warning(
            "mail not read", ["mail_id": ID<RawMail>(waiting.id), "attempt": waiting.attempts, "reason": reason])
        guard waiting.attempts < Self.attemptLimit else { return try await giveUp(waiting, reason) }
        let due = context.clock.now.addingTimeInterval(waiting.attempts == 1 ? 5 : 30)
        try await context.database.transaction { connection in
            try await InboundMailStore(connection).postpone(waiting.id, due: due, error: reason)
            try await MailReception.wake(waiting.inboxID, at: due, in: connection)
        }
    }

    /// Makes a ticket that shows the mail as a file: a mail nobody could read must not be a mail nobody saw.
    private func giveUp(_ waiting: WaitingMail, _ reason: String) async throws {
        guard let path = RawMailFiles(dataDirectory: context.dataDirectory).path(waiting.sha256) else { return }
        let bytes = (try? Self.bytes(path)) ?? []
        let file = try await MailFiles(context: context).keep(bytes, name: "mail.eml", of: waiting.id)
        let sender = waiting.envelopeFrom.flatMap { $0.isEmpty ? nil : $0 } ?? RawHeader.sender(in: bytes)
        try await repeating {
            try await self.context.database.transaction { connection in
                let store = InboundMailStore(connection)
                guard try await store.lockWaiting(waiting.id) else { return }
                try await AttachmentStore(connection).insert(file)
                let receipt = try await self.placeUnread(
                    UnreadMail(
                        mailID: waiting.id, inboxID: waiting.inboxID, sender: sender, attachmentID: file.id.uuid,
                        clientID: "mail:unread:" + waiting.id.uuidString.lowercased(), error: reason), connection)
                var settled = SettledMail(.failed)
                settled.ticketID = receipt.ticketID
                settled.seq = receipt.seq
                settled.opened = true
                settled.explanation = receipt.explanation
                settled.error = reason
                try await store.settle(waiting.id, settled, at: self.context.clock.now)
            }
        }
        unreadCount += 1
        Log.error("mail cannot be read", ["mail_id": ID<RawMail>(waiting.id), "inbox_id": ID<Inbox>(waiting.inboxID)])
    }
}
