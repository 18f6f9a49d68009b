import Basics
package import EventLoop
import Foundation
package import Postgres

/// A stored mail taken to be worked on.
struct WaitingMail: Sendable {
    let id: UUID
    let inboxID: UUID
    let source: RawMail.Source
    let envelopeFrom: String?
    let envelopeTo: [String]
    let sha256: String
    let receivedAt: Date
    /// Which try this is, from 1.
    let attempts: Int
    let error: String?

    init(_ row: Row) throws {
        id = try row["id"]
        inboxID = try row["inbox_id"]
        source = try row["source"]
        envelopeFrom = try row["envelope_from"]
        envelopeTo = try row["envelope_to"]
        sha256 = try row["sha256"]
        receivedAt = try row["received_at"]
        attempts = try row["attempts"]
        error = try row["error"]
    }
}

/// A mail processed before under the same Message-ID.
struct KnownDelivery: Sendable {
    let id: UUID
    let inboxID: UUID
    let contentHash: String?
    let sentAt: Date?
    let ticketID: UUID?
    let seq: Int?

    init(_ row: Row) throws {
        id = try row["id"]
        inboxID = try row["inbox_id"]
        contentHash = try row["content_hash"]
        sentAt = try row["sent_at"]
        ticketID = try row["ticket_id"]
        seq = try row["seq"]
    }
}

/// Where inbound mails stand.
package enum InboundMailState: String, CaseIterable, Sendable, JSONWritable, SQLText {
    /// Waits to be read.
    case stored
    /// Is a message.
    case processed
    /// Was one already.
    case duplicate
    /// Is our own mail coming back.
    case ignored
    /// Could not be read; a ticket says so.
    case failed
}

/// Every SQL statement that stores inbound mails and moves them on.
@Loop package struct InboundMailStore {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// - Returns: False when a mail of the same place or the same bytes is there already.
    func insert(_ raw: RawMail, id: UUID, sha256: String) async throws -> Bool {
        try await connection.execute(
            """
            INSERT INTO inbound_mails (id, inbox_id, source, folder, uidvalidity, uid, envelope_from, envelope_to,
                sha256, size_bytes, received_at)
            VALUES (\(id), \(raw.inboxID), \(raw.source), \(raw.folder), \(raw.uidValidity), \(raw.uid),
                \(raw.envelopeFrom), \(raw.envelopeTo), \(sha256), \(raw.bytes.count), \(raw.receivedAt))
            ON CONFLICT DO NOTHING
            """) == 1
    }

    /// The mail whose place or bytes these are.
    func known(_ raw: RawMail, sha256: String) async throws -> UUID {
        try await connection.one(
            { try $0["id"] },
            """
            SELECT id
            FROM inbound_mails
            WHERE inbox_id = \(raw.inboxID)
                AND (sha256 = \(sha256)
                    OR folder = \(raw.folder) AND uidvalidity = \(raw.uidValidity) AND uid = \(raw.uid))
            ORDER BY arrival
            LIMIT 1
            """)
    }

    /// Takes the longest waiting mails of a mailbox that are due; none while somebody has any of them.
    ///
    /// One that was tried before is taken alone: a server may have died over it, and nothing else shall be blamed.
    func claim(inbox: UUID, at now: Date, until lease: Date, limit: Int) async throws -> [WaitingMail] {
        try await connection.rows(
            WaitingMail.init,
            """
            WITH oldest AS (
                SELECT id, arrival, attempts
                FROM inbound_mails
                WHERE inbox_id = \(inbox) AND state = 'stored' AND due_at <= \(now)
                ORDER BY arrival
                LIMIT \(limit)
                FOR UPDATE
            ), chosen AS (
                SELECT id
                FROM oldest
                WHERE arrival = (SELECT min(arrival) FROM oldest)
                    OR arrival < COALESCE((SELECT min(arrival) FROM oldest WHERE attempts > 0), 9223372036854775807)
            ), claimed AS (
                UPDATE inbound_mails
                SET lease_until = \(lease), attempts = attempts + 1
                WHERE id = ANY (ARRAY(SELECT id FROM chosen)) AND (lease_until IS NULL OR lease_until < \(now))
                    AND NOT EXISTS (
                        SELECT FROM inbound_mails AS held
                        WHERE held.inbox_id = \(inbox) AND held.state = 'stored' AND held.lease_until >= \(now))
                RETURNING id, arrival, inbox_id, source, envelope_from, envelope_to, sha256, received_at, attempts, error
            )
            SELECT id, inbox_id, source, envelope_from, envelope_to, sha256, received_at, attempts, error
            FROM claimed
            ORDER BY arrival
            """)
    }

    /// Keeps mails ours that take their time.
    func renew(_ ids: [UUID], until lease: Date) async throws {
        try await connection.execute(
            "UPDATE inbound_mails SET lease_until = \(lease) WHERE id = ANY (\(ids)) AND state = 'stored'")
    }

    /// The tickets to which these Message-IDs and subject numbers lead.
    func conversations(names: [String], numbers: [Int]) async throws -> [UUID] {
        guard !names.isEmpty || !numbers.isEmpty else { return [] }
        return try await connection.rows(
            { row in try row["ticket_id"] },
            """
            SELECT ticket_id
            FROM mail_message_ids
            WHERE message_id = ANY (\(names))
            UNION
            SELECT id
            FROM tickets
            WHERE number = ANY (\(numbers))
            """)
    }

    /// Puts a mail back that was not to blame, as if nobody had tried.
    func giveBack(_ id: UUID, due: Date? = nil) async throws {
        try await connection.execute(
            """
            UPDATE inbound_mails
            SET lease_until = NULL, attempts = attempts - 1, due_at = COALESCE(\(due)::timestamptz, due_at)
            WHERE id = \(id) AND state = 'stored'
            """)
    }

    /// Puts a mail aside until `due`.
    func postpone(_ id: UUID, due: Date, error: String) async throws {
        try await connection.execute(
            """
            UPDATE inbound_mails
            SET lease_until = NULL, due_at = \(due), error = \(error)
            WHERE id = \(id) AND state = 'stored'
            """)
    }

    /// Locks the mail for settling; false when somebody has settled it meanwhile.
    func lockWaiting(_ id: UUID) async throws -> Bool {
        try await connection.first(
            { row in try row["id"] as UUID },
            "SELECT id FROM inbound_mails WHERE id = \(id) AND state = 'stored' FOR UPDATE") != nil
    }

    /// Keeps everybody else with a mail of this name waiting until the transaction ends.
    func lockName(_ messageID: String) async throws {
        try await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended(\(messageID), 60))")
    }

    /// The mails that became messages under this Message-ID, in any mailbox, the first one first.
    func deliveries(of messageID: String) async throws -> [KnownDelivery] {
        try await connection.rows(
            KnownDelivery.init,
            """
            SELECT id, inbox_id, content_hash, sent_at, ticket_id, seq
            FROM inbound_mails
            WHERE message_id = \(messageID) AND state = 'processed'
            ORDER BY arrival
            LIMIT 50
            """)
    }

    /// Says what became of a mail.
    func settle(_ id: UUID, _ settled: SettledMail, at now: Date) async throws {
        try await connection.execute(
            """
            UPDATE inbound_mails
            SET state = \(settled.state), message_id = \(settled.messageID), delivery_key = \(settled.deliveryKey),
                content_hash = \(settled.contentHash), sent_at = \(settled.mail?.date),
                from_address = \(settled.mail?.from.first?.address.lowercased()),
                from_name = \(settled.mail?.from.first?.name ?? ""), subject = \(settled.mail?.subject ?? ""),
                details = \(settled.mail.map { MailDetails($0).value }), ticket_id = \(settled.ticketID),
                seq = \(settled.seq), opened = \(settled.opened), explanation = \(settled.explanation?.value),
                error = \(settled.error), lease_until = NULL, processed_at = \(now)
            WHERE id = \(id)
            """)
    }

    /// Those of these contents that a mail still needs.
    ///
    /// The row of a mail that came outlives its ticket, so that the mail is known when it is fetched again; its bytes are
    /// shown on the ticket only. One that failed may be tried again.
    func named(among contents: [String]) async throws -> Set<String> {
        Set(
            try await connection.rows(
                { row in try row["sha256"] },
                """
                SELECT sha256
                FROM inbound_mails
                WHERE sha256 = ANY (\(contents)) AND (ticket_id IS NOT NULL OR state NOT IN ('processed', 'duplicate'))
                UNION
                SELECT sha256
                FROM outbound_mails
                WHERE sha256 = ANY (\(contents))
                """))
    }

    /// The inboxes with mail that is due and that no work was made for: something was lost with a server.
    func forgotten(at now: Date) async throws -> [UUID] {
        try await connection.rows(
            { row in try row["inbox_id"] },
            """
            SELECT DISTINCT m.inbox_id
            FROM inbound_mails AS m
            WHERE m.state = 'stored' AND m.due_at <= \(now) AND (m.lease_until IS NULL OR m.lease_until < \(now))
                AND NOT EXISTS (
                    SELECT FROM jobs AS j
                    WHERE j.name = 'mail.process' AND j.died_at IS NULL AND j.payload ->> 'inboxID' = upper(m.inbox_id::text))
            ORDER BY m.inbox_id
            """)
    }

    func exists(_ id: UUID) async throws -> Bool {
        try await connection.first({ row in try row["id"] as UUID }, "SELECT id FROM inbound_mails WHERE id = \(id)")
            != nil
    }

    /// Sends a failed mail through again.
    ///
    /// - Returns: Its inbox; `nil` when it is not a failed one.
    func retry(_ id: UUID) async throws -> UUID? {
        try await connection.first(
            { row in try row["inbox_id"] },
            """
            UPDATE inbound_mails
            SET state = 'stored', attempts = 0, due_at = '-infinity', lease_until = NULL
            WHERE id = \(id) AND state = 'failed'
            RETURNING inbox_id
            """)
    }
}

/// What became of a mail, to be written into its row.
struct SettledMail: Sendable {
    var state: InboundMailState
    var mail: ParsedMail?
    var messageID: String?
    var deliveryKey: String?
    var contentHash: String?
    var ticketID: UUID?
    var seq: Int?
    var opened = false
    var explanation: MailExplanation?
    var error: String?

    init(_ state: InboundMailState) {
        self.state = state
    }
}
