import Basics
package import EventLoop
package import Foundation
package import Postgres

/// How sending stands at one mailbox.
package struct OutboxMailbox: Sendable {
    package let stoppedAt: Date?
    package let fault: String?
    package let faultText: String
    package let probeAt: Date?
    package let refusesNullSender: Bool

    init(_ row: Row) throws {
        stoppedAt = try row["stopped_at"]
        fault = try row["fault"]
        faultText = try row["fault_text"]
        probeAt = try row["probe_at"]
        refusesNullSender = try row["refuses_null_sender"]
    }
}

/// Every SQL statement about the queue of outgoing mail.
@Loop package struct OutboxStore {
    let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// Takes back what dead nodes held: what was only being composed waits again, what may have been handed over is in
    /// doubt.
    ///
    /// - Returns: Those in doubt for the second time: people have to decide.
    func recover(at now: Date) async throws -> [OutboundMail] {
        try await connection.rows(
            OutboundMail.init,
            """
            WITH back AS (
                UPDATE outbound_mails AS m
                SET state = CASE WHEN transmitting THEN 'uncertain' ELSE 'queued' END,
                    doubts = doubts + transmitting::integer,
                    next_at = CASE
                        WHEN NOT transmitting THEN \(now)::timestamptz
                        WHEN doubts = 0 AND purpose <> 'campaign' THEN \(OutboxRules.nextAfterDoubt(1, now: now))::timestamptz
                    END,
                    last_text = CASE WHEN transmitting THEN 'The server stopped while sending.' ELSE last_text END,
                    lease = NULL, lease_until = NULL, transmitting = false
                WHERE state = 'sending' AND lease_until < \(now)
                RETURNING \(OutboundMail.columns)
            )
            SELECT * FROM back WHERE state = 'uncertain' ORDER BY id
            """)
    }

    /// Mailboxes with a mail that is due.
    func dueMailboxes(at now: Date) async throws -> [UUID] {
        try await connection.rows(
            { row in try row["inbox_id"] },
            """
            SELECT DISTINCT inbox_id
            FROM outbound_mails
            WHERE state IN ('queued', 'retry', 'uncertain') AND next_at <= \(now)
            ORDER BY inbox_id
            """)
    }

    /// Locks the mailbox's queue against other nodes until the caller's transaction ends.
    func lockMailbox(_ id: UUID) async throws -> OutboxMailbox {
        try await connection.execute(
            "INSERT INTO outbound_mailboxes (inbox_id) VALUES (\(id)) ON CONFLICT (inbox_id) DO NOTHING")
        return try await connection.one(
            OutboxMailbox.init,
            """
            SELECT stopped_at, fault, fault_text, probe_at, refuses_null_sender
            FROM outbound_mailboxes
            WHERE inbox_id = \(id)
            FOR UPDATE
            """)
    }

    package func mailbox(_ id: UUID) async throws -> OutboxMailbox? {
        try await connection.first(
            OutboxMailbox.init,
            """
            SELECT stopped_at, fault, fault_text, probe_at, refuses_null_sender
            FROM outbound_mailboxes
            WHERE inbox_id = \(id)
            """)
    }

    /// How many attempts the mailbox made since `since`, and how many are under way; campaigns counted apart.
    func activity(of mailbox: UUID, since: Date) async throws -> (recent: Int, underWay: Int, campaigns: Int) {
        try await connection.one(
            { row in
                (recent: try row["recent"], underWay: try row["under_way"], campaigns: try row["campaigns"])
            },
            """
            SELECT
                (SELECT count(*) FROM outbound_mails
                 WHERE inbox_id = \(mailbox) AND attempted_at > \(since) AND purpose <> 'campaign') AS recent,
                (SELECT count(*) FROM outbound_mails
                 WHERE inbox_id = \(mailbox) AND state = 'sending' AND purpose <> 'campaign') AS under_way,
                (SELECT count(*) FROM outbound_mails
                 WHERE inbox_id = \(mailbox) AND state = 'sending' AND purpose = 'campaign') AS campaigns
            """)
    }

    /// Leases due mails of a mailbox: people's answers before automatic mail, the longest waiting first.
    func take(
        of mailbox: UUID, limit: Int, campaigns: Bool = false, now: Date, lease: UUID
    ) async throws -> [OutboundMail] {
        try await connection.rows(
            OutboundMail.init,
            """
            UPDATE outbound_mails AS m
            SET state = 'sending', lease = \(lease), transmitting = false,
                lease_until = \(now.addingTimeInterval(OutboxRules.leaseSeconds))
            WHERE m.id IN (
                SELECT id
                FROM outbound_mails
                WHERE inbox_id = \(mailbox) AND state IN ('queued', 'retry', 'uncertain') AND next_at <= \(now)
                    AND (purpose = 'campaign') = \(campaigns)
                ORDER BY (purpose = 'reply') DESC, next_at, id
                LIMIT \(limit)
                FOR UPDATE SKIP LOCKED)
            RETURNING \(OutboundMail.columns)
            """)
    }

    func renew(_ id: UUID, lease: UUID, until: Date) async throws {
        try await connection.execute(
            "UPDATE outbound_mails SET lease_until = \(until) WHERE id = \(id) AND lease = \(lease)")
    }

    /// What composing made.
    struct Composed: Sendable {
        let subject: String
        let from: String
        let envelopeFrom: String
        let mailMessageID: String
        let sha256: String
        let sizeBytes: Int
        let recipients: [OutboundRecipient]
    }

    /// Keeps what was composed, once.
    ///
    /// - Returns: Whether the lease is still ours.
    func keep(_ composed: Composed, of id: UUID, lease: UUID) async throws -> Bool {
        let changed = try await connection.execute(
            """
            UPDATE outbound_mails
            SET subject = \(composed.subject), from_address = \(composed.from), envelope_from = \(composed.envelopeFrom),
                mail_message_id = \(composed.mailMessageID), sha256 = \(composed.sha256),
                size_bytes = \(composed.sizeBytes)
            WHERE id = \(id) AND lease = \(lease) AND sha256 IS NULL
            """)
        guard changed == 1 else { return false }
        try await insert(composed.recipients)
        // What an answer to it names leads back here.
        try await connection.execute(
            """
            INSERT INTO mail_message_ids (message_id, inbox_id, ticket_id, seq, direction)
            SELECT mail_message_id, inbox_id, conversation_id, message_seq, 'out'
            FROM outbound_mails
            WHERE id = \(id) AND message_seq IS NOT NULL
            ON CONFLICT DO NOTHING
            """)
        return true
    }

    /// Remembers what the other server calls a mail: an answer to that leads back here too, and a report about it.
    ///
    /// An automatic mail is no message of its ticket, so it stands before the first.
    func name(_ id: UUID, _ names: [String]) async throws {
        guard !names.isEmpty else { return }
        let all = names + names.compactMap(AcceptedName.bare)
        try await connection.execute(
            "UPDATE outbound_mails SET accepted_names = accepted_names || \(all)::text[] WHERE id = \(id)")
        try await connection.execute(
            """
            INSERT INTO mail_message_ids (message_id, inbox_id, ticket_id, seq, direction)
            SELECT n.name, m.inbox_id, m.of_ticket_id, COALESCE(m.message_seq, 0), 'out'
            FROM outbound_mails AS m, unnest(\(names)::text[]) AS n (name)
            WHERE m.id = \(id) AND m.of_ticket_id IS NOT NULL
            ON CONFLICT DO NOTHING
            """)
    }

    /// The server a mailbox hands its mail to.
    func host(of mailbox: UUID) async throws -> String {
        try await connection.first(
            { row in try row["host"] },
            "SELECT COALESCE(settings #>> '{mail,smtp,host}', '') AS host FROM inboxes WHERE id = \(mailbox)") ?? ""
    }

    /// Names the recipients of a mail; those named before stay as they are.
    func insert(_ recipients: [OutboundRecipient]) async throws {
        guard let first = recipients.first else { return }
        try await connection.execute(
            """
            INSERT INTO outbound_recipients (mail_id, place, role, name, address, state, detail, at)
            SELECT \(first.mailID)::uuid, i.*
            FROM unnest(\(recipients.map(\.place))::integer[], \(recipients.map(\.role.rawValue))::text[],
                \(recipients.map(\.name))::text[], \(recipients.map(\.address))::text[],
                \(recipients.map(\.state.rawValue))::text[], \(recipients.map(\.detail))::text[],
                \(recipients.map(\.at))::timestamptz[]) AS i
            ON CONFLICT (mail_id, place) DO NOTHING
            """)
    }

    /// Notes that the next bytes go to the other server: from here on a crash leaves doubt.
    ///
    /// - Returns: Whether the lease is still ours.
    func begin(_ id: UUID, envelopeFrom: String, lease: UUID, now: Date) async throws -> Bool {
        try await connection.execute(
            """
            UPDATE outbound_mails
            SET transmitting = true, attempts = attempts + 1, attempted_at = \(now), envelope_from = \(envelopeFrom),
                lease_until = \(now.addingTimeInterval(OutboxRules.leaseSeconds))
            WHERE id = \(id) AND lease = \(lease)
            """) == 1
    }

    /// Ends the lease with what the attempt came to.
    ///
    /// - Returns: Whether the lease was still ours.
    func settle(
        _ id: UUID, lease: UUID, state: OutboundMail.State, next: Date?, code: Int?, text: String, doubts: Int,
        at now: Date
    ) async throws -> Bool {
        let isSettled = state == .sent || state == .failed
        return try await connection.execute(
            """
            UPDATE outbound_mails
            SET state = \(state), next_at = \(next), last_code = \(code), last_text = \(String(text.prefix(500))),
                doubts = \(doubts), lease = NULL, lease_until = NULL, transmitting = false,
                settled_at = CASE WHEN \(isSettled) THEN \(now)::timestamptz END
            WHERE id = \(id) AND lease = \(lease)
            """) == 1
    }

    /// Gives a mail back that was not tried, as if it had not been taken.
    func giveBack(_ id: UUID, lease: UUID, next: Date, code: Int? = nil, text: String? = nil) async throws {
        try await connection.execute(
            """
            UPDATE outbound_mails
            SET state = CASE WHEN doubts > 0 THEN 'uncertain' ELSE 'queued' END, next_at = \(next),
                attempts = attempts - transmitting::integer, lease = NULL, lease_until = NULL, transmitting = false,
                last_text = COALESCE(\(text)::text, last_text)
            WHERE id = \(id) AND lease = \(lease)
            """)
    }

    package func recipients(of mail: UUID) async throws -> [OutboundRecipient] {
        try await connection.rows(
            OutboundRecipient.init,
            """
            SELECT mail_id, place, role, name, address, state, detail, at
            FROM outbound_recipients
            WHERE mail_id = \(mail)
            ORDER BY place
            """)
    }

    /// Sets how these recipients of one mail stand.
    package func set(_ recipients: [OutboundRecipient]) async throws {
        guard let first = recipients.first else { return }
        try await connection.execute(
            """
            UPDATE outbound_recipients AS r
            SET state = i.state, detail = i.detail, at = i.at
            FROM unnest(\(recipients.map(\.place))::integer[], \(recipients.map(\.state.rawValue))::text[],
                \(recipients.map { String($0.detail.prefix(500)) })::text[], \(recipients.map(\.at))::timestamptz[])
                AS i (place, state, detail, at)
            WHERE r.mail_id = \(first.mailID) AND r.place = i.place
            """)
    }

    package func mail(_ id: UUID) async throws -> OutboundMail? {
        try await connection.first(
            OutboundMail.init, "SELECT \(OutboundMail.columns) FROM outbound_mails AS m WHERE m.id = \(id)")
    }

    package func lockedMail(_ id: UUID) async throws -> OutboundMail? {
        try await connection.first(
            OutboundMail.init, "SELECT \(OutboundMail.columns) FROM outbound_mails AS m WHERE m.id = \(id) FOR UPDATE")
    }

    /// Lets a mail be tried now, for those who have not got it; the two days begin anew.
    package func requeue(_ id: UUID, at now: Date) async throws {
        try await connection.execute(
            """
            WITH again AS (
                UPDATE outbound_recipients
                SET state = 'queued', detail = '', at = \(now)
                WHERE mail_id = \(id) AND state IN ('failed', 'suppressed', 'delayed')
                    AND NOT EXISTS (
                        SELECT FROM suppressed_addresses AS s
                        WHERE s.address = lower(outbound_recipients.address) AND s.reason = 'undeliverable')
            )
            UPDATE outbound_mails
            SET state = 'queued', next_at = \(now), queued_at = \(now), attempts = 0, doubts = 0, settled_at = NULL
            WHERE id = \(id) AND state <> 'sending'
            """)
    }

    /// A person knows that it arrived.
    package func markSent(_ id: UUID, at now: Date) async throws {
        try await connection.execute(
            """
            WITH reached AS (
                UPDATE outbound_recipients
                SET state = 'sent', at = \(now)
                WHERE mail_id = \(id) AND state IN ('queued', 'delayed')
            )
            UPDATE outbound_mails
            SET state = 'sent', next_at = NULL, settled_at = \(now)
            WHERE id = \(id) AND state = 'uncertain'
            """)
    }

    // MARK: Mailboxes

    /// The mailbox's queue rests until a probe succeeds.
    ///
    /// - Returns: Whether it did not rest before.
    func stop(_ mailbox: UUID, fault: String, text: String, at now: Date) async throws -> Bool {
        try await connection.one(
            { row in try row["is_new"] },
            """
            WITH before AS (
                SELECT stopped_at FROM outbound_mailboxes WHERE inbox_id = \(mailbox)
            ), kept AS (
                INSERT INTO outbound_mailboxes AS b (inbox_id, stopped_at, fault, fault_text, probe_at)
                VALUES (\(mailbox), \(now), \(fault), \(String(text.prefix(500))),
                    \(now.addingTimeInterval(OutboxRules.probeSeconds)))
                ON CONFLICT (inbox_id) DO UPDATE
                SET stopped_at = COALESCE(b.stopped_at, excluded.stopped_at), fault = excluded.fault,
                    fault_text = excluded.fault_text, probe_at = excluded.probe_at
            )
            SELECT NOT EXISTS (SELECT FROM before WHERE stopped_at IS NOT NULL) AS is_new
            """)
    }

    /// The mailbox works.
    func works(_ mailbox: UUID, at now: Date) async throws {
        try await connection.execute(
            """
            INSERT INTO outbound_mailboxes (inbox_id, last_success_at) VALUES (\(mailbox), \(now))
            ON CONFLICT (inbox_id) DO UPDATE
            SET stopped_at = NULL, fault = NULL, fault_text = '', probe_at = NULL, last_success_at = excluded.last_success_at
            """)
    }

    /// Lets the next mail try a resting mailbox now: its settings have changed.
    package func probe(_ mailbox: UUID, at now: Date) async throws {
        try await connection.execute(
            "UPDATE outbound_mailboxes SET probe_at = \(now) WHERE inbox_id = \(mailbox) AND stopped_at IS NOT NULL")
    }

    func setProbe(_ mailbox: UUID, at next: Date) async throws {
        try await connection.execute("UPDATE outbound_mailboxes SET probe_at = \(next) WHERE inbox_id = \(mailbox)")
    }

    /// The mailbox's server wants a sender in every envelope.
    func refusesNullSender(_ mailbox: UUID) async throws {
        try await connection.execute(
            """
            INSERT INTO outbound_mailboxes (inbox_id, refuses_null_sender) VALUES (\(mailbox), true)
            ON CONFLICT (inbox_id) DO UPDATE SET refuses_null_sender = true
            """)
    }
}
