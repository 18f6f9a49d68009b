import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// Where fetched mail goes.
struct MailSource: Sendable {
    /// Stores a mail durably.
    var keep: @Loop @Sendable (RawMail) async throws -> Void
    /// Which of these Message-IDs the inbox has had already.
    var known: @Loop @Sendable (_ inboxID: UUID, _ messageIDs: [String]) async throws -> Set<String>

    init(
        keep: @escaping @Loop @Sendable (RawMail) async throws -> Void,
        known: @escaping @Loop @Sendable (UUID, [String]) async throws -> Set<String>
    ) {
        self.keep = keep
        self.known = known
    }
}

/// Takes what is new in an opened folder, mail by mail.
@Loop final class MailboxReading {
    private static let chunk = 100

    private let mailbox: WatchedMailbox
    private let folder: IMAPFolder
    private let session: IMAPSession
    private let context: AppContext
    private let lease: UUID
    private let source: MailSource
    private let refusedTries: Int
    private let brokenTries: Int
    private var cursor: MailboxCursor
    /// The folder was numbered anew: what is in it may be known.
    private let isRenumbered: Bool
    private let since: Date?

    /// Finds where to go on: behind the last mail taken, at the day the settings name, or at the end.
    init(
        mailbox: WatchedMailbox, folder: IMAPFolder, session: IMAPSession, context: AppContext, lease: UUID,
        source: MailSource, refusedTries: Int, brokenTries: Int
    ) async throws {
        self.mailbox = mailbox
        self.folder = folder
        self.session = session
        self.context = context
        self.lease = lease
        self.source = source
        self.refusedTries = refusedTries
        self.brokenTries = brokenTries
        let mail = mailbox.mail
        let startDay = mail.startDay.flatMap { Date(rfc3339: $0) }
        let store = MailboxFolderStore(context.database.connection)
        if let known = try await store.cursor(mailbox.id, mail.folder, uidValidity: folder.uidValidity) {
            cursor = known
            isRenumbered = false
            since = startDay
            return
        }
        if try await store.wasRead(mailbox.id, mail.folder) {
            cursor = MailboxCursor(lastUID: 0)
            isRenumbered = true
            if let startDay {
                since = startDay
            } else {
                since = try await MailboxLeaseStore(context.database.connection).begunAt(mailbox.id)
            }
            Log.info("mailbox folder numbered anew", ["inbox_id": ID<Inbox>(mailbox.id)])
            return
        }
        isRenumbered = false
        since = startDay
        if startDay != nil {
            cursor = MailboxCursor(lastUID: 0)
        } else if let next = folder.uidNext {
            cursor = MailboxCursor(lastUID: next - 1)
        } else {
            cursor = MailboxCursor(lastUID: try await session.search(from: 1, since: nil).last ?? 0)
        }
        try await save()
    }

    private var mail: MailSettings { mailbox.mail }

    /// - Returns: How many mails were kept.
    func takeNew() async throws -> Int {
        var kept = 0
        let uids = try await session.search(from: cursor.lastUID + 1, since: since)
        var rest = uids[...]
        while !rest.isEmpty {
            let chunk = Array(rest.prefix(Self.chunk))
            rest = rest.dropFirst(Self.chunk)
            let known = isRenumbered ? try await knownUIDs(chunk) : []
            for info in try await session.info(chunk) {
                try Task.checkCancellation()
                if !info.isDeleted, !known.contains(info.uid), !isBeforeUs(info), try await take(info) { kept += 1 }
                cursor = MailboxCursor(lastUID: info.uid)
                try await save()
            }
        }
        if isRenumbered, uids.isEmpty { try await save() }
        return kept
    }

    private func knownUIDs(_ uids: [Int]) async throws -> Set<Int> {
        let ids = try await session.messageIDs(uids)
        let known = try await source.known(mailbox.id, Array(Set(ids.values)))
        return Set(ids.filter { known.contains($0.value) }.keys)
    }

    /// After a renumbering, mail from before this mailbox was connected stays where it is.
    private func isBeforeUs(_ info: IMAPMailInfo) -> Bool {
        guard isRenumbered, mail.startDay == nil, let since, let receivedAt = info.receivedAt else { return false }
        return receivedAt < since.addingTimeInterval(-60)
    }

    /// - Returns: False when the mail was gone.
    private func take(_ info: IMAPMailInfo) async throws -> Bool {
        guard let bytes = try await bytes(info) else { return false }
        try await source.keep(
            RawMail(
                inboxID: mailbox.id, source: .imap, folder: mail.folder, uidValidity: folder.uidValidity, uid: info.uid,
                receivedAt: info.receivedAt ?? context.clock.now, bytes: bytes))
        let isWhole = info.sizeBytes <= mail.maxSizeMB << 20
        if isWhole { await tidyUp(info.uid) }
        return true
    }

    private func bytes(_ info: IMAPMailInfo) async throws -> [UInt8]? {
        do {
            guard info.sizeBytes <= mail.maxSizeMB << 20 else {
                Log.info("mail too large", ["inbox_id": ID<Inbox>(mailbox.id), "size_bytes": info.sizeBytes])
                return try await session.beginning(of: info.uid, bytes: CutMail.beginningBytes).map {
                    CutMail.beginning($0, sizeBytes: info.sizeBytes)
                }
            }
            return try await session.mail(info)
        } catch let fault as MailFault {
            try Task.checkCancellation()
            let tries = (cursor.failedUID == info.uid ? cursor.failedTries : 0) + 1
            cursor.failedUID = info.uid
            cursor.failedTries = tries
            try await save()
            // One mail that cannot be had must not keep all later ones from coming.
            guard tries >= (fault.kind == .commandRefused ? refusedTries : brokenTries) else { throw fault }
            Log.warning("mail not handed over", ["inbox_id": ID<Inbox>(mailbox.id), "uid": info.uid])
            let header = fault.kind == .commandRefused ? try? await session.beginning(of: info.uid, bytes: 0) : nil
            return CutMail.stub(
                header: header ?? [], sizeBytes: info.sizeBytes,
                place: "\(mail.folder), UID \(folder.uidValidity)/\(info.uid)", reason: fault.detail,
                host: mail.imap.host)
        }
    }

    /// What the settings want done on the server; that it fails loses nothing.
    private func tidyUp(_ uid: Int) async {
        do {
            switch mail.afterReading {
            case .leave: break
            case .seen: try await session.markSeen(uid)
            case .move: try await session.move(uid, to: mail.movesTo)
            }
        } catch {
            Log.warning("mail stays where it is", ["inbox_id": ID<Inbox>(mailbox.id), "reason": "\(error)"])
        }
    }

    private func save() async throws {
        try await MailboxFolderStore(context.database.connection).save(
            cursor, of: mailbox.id, mail.folder, uidValidity: folder.uidValidity, lease: lease, at: context.clock.now)
    }
}
