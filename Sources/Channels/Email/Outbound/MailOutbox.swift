import Basics
package import EventLoop
package import Foundation
package import Postgres
package import Web

/// Takes automatic mail: the one place where it is refused to those who must not get it, so that two machines never write
/// to each other for long, whatever their headers say.
@Loop package struct MailOutbox {
    /// Why an automatic mail is not sent; nobody is told but the log.
    package enum Refusal: String, Sendable {
        case mailboxOff = "mailbox_off"
        case ownAddress = "own_address"
        case machineAddress = "machine_address"
        case suppressed
        case tooMany = "too_many"
        case repeated
    }

    /// What became of a mail handed over.
    package enum Outcome: Sendable, Equatable {
        case queued(UUID)
        case refused(Refusal)
    }

    private let context: AppContext

    package init(context: AppContext) {
        self.context = context
    }

    /// Queues an automatic mail to one person in the caller's transaction; it leaves after the commit.
    ///
    /// - Parameter seq: The message it carries, if it carries one.
    package func queue(_ mail: OutgoingMail, seq: Int? = nil, in connection: Connection) async throws -> Outcome {
        let outcome = try await judged(mail, seq: seq, in: connection)
        if case .refused(let refusal) = outcome {
            Log.info("automatic mail not sent", ["purpose": mail.purpose, "reason": refusal.rawValue])
        }
        return outcome
    }

    private func judged(_ mail: OutgoingMail, seq: Int?, in connection: Connection) async throws -> Outcome {
        precondition(mail.purpose.isAutomatic, "a person's answer is queued by the statement that stores it")
        let now = context.clock.now
        let mailboxes = SendingMailboxStore(connection)
        guard let mailbox = try await mailboxes.mailbox(mail.mailboxID), mailbox.enabled, mailbox.address != nil,
            let recipient = mail.recipients.all.first
        else { return .refused(.mailboxOff) }
        let address = recipient.address.address
        if SendingMailboxStore.isOwn(address, among: try await mailboxes.ownAddresses()) {
            return .refused(.ownAddress)
        }
        if Self.isMachine(address) { return .refused(.machineAddress) }
        if try await SuppressedAddressStore(connection).reasons([address])[recipient.address.key] != nil {
            return .refused(.suppressed)
        }
        // Two at once for one person wait for each other: both would find room for one.
        try await connection.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(\("deskbell mail " + recipient.address.key), 0))")
        let counts = try await OutboxCapStore(connection).counts(
            to: address, conversation: mail.conversationID, at: now)
        guard OutboxCaps.allow(mail.purpose, counts) else { return .refused(.tooMany) }
        var mail = mail
        mail.recipients = MailRecipients(to: [recipient.address])
        guard let id = try await OutboxCapStore(connection).insert(mail, seq: seq, at: now) else {
            return .refused(.repeated)
        }
        connection.afterCommit { OutboxJobs.ring() }
        return .queued(id)
    }

    private static let machines: Set<String> = [
        "mailer-daemon", "postmaster", "no-reply", "noreply", "no_reply", "donotreply", "do-not-reply", "bounce",
        "bounces",
    ]

    private static func isMachine(_ address: String) -> Bool {
        let local = address.prefix { $0 != "@" && $0 != "+" }.lowercased()
        return machines.contains(local)
    }
}

/// How many automatic mails somebody may get (windows and numbers of Zammad; ours for acknowledgements are stricter).
package enum OutboxCaps {
    /// In minutes.
    static let windows = [10, 30, 60, 180, 600]
    static let perConversation = [10, 15, 25, 50, 100]
    static let perRecipient = [30, 60, 120, 240, 360]
    static let acknowledgementsPerHour = 3
    static let acknowledgementsPerDay = 10

    /// What somebody got lately.
    package struct Counts: Sendable, Equatable {
        package var inConversation: [Int]
        package var toRecipient: [Int]
        package var acknowledgementsInHour: Int
        package var acknowledgementsInDay: Int

        package init(
            inConversation: [Int], toRecipient: [Int], acknowledgementsInHour: Int, acknowledgementsInDay: Int
        ) {
            self.inConversation = inConversation
            self.toRecipient = toRecipient
            self.acknowledgementsInHour = acknowledgementsInHour
            self.acknowledgementsInDay = acknowledgementsInDay
        }
    }

    package static func allow(_ purpose: OutgoingMail.Purpose, _ counts: Counts) -> Bool {
        if purpose == .acknowledgement,
            counts.acknowledgementsInHour >= acknowledgementsPerHour
                || counts.acknowledgementsInDay >= acknowledgementsPerDay
        {
            return false
        }
        return zip(counts.inConversation, perConversation).allSatisfy { $0 < $1 }
            && zip(counts.toRecipient, perRecipient).allSatisfy { $0 < $1 }
    }
}

/// The statements behind the caps.
@Loop struct OutboxCapStore {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    func counts(to address: String, conversation: UUID, at now: Date) async throws -> OutboxCaps.Counts {
        let since = OutboxCaps.windows.map { now.addingTimeInterval(-60 * Double($0)) }
        return try await connection.one(
            { row in
                OutboxCaps.Counts(
                    inConversation: try row["in_conversation"], toRecipient: try row["to_recipient"],
                    acknowledgementsInHour: try row["in_hour"], acknowledgementsInDay: try row["in_day"])
            },
            """
            WITH mails AS (
                SELECT m.created_at, m.conversation_id, m.purpose
                FROM outbound_recipients AS r
                JOIN outbound_mails AS m ON m.id = r.mail_id
                WHERE lower(r.address) = lower(\(address)) AND r.at > \(now.addingTimeInterval(-86_400))
                    AND m.purpose <> 'reply' AND m.created_at > \(now.addingTimeInterval(-86_400))
            ), counted AS (
                SELECT w.place, count(*) FILTER (WHERE m.created_at > w.since) AS to_recipient,
                    count(*) FILTER (WHERE m.created_at > w.since AND m.conversation_id = \(conversation))
                        AS in_conversation
                FROM unnest(\(since)::timestamptz[]) WITH ORDINALITY AS w (since, place)
                LEFT JOIN mails AS m ON true
                GROUP BY w.place
            )
            SELECT
                (SELECT array_agg(in_conversation ORDER BY place) FROM counted) AS in_conversation,
                (SELECT array_agg(to_recipient ORDER BY place) FROM counted) AS to_recipient,
                (SELECT count(*) FROM mails
                    WHERE purpose = 'acknowledgement' AND created_at > \(now.addingTimeInterval(-3_600))) AS in_hour,
                (SELECT count(*) FROM mails WHERE purpose = 'acknowledgement') AS in_day
            """)
    }

    /// - Returns: `nil` when the conversation was acknowledged before.
    func insert(_ mail: OutgoingMail, seq: Int?, at now: Date) async throws -> UUID? {
        let id = ID<OutboundMail>.make(at: now).uuid
        var mail = mail
        // An id of its own, so that no two mails have one name.
        mail.messageID = id
        let content = String(decoding: try JSONEncoder().encode(mail), as: UTF8.self)
        let made = try await connection.execute(
            """
            INSERT INTO outbound_mails (id, inbox_id, conversation_id, message_seq, message_id, purpose, content, subject,
                next_at, created_at, queued_at)
            VALUES (\(id), \(mail.mailboxID), \(mail.conversationID), \(seq), \(id), \(mail.purpose), \(content)::jsonb,
                \(mail.subject), \(now), \(now), \(now))
            ON CONFLICT DO NOTHING
            """)
        guard made == 1 else { return nil }
        let recipients = mail.recipients.all.enumerated().map { place, recipient in
            OutboundRecipient(
                mailID: id, place: place, role: recipient.role, address: recipient.address, state: .queued, detail: "",
                at: now)
        }
        try await OutboxStore(connection).insert(recipients)
        return id
    }
}
