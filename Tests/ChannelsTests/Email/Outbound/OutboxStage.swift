import Basics
import Channels
import EventLoop
import Foundation
import Postgres
import Synchronization
import TestSupport
import Testing
import Web

/// A mailbox with an outbox on a fresh database, a server that answers what the test says, and a clock the test holds.
@Loop final class OutboxStage: MailDesk {
    nonisolated final class Time: Sendable {
        let now = Mutex(Date(timeIntervalSince1970: 1_795_420_800))
    }

    let database: Database
    let context: AppContext
    let clock = Time()
    let mailbox = UUID()
    let ticket: UUID
    /// What the server answers, by attempt; the last one stays.
    var answers: [TransmissionOutcome] = [.accepted(code: 250, text: "2.0.0 queued as 1", refused: [])]
    private(set) var attempts: [Transmission] = []
    private(set) var contents: [[UInt8]] = []
    /// Runs while the mail is with the server.
    var meanwhile: (@Loop (Transmission) async -> Void)?
    private(set) var failures: [(mail: UUID, recipients: [String])] = []
    private(set) var doubtful: [UUID] = []
    private(set) var news: [String] = []
    var text = "On its way."
    var recipients = MailRecipients(to: [MailAddress(name: "Mei", address: "mei@example.com")])
    lazy var outbox = makeOutbox()

    init() async throws {
        database = try await TestDatabase.fresh()
        let directory = TestDirectory.make("outbox")
        let clock = clock
        context = AppContext(
            database: database, clock: WallClock { clock.now.withLock { $0 } }, dataDirectory: directory,
            webRoot: "/nonexistent", publicURL: "http://127.0.0.1:8080",
            secrets: try #require(MasterKey(bytes: [UInt8](repeating: 7, count: 32))))
        try await database.connection.execute(
            """
            INSERT INTO inboxes (id, key, kind, name, settings)
            VALUES (\(mailbox), 'support', 'email', 'Qinghe Tea',
                '{"mail": {"address": "support@qinghe.example", "aliases": ["help@qinghe.example"],
                    "signature": {"en": "Qinghe Tea"}}}')
            """)
        ticket = try await Entrance.ticket(database, mailbox).ticket
    }

    func makeOutbox() -> OutboxJobs {
        OutboxJobs(context: context, desk: self) { transmission in
            self.attempts.append(transmission)
            self.contents.append(Array(FileManager.default.contents(atPath: transmission.path) ?? Data()))
            await self.meanwhile?(transmission)
            return self.answers.count > 1 ? self.answers.removeFirst() : self.answers[0]
        }
    }

    func pass(seconds: Double) { clock.now.withLock { $0 += seconds } }

    var now: Date { context.clock.now }

    /// A public message of the ticket with its mail in the queue, as the append statement leaves them.
    @discardableResult func reply(seq: Int = 1) async throws -> UUID {
        let id = UUID()
        try await database.connection.execute(
            """
            INSERT INTO messages (ticket_id, seq, id, kind, private, author_kind, text)
            VALUES (\(ticket), \(seq), \(id), 'reply', false, 'agent', 'On its way.')
            """)
        try await database.connection.execute(
            """
            INSERT INTO outbound_mails (id, inbox_id, conversation_id, message_seq, message_id, purpose, next_at,
                created_at, queued_at)
            VALUES (\(id), \(mailbox), \(ticket), \(seq), \(id), 'reply', \(now), \(now), \(now))
            """)
        return id
    }

    func state(_ id: UUID) async throws -> String {
        try await database.connection.one(
            { row in try row["state"] }, "SELECT state FROM outbound_mails WHERE id = \(id)")
    }

    func recipientStates(_ id: UUID) async throws -> [String] {
        try await database.connection.rows(
            { row in try row["state"] },
            "SELECT state FROM outbound_recipients WHERE mail_id = \(id) ORDER BY place")
    }

    func automatic(
        _ purpose: OutgoingMail.Purpose = .acknowledgement, to address: String = "mei@example.com", ticket: UUID? = nil
    ) async throws -> MailOutbox.Outcome {
        let mail = OutgoingMail(
            purpose: purpose, mailboxID: mailbox, conversationID: ticket ?? self.ticket, messageID: UUID(),
            recipients: MailRecipients(to: [MailAddress(address: address)]), subject: "We got it", text: "Thank you.")
        return try await database.transaction { connection in
            try await MailOutbox(context: self.context).queue(mail, in: connection)
        }
    }

    // MARK: MailDesk

    func mail(carrying mail: OutboundMail, in connection: Connection) async throws -> OutgoingMail? {
        OutgoingMail(
            purpose: .reply, mailboxID: mail.inboxID, conversationID: mail.conversationID, messageID: mail.messageID,
            recipients: mail.chosen ?? recipients, subject: "Re: Late parcel [#1042]", text: text)
    }

    func failed(_ mail: OutboundMail, _ recipients: [OutboundRecipient], in connection: Connection) async throws {
        failures.append((mail.id, recipients.map(\.address)))
    }

    func uncertain(_ mail: OutboundMail, in connection: Connection) async throws { doubtful.append(mail.id) }

    func changed(_ mail: OutboundMail, _ state: OutboundMail.State, _ recipients: [OutboundRecipient]) {
        news.append(state.rawValue)
    }
}
